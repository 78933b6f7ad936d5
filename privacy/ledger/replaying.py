"""Erases again whom a restored database brought back, or whose transaction did not end.

An entry counts as applied once a search has found nothing more of its person; until then, however
often it was tried, /readyz stays red.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from accounts.models import Workspace
from accounts.subjects import Subject
from privacy.closing.erasing import erase_workspace_again
from privacy.erasure.again import ErasedAgain, erase_again, residue_of
from privacy.ledger.chain import Link
from privacy.ledger.entry import Kind, LedgerEntry
from privacy.ledger.state import missing_erasures
from privacy.ledger.store import LedgerProblem
from privacy.ledger.writing import entry_of, mark_applied, newest_applied

Again = tuple[Link, ErasedAgain]


class Residue(LedgerProblem):
    """Something is left of whoever was erased again."""


def replay_erasures() -> int:
    """Apply every entry that the database lacks, in its order; how many.

    Safe to stop and to run again, and beside a running product. Raises LedgerProblem; Residue when
    everything was erased again and the search still finds somebody.
    """
    return _apply(missing_erasures())


def settle_ledger() -> int:
    """Apply what was appended by transactions that did not end well; how many.

    What is newer than all that the database has applied is left alone: after a restore, the
    erasures are replayed by whoever restored.
    """
    newest = newest_applied()
    if newest is None:
        return 0
    return _apply(link for link in missing_erasures() if link.sequence < newest.sequence)


def _apply(links: Iterable[Link]) -> int:
    people: dict[UUID, list[Again]] = {}
    count = 0
    for link in links:
        _erase(link, people)
        count += 1
    left: dict[int, Mapping[str, int]] = {}
    for workspace_id, found in people.items():
        left |= _search(workspace_id, found)
    if left:
        raise Residue(_words(left))
    return count


def _erase(link: Link, people: dict[UUID, list[Again]]) -> None:
    """Erase again; people are noted, because they are applied only once they were searched for."""
    entry = entry_of(link)
    if entry is None or entry.workspace_id is None or not _exists(entry.workspace_id):
        # Its workspace is gone for good, or younger than the backup: nobody is there.
        mark_applied(link)
    elif entry.kind == Kind.WORKSPACE:
        erase_workspace_again(entry.workspace_id)
        mark_applied(link)
    else:
        again = erase_again(entry.workspace_id, subject_of(entry))
        people.setdefault(entry.workspace_id, []).append((link, again))


def _search(workspace_id: UUID, found: list[Again]) -> dict[int, Mapping[str, int]]:
    """{number: what is left of its person}; the others are applied from now on."""
    is_there = _exists(workspace_id)
    residue = residue_of(workspace_id, [again for _link, again in found]) if is_there else []
    left = {
        link.sequence: rest for (link, _again), rest in zip(found, residue, strict=is_there) if rest
    }
    for link, _again in found:
        if link.sequence not in left:
            mark_applied(link)
    return left


def _words(left: Mapping[int, Mapping[str, int]]) -> str:
    said = "; ".join(
        f"number {sequence}: "
        + ", ".join(f"{count} in {place}" for place, count in sorted(rest.items()))
        for sequence, rest in sorted(left.items())
    )
    return f"Everything was erased again, and the search still finds people of the ledger ({said})."


def _exists(workspace_id: UUID) -> bool:
    return Workspace.objects.filter(pk=workspace_id).exists()


def subject_of(entry: LedgerEntry) -> Subject:
    """The person of an entry: ids and keyed hashes, no address."""
    return Subject(user_id=entry.user_id, external_ids=entry.external_ids, hashes=entry.hashes)
