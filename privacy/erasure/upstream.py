"""The person's records at the sources themselves: looked up, deleted or redacted, looked up again.

Nothing here is called inside of a transaction; what came of each call is kept in one of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import orjson
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.crypto import decrypt, encrypt
from accounts.errors import Trouble
from accounts.jobs import Later, Lease
from accounts.subjects import Subject
from accounts.tenancy import inside, new_id
from integrations.actions import (
    FoundPeople,
    choice_of,
    delete_record,
    look_for_people,
    redact_record,
)
from integrations.models import Source
from integrations.selectors import sources_of_people
from privacy.erasure.person import record_place
from privacy.models import Erasure, ErasureItem, ItemPlace, ItemState

# The name of an item that says that a source could not be asked at all.
LOOK_UP = "look_up"
# For the type checker: records always have a source.
NO_SOURCE = UUID(int=0)
DELETE, REDACT, ASK, NEVER = "delete", "redact", "ask", "never"
_KEPT = gettext_noop(
    "The workspace, as controller, decided that nothing is changed in this source."
)
_KEPT_UNTIL = gettext_noop("as the workspace decides in its source")
_UNSEEN = gettext_noop("The connected user may not see this in the source: look there yourself.")
_BUSY = gettext_noop("The source admits no more requests for now.")
BY_HAND = gettext_noop("A member did it by hand in the source.")
_STILL = gettext_noop("The source still shows this record.")
_ENDED = (ItemState.ERASED, ItemState.ANONYMISED, ItemState.RETAINED)
_WRITERS = {
    DELETE: (delete_record, ItemState.ERASED),
    REDACT: (redact_record, ItemState.ANONYMISED),
}


@dataclass(frozen=True)
class SourceLook:
    """What one source says of the person, what is to happen there, or why it could not be asked."""

    source_id: UUID
    name: str
    choice: str
    found: FoundPeople
    trouble: str = ""
    is_permanent: bool = False


def look_at_sources(workspace_id: UUID, subject: Subject) -> list[SourceLook]:
    """Ask every source that knows people and is still connected, live."""
    with inside(workspace_id):
        sources = [one for one in sources_of_people() if one.disconnected_at is None]
        choices = {one.pk: str(choice_of(one.pk)) for one in sources}
    return [_look(workspace_id, source, choices[source.pk], subject) for source in sources]


def keep_looks(erasure: Erasure, looks: Iterable[SourceLook]) -> None:
    """An item for each record that was found, in the order in which they can be deleted."""
    items = ErasureItem.objects.filter(erasure=erasure, place=ItemPlace.UPSTREAM)
    items.exclude(state__in=_ENDED).delete()
    for look in looks:
        if look.trouble:
            _fail(erasure, look, LOOK_UP, look.trouble, look.is_permanent)
        for name in look.found.unseen:
            _fail(erasure, look, name, _UNSEEN, is_permanent=True)
        for record in look.found.records:
            item = _item(erasure, look, record.kind)
            said = {"id": record.external_id, "link": record.link}
            item.record = encrypt(record_place(item), orjson.dumps(said).decode())
            choose(item, look.choice)


def choose(item: ErasureItem, choice: str) -> None:
    """What is to happen to a record: to be done, waiting for a member, or kept by decision."""
    item.choice, item.state = choice, ItemState.WAITING
    if choice == NEVER:
        item.state, item.ground, item.until = ItemState.RETAINED, _KEPT, _KEPT_UNTIL
        item.rows, item.ended_at = 1, timezone.now()
    item.save()


def write_upstream(lease: Lease, erasure_id: UUID, subject: Subject) -> None:
    """Delete and redact what waits for it, one call and one commit each."""
    for item in _open_items(lease, erasure_id):
        lease.keep()
        write, state = _WRITERS[item.choice]
        written = write(
            workspace_id=lease.workspace_id,
            source_id=item.source_id or NO_SOURCE,
            kind=item.name,
            external_id=_opened(item)["id"],
            subject=subject,
            # Whoever began the erasure asked for it, or decided on it record by record.
            by_hand=True,
        )
        with lease.batch():
            item.state = state if written.is_done else ItemState.FAILED
            item.rows, item.ground = int(written.is_done), written.what[:300]
            item.why, item.is_permanent = written.why_not[:500], written.is_permanent
            item.ended_at = timezone.now()
            item.save()


def check_upstream(lease: Lease, erasure_id: UUID, subject: Subject) -> None:
    """Ask again: a record that was deleted and is still there has failed."""
    with lease.batch():
        gone = ErasureItem.objects.filter(
            erasure_id=erasure_id,
            place=ItemPlace.UPSTREAM,
            state=ItemState.ERASED,
            residue=None,
            record__isnull=False,
        )
        due: dict[UUID, list[ErasureItem]] = {}
        for item in gone:
            due.setdefault(item.source_id or NO_SOURCE, []).append(item)
        sources = list(Source.objects.filter(pk__in=due))
    for source in sources:
        lease.keep()
        look = _look(lease.workspace_id, source, DELETE, subject)
        live = {one.external_id for one in look.found.records}
        with lease.batch():
            for item in due[source.pk]:
                _judge(item, look, is_live=_opened(item)["id"] in live)


def links_of(items: Iterable[ErasureItem]) -> dict[UUID, str]:
    """{item: where its record is in the source}, of those that are not done."""
    return {
        one.pk: str(_opened(one)["link"]) for one in items if one.record and one.state not in _ENDED
    }


def ids_found(looks: Iterable[SourceLook]) -> dict[UUID, tuple[str, ...]]:
    """{source: every id that was followed}, to be kept out from now on."""
    return {look.source_id: look.found.external_ids for look in looks if look.found.external_ids}


def _look(workspace_id: UUID, source: Source, choice: str, subject: Subject) -> SourceLook:
    found, trouble, is_permanent = FoundPeople(()), "", False
    try:
        found = look_for_people(workspace_id=workspace_id, source_id=source.pk, subject=subject)
    except Later:
        trouble = _BUSY
    except Trouble as refused:
        trouble, is_permanent = str(refused), refused.permanent
    return SourceLook(source.pk, source.name, choice, found, trouble, is_permanent)


def _item(erasure: Erasure, look: SourceLook, name: str) -> ErasureItem:
    return ErasureItem(
        id=new_id(),
        workspace_id=erasure.workspace_id,
        erasure=erasure,
        place=ItemPlace.UPSTREAM,
        name=name[:80],
        source_id=look.source_id,
    )


def _fail(erasure: Erasure, look: SourceLook, name: str, why: str, is_permanent: bool) -> None:
    item = _item(erasure, look, name)
    item.state, item.why, item.is_permanent = ItemState.FAILED, why[:500], is_permanent
    item.choice = look.choice
    item.save()


def _open_items(lease: Lease, erasure_id: UUID) -> list[ErasureItem]:
    with lease.batch():
        rows = ErasureItem.objects.filter(
            erasure_id=erasure_id,
            place=ItemPlace.UPSTREAM,
            state__in=[ItemState.WAITING, ItemState.FAILED],
            choice__in=list(_WRITERS),
            is_permanent=False,
            record__isnull=False,
        )
        return list(rows.order_by("id"))


def _judge(item: ErasureItem, look: SourceLook, *, is_live: bool) -> None:
    if look.trouble:
        item.state, item.why, item.is_permanent = ItemState.FAILED, look.trouble[:500], False
    elif is_live:
        item.state, item.why, item.residue = ItemState.FAILED, _STILL, 1
    else:
        item.residue = 0
    item.save()


def _opened(item: ErasureItem) -> dict[str, str]:
    said: dict[str, str] = orjson.loads(decrypt(record_place(item), bytes(item.record or b"")))
    return said
