"""After a restore: erases whom the ledger names once more, clears files and cache, and searches.

The ledger keeps no address, so addresses in words, files and mails are told by their keyed hashes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from accounts.models.workspace import HOUSE_ID
from accounts.subjects import Subject
from accounts.tenancy import inside
from privacy import manifest
from privacy.erasure.local import erase_here
from privacy.erasure.previewing import controlled
from privacy.erasure.searching import (
    Needles,
    Searched,
    joined,
    needles_of,
    search_elsewhere,
    search_here,
)
from privacy.erasure.searching.outside import FILES, files_naming, forget_cached
from privacy.models import Erasure, ItemState

# An erasure that a backup caught at work names its person until it ends, with a search of its own.
_AT_WORK = frozenset({"privacy.erasure", "privacy.erasureitem"})


@dataclass(frozen=True)
class ErasedAgain:
    """A person who was erased again, and the tables that hold something back with its ground."""

    subject: Subject
    retained: frozenset[str]


def erase_again(workspace_id: UUID, subject: Subject) -> ErasedAgain:
    """Erase a person in a workspace, and whatever names them outside of the database."""
    with inside(workspace_id):
        done = erase_here(subject)
        needles = needles_of(subject)
        paths = files_naming(needles)
    forget_cached(needles)
    kept = {one.table for one in done.endings if one.state == ItemState.RETAINED}
    if done.held and done.held.is_whole:
        more = controlled(subject, done.held) if workspace_id == HOUSE_ID else []
        return ErasedAgain(subject, frozenset({*kept, FILES, *(one.table for one in more)}))
    for path in paths:
        path.unlink(missing_ok=True)
    if workspace_id == HOUSE_ID:
        # What the house itself controls lies outside of its workspace: log-ins above all.
        for _name, module in manifest.modules():
            module.erase(subject)
    return ErasedAgain(subject, frozenset(kept))


def residue_of(workspace_id: UUID, people: Iterable[ErasedAgain]) -> list[Mapping[str, int]]:
    """{place: how much is left} for each of them, in their order; all empty where nothing is.

    One search is for all, and only where it finds what not everybody's ground explains, one each.
    """
    every = list(people)
    common = frozenset.intersection(*(one.retained for one in every))
    if not _residue(workspace_id, [one.subject for one in every], common):
        return [{} for _one in every]
    return [_residue(workspace_id, [one.subject], one.retained) for one in every]


def _residue(
    workspace_id: UUID, subjects: list[Subject], explained: frozenset[str]
) -> dict[str, int]:
    with inside(workspace_id):
        needles = [needles_of(subject) for subject in subjects]
        searched = search_here(joined(needles))
        if Erasure.objects.exclude(subject=None).exists():
            explained |= _AT_WORK
    _search_logins(workspace_id, needles, searched)
    return {name: left for name, left in searched.residue.items() if left and name not in explained}


def _search_logins(workspace_id: UUID, needles: list[Needles], searched: Searched) -> None:
    for one in needles if workspace_id == HOUSE_ID else ():
        if one.user_id:
            search_elsewhere(one, searched)
