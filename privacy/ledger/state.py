"""Whether the database has applied all that the ledger says."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from privacy.ledger.chain import Link
from privacy.ledger.store import LedgerProblem, check_anchor
from privacy.ledger.writing import newest_applied, store
from privacy.models import AppliedErasure

# Longer than any transaction may be idle: what is younger may be about to commit.
_COMMITTING = timedelta(minutes=2)


def ledger_trouble() -> str:
    """What is wrong, in words for whoever runs the servers; empty when nothing is."""
    try:
        missing = missing_erasures()
    except LedgerProblem as problem:
        return str(problem)
    if not missing:
        return ""
    return (
        f"This database lacks {len(missing)} of the ledger's erasures, from number "
        f"{missing[0].sequence} on. Run: ./run manage replay_erasures"
    )


def missing_erasures() -> list[Link]:
    """Entries that the database has not applied, but for those that may be about to commit.

    Raises LedgerProblem when the ledger is out of reach, does not hold, or lacks what the database
    has applied.
    """
    ledger = store()
    ledger.make()
    # Asked for before the chain is read: of what is applied later, the line is there by then.
    anchor = newest_applied()
    links = ledger.links()
    check_anchor(links, anchor)
    lost = ledger.missing_contents(links)
    if lost:
        raise LedgerProblem(f"Entry {lost[0]} of the erasure ledger lacks its content.")
    return [link for link in _unapplied(links) if link.at < timezone.now() - _COMMITTING]


def seconds_until_known() -> float:
    """How long an entry may still be taken for one that commits; 0.0 when there is none.

    After a restore nothing commits, and until then an erasure of the last minutes is not missed.
    """
    youngest = max((link.at for link in _unapplied(store().links())), default=None)
    if youngest is None:
        return 0.0
    return max(0.0, (youngest + _COMMITTING - timezone.now()).total_seconds())


def _unapplied(links: Sequence[Link]) -> list[Link]:
    if AppliedErasure.objects.filter(sequence__lte=len(links)).count() == len(links):
        return []
    applied = set(AppliedErasure.objects.values_list("sequence", flat=True))
    return [link for link in links if link.sequence not in applied]
