"""Asks every source about a person, live; called outside of any transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext_noop

from accounts.errors import Trouble
from accounts.jobs import Later
from accounts.readings import request_key
from accounts.subjects import Subject
from accounts.tenancy import inside
from integrations.actions import (
    Errand,
    FoundPeople,
    UpstreamRecord,
    choice_of,
    lacks_right,
    look_for_people,
)
from integrations.models import Source
from integrations.selectors import sources_of_people
from privacy.models import Erasure
from privacy.retention.holds import HeldPart

_BUSY = gettext_noop("The source admits no more requests for now.")


@dataclass(frozen=True)
class SourceLook:
    """What one source says of the person, what is to happen there, or why it could not be asked.

    `lacks_right`: what the workspace chose was not granted by the source, so it will fail.
    """

    source_id: UUID
    name: str
    choice: str
    found: FoundPeople
    trouble: str = ""
    is_permanent: bool = False
    lacks_right: bool = False


def errand_of(erasure: Erasure) -> Errand:
    """By its request, whose number stays nobody's once the person is erased."""
    return Errand((request_key(erasure.request_id),), f"erasure:{erasure.pk}")


def errand_of_preview(request_id: UUID) -> Errand:
    """A dry run changes nothing, and asks the sources all the same."""
    return Errand((request_key(request_id),), f"preview:{request_id}")


def look_at_sources(workspace_id: UUID, subject: Subject, errand: Errand) -> list[SourceLook]:
    """Ask every source that knows people and is still connected."""
    with inside(workspace_id):
        sources = [one for one in sources_of_people() if one.disconnected_at is None]
        choices = {one.pk: str(choice_of(one.pk)) for one in sources}
        lacking = {one.pk for one in sources if lacks_right(one)}
    looks = (look_at(source, choices[source.pk], subject, errand) for source in sources)
    return [replace(look, lacks_right=look.source_id in lacking) for look in looks]


def look_at(source: Source, choice: str, subject: Subject, errand: Errand) -> SourceLook:
    """Ask one source; what it refuses is told in words, and so is that it is busy."""
    found, trouble, is_permanent = FoundPeople(()), "", False
    try:
        found = look_for_people(
            workspace_id=source.workspace_id, source_id=source.pk, subject=subject, errand=errand
        )
    except Later:
        trouble = _BUSY
    except Trouble as refused:
        trouble, is_permanent = str(refused), refused.permanent
    return SourceLook(source.pk, source.name, choice, found, trouble, is_permanent)


def is_kept(record: UpstreamRecord, held: HeldPart | None) -> bool:
    """Whether a legal hold keeps a record, or the person to whom it belongs."""
    return held is not None and held.keeps(record.source_id, record.person or record.external_id)


def ids_found(looks: Iterable[SourceLook]) -> dict[UUID, tuple[str, ...]]:
    """{source: every id that was followed}, to be kept out from now on."""
    return {look.source_id: look.found.external_ids for look in looks if look.found.external_ids}
