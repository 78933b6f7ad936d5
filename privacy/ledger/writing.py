"""Appends to the ledger, in an erasure's own transaction, and reads what stands in it."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings

from accounts.crypto import DecryptFailed
from privacy.ledger.chain import Link
from privacy.ledger.entry import LedgerEntry, read, written
from privacy.ledger.sealing import key_id_of, seal, unseal
from privacy.ledger.store import Anchor, LedgerProblem, LedgerStore
from privacy.models import AppliedErasure


def store() -> LedgerStore:
    """The ledger of this installation."""
    return LedgerStore(Path(settings.LEDGER_DIR))


def append(*, workspace_id: UUID, entry: LedgerEntry) -> int:
    """Keep an erasure, and note in the caller's transaction that it is applied; its number.

    Call it last. Raises LedgerProblem when it cannot be kept, so that the erasure is not either.
    """
    link = store().append(written(entry, workspace_id), seal, newest_applied())
    mark_applied(link)
    return link.sequence


def head() -> int:
    """The number of the newest entry; 0 while there is none."""
    return len(store().links())


def entries(after: int = 0) -> Iterator[LedgerEntry]:
    """All entries with higher numbers, in their order, without those whose content was removed.

    Raises LedgerProblem when one cannot be read or is not what was appended.
    """
    for link in store().links()[after:]:
        entry = entry_of(link)
        if entry is not None:
            yield entry


def entry_of(link: Link) -> LedgerEntry | None:
    """One entry; None where its content was removed."""
    sealed = store().content(link.sequence)
    if not sealed:
        return None
    try:
        content = unseal(sealed, link.sequence)
    except DecryptFailed as error:
        raise LedgerProblem(str(error)) from error
    if hashlib.sha256(content).hexdigest() != link.digest:
        raise LedgerProblem(f"Entry {link.sequence} of the erasure ledger is not what it was.")
    return read(content, link.sequence, link.at)


def forget_contents(sequences: tuple[int, ...]) -> None:
    """Remove what these entries say; their lines stay, so the chain goes on holding."""
    for sequence in sequences:
        store().replace(sequence, b"")


def reseal() -> int:
    """Seal by the primary key what another key of the ring seals; how many entries."""
    changed = 0
    for link in store().links():
        sealed = store().content(link.sequence)
        if sealed and key_id_of(sealed) != settings.DATA_KEY_PRIMARY:
            store().replace(link.sequence, seal(unseal(sealed, link.sequence), link.sequence))
            changed += 1
    return changed


def newest_applied() -> Anchor | None:
    """The newest entry that the database has applied."""
    row = AppliedErasure.objects.order_by("-sequence").first()
    return Anchor(row.sequence, row.hash) if row else None


def mark_applied(link: Link) -> None:
    """Note that the database has applied an entry; harmless when it is noted already."""
    row = AppliedErasure(sequence=link.sequence, hash=link.hash)
    AppliedErasure.objects.bulk_create([row], ignore_conflicts=True)
