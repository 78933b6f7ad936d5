"""Tries an erasure: what it would do here and at the sources, in numbers, and leaves no trace."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from accounts.models.workspace import HOUSE_ID
from accounts.subjects import Collected, Subject
from accounts.tenancy import inside
from integrations.restricting import HELD
from integrations.selectors import ids_of_person
from privacy import manifest
from privacy.erasure.asking import SourceLook, errand_of_preview, ids_found, look_at_sources
from privacy.erasure.local import Done, Ending, try_here, until_of
from privacy.erasure.person import subject_of, widened
from privacy.erasure.searching import needles_of
from privacy.erasure.searching.outside import files_naming
from privacy.models import DataSubjectRequest, ItemState
from privacy.retention.holds import HeldPart


@dataclass(frozen=True)
class Preview:
    """What would happen in the database, and how many files would go."""

    done: Done
    files: int
    looks: tuple[SourceLook, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether nothing of the person is held here."""
        return (
            not self.done.erased
            and not self.done.held
            and not self.files
            and not any(look.found.records for look in self.looks)
        )


def preview(*, workspace_id: UUID, request_id: UUID, ids: Mapping[UUID, Iterable[str]]) -> Preview:
    """What an erasure for this request would do; raises Refused when nothing says who it is.

    To be called outside of any transaction.
    """
    with inside(workspace_id):
        request = DataSubjectRequest.objects.get(pk=request_id)
        known = subject_of(request, ids)
        known = widened(known, ids_of_person(known))
    looks = tuple(look_at_sources(workspace_id, known, errand_of_preview(request_id)))
    with inside(workspace_id):
        subject = widened(known, ids_found(looks))
        subject = widened(subject, ids_of_person(subject))
        files = len(files_naming(needles_of(subject)))
        done = try_here(subject)
    if workspace_id == HOUSE_ID:
        done = replace(done, endings=(*done.endings, *controlled(subject, done.held)))
    return Preview(done, files, looks)


def controlled(subject: Subject, held: HeldPart | None) -> list[Ending]:
    """Of what lies outside of the workspace the rows are counted; the run says how each ends.

    Whoever is held as a whole keeps it all.
    """
    parts = [part for _name, module in manifest.modules() for part in module.collect(subject)]
    return [_ending(part, held) for part in parts if not part.table.startswith("privacy.")]


def _ending(part: Collected, held: HeldPart | None) -> Ending:
    if held is not None and held.is_whole:
        return Ending(part.table, ItemState.RETAINED, len(part.rows), HELD, until_of(held))
    return Ending(part.table, ItemState.ERASED, len(part.rows))
