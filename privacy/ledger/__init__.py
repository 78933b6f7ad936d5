"""Who was erased, outside of the database: what a restored backup brings back is erased again.

An erasure calls `append` as the last thing in its transaction. What was appended and not committed
is erased once more by a replay, which does no harm; the other order would leave a hole.
"""

from privacy.ledger.entry import Kind, LedgerEntry
from privacy.ledger.store import LedgerProblem
from privacy.ledger.writing import append, entries, head

__all__ = ["Kind", "LedgerEntry", "LedgerProblem", "append", "entries", "head"]
