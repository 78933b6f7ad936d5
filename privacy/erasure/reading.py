"""The night after an erasure: reads every row for whoever was erased, told by ids and hashes alone.

The search at once goes by index and leaves columns that no index leads to. Nobody keeps the address
until the night: the ledger's ids and keyed hashes are enough, because each address that is read is
hashed and compared.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from accounts.audit import record
from accounts.jobs import Lease
from accounts.models.workspace import HOUSE_ID
from accounts.subjects import Subject
from privacy.erasure.certifying import certify
from privacy.erasure.searching import Searched, in_full, joined, needles_of, search_elsewhere
from privacy.ledger import entries
from privacy.ledger.replaying import subject_of
from privacy.models import Erasure, ErasureItem, ItemState

# Whoever is being erased is named by that erasure, and searched for when it ends.
_AT_WORK = frozenset({"privacy.erasure", "privacy.erasureitem"})


def unread() -> "QuerySet[Erasure]":
    """The entered workspace's erasures that were searched by index alone so far."""
    return Erasure.objects.filter(
        finished_at__isnull=False, ledger_number__isnull=False, read_at=None
    )


def run_reading(lease: Lease) -> None:
    """Read everything once for all of them; and for each alone where somebody is left."""
    with lease.batch():
        due = {one.ledger_number or 0: one.pk for one in unread()}
    people = {
        due[entry.sequence]: subject_of(entry)
        for entry in entries(min(due, default=1) - 1)
        if entry.sequence in due
    }
    if not people:
        return
    searched = _read(lease, people.values())
    with lease.batch():
        is_clean = not any(_unexplained(pk, searched) for pk in people)
    for pk, subject in people.items():
        found = searched if is_clean or len(people) == 1 else _read(lease, [subject])
        with lease.batch():
            _note(pk, found)


def _read(lease: Lease, people: Iterable[Subject]) -> Searched:
    searched = Searched()
    with lease.batch():
        needles = [needles_of(subject) for subject in people]
        due = list(in_full(joined(needles)))
    for step in due:
        with lease.batch():
            step(searched)
    for one in needles if lease.workspace_id == HOUSE_ID else ():
        if one.user_id:
            lease.keep()
            search_elsewhere(one, searched)
    return searched


def _note(pk: UUID, searched: Searched) -> None:
    """Into the certificate, signed anew; what is left is for a member to look at."""
    erasure = Erasure.objects.select_for_update(no_key=True).get(pk=pk)
    left = _unexplained(pk, searched)
    erasure.read_at = timezone.now()
    said = {**searched.as_json(), "left": left, "at": erasure.read_at.isoformat(timespec="seconds")}
    erasure.search = {**erasure.search, "reading": said}
    certify(erasure)
    erasure.save(update_fields=["read_at", "search", "certificate"])
    if left:
        record("erasure.residue", erasure, count=sum(left.values()))
    else:
        record("erasure.read", erasure)


def _unexplained(pk: UUID, searched: Searched) -> Mapping[str, Any]:
    kept = ErasureItem.objects.filter(erasure_id=pk, state=ItemState.RETAINED)
    explained = set(kept.values_list("name", flat=True))
    if Erasure.objects.exclude(subject=None).exists():
        explained |= _AT_WORK
    return {name: left for name, left in searched.residue.items() if left and name not in explained}
