"""Erases again whom a restored database brought back, or whose transaction did not end."""

from uuid import UUID

from accounts.models import Workspace
from accounts.models.workspace import HOUSE_ID
from accounts.subjects import Subject
from accounts.tenancy import inside
from privacy import manifest
from privacy.closing.erasing import erase_workspace_again
from privacy.erasure.local import erase_here
from privacy.ledger.chain import Link
from privacy.ledger.entry import Kind, LedgerEntry
from privacy.ledger.state import missing_erasures
from privacy.ledger.writing import entry_of, mark_applied, newest_applied


def replay_erasures() -> int:
    """Apply every entry that the database lacks, in its order; how many.

    Safe to stop and to run again, and beside a running product. Raises LedgerProblem.
    """
    missing = missing_erasures()
    for link in missing:
        _apply(link)
    return len(missing)


def settle_ledger() -> int:
    """Apply what was appended by transactions that did not end well; how many.

    What is newer than all that the database has applied is left alone: after a restore, the
    erasures are replayed by whoever restored.
    """
    newest = newest_applied()
    if newest is None:
        return 0
    left = [link for link in missing_erasures() if link.sequence < newest.sequence]
    for link in left:
        _apply(link)
    return len(left)


def _apply(link: Link) -> None:
    entry = entry_of(link)
    if entry is None or entry.workspace_id is None or not _exists(entry.workspace_id):
        # Its workspace is gone for good, or younger than the backup: nobody is there.
        mark_applied(link)
        return
    if entry.kind == Kind.WORKSPACE:
        erase_workspace_again(entry.workspace_id)
        mark_applied(link)
        return
    if entry.workspace_id == HOUSE_ID:
        # What the house itself controls lies outside of its workspace: log-ins above all.
        for _name, module in manifest.modules():
            module.erase(_subject(entry))
    with inside(entry.workspace_id):
        erase_again(entry)
        mark_applied(link)


def _exists(workspace_id: UUID) -> bool:
    return Workspace.objects.filter(pk=workspace_id).exists()


def erase_again(entry: LedgerEntry) -> None:
    """Erase the person of an entry in the entered workspace, app by app."""
    erase_here(_subject(entry))


def _subject(entry: LedgerEntry) -> Subject:
    return Subject(user_id=entry.user_id, external_ids=entry.external_ids, hashes=entry.hashes)
