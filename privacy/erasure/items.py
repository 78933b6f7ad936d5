"""Writes what became of each part: one row a table, one for files, one for cache and queue."""

from collections.abc import Iterable, Mapping

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from analytics.rollups.moving import added
from integrations.restricting import HELD
from privacy.erasure.local import Done, Ending, retention_of
from privacy.erasure.searching.outside import CACHE, FILES
from privacy.models import Erasure, ErasureItem, ItemPlace, ItemState

_LEFT = _("The search still finds the person here.")
_OTHER = _("Another erasure of the same person is not finished.")
_RUNS = "privacy.erasure"
DONE = (ItemState.ERASED, ItemState.ANONYMISED, ItemState.RETAINED)
_NAMES = {ItemPlace.FILE: FILES, ItemPlace.CACHE: CACHE}


def write_endings(erasure: Erasure, endings: Iterable[Ending]) -> None:
    """One item for each table and end; what an earlier try left as failed is replaced."""
    items = ErasureItem.objects.filter(erasure=erasure, place=ItemPlace.TABLE)
    items.exclude(state__in=DONE).delete()
    now = timezone.now()
    for one in endings:
        before = items.filter(name=one.table, state=one.state, ground=one.ground).first()
        item = before or ErasureItem(erasure=erasure, place=ItemPlace.TABLE, name=one.table)
        # What is retained is met again each time, what is gone is not.
        is_kept = one.state == ItemState.RETAINED
        item.rows = one.rows if is_kept else item.rows + one.rows
        item.state, item.ground, item.until, item.ended_at = one.state, one.ground, one.until, now
        item.save()


def keep_files(item: ErasureItem, until: str) -> None:
    """Files that name somebody whom a legal hold keeps stay as they are."""
    item.state, item.ground, item.until, item.ended_at = (
        *(ItemState.RETAINED, HELD, until),
        timezone.now(),
    )
    item.save()


def forget_held(erasure: Erasure, *places: ItemPlace) -> None:
    """What a hold kept is looked at anew, and each part of it may end in another way."""
    held = ErasureItem.objects.filter(erasure=erasure, ground=HELD)
    held.filter(place__in=places or list(ItemPlace)).delete()


def holds_back(erasure: Erasure) -> bool:
    """Whether a legal hold keeps a part."""
    return ErasureItem.objects.filter(erasure=erasure, ground=HELD).exists()


def note_moves(erasure: Erasure, done: Done) -> None:
    """How the dashboard moved; an erasure that is taken up again may touch other days."""
    if not erasure.after:
        erasure.before, erasure.after = done.before, done.after
    elif done.before != done.after:
        erasure.before = added(erasure.before, done.before)
        erasure.after = added(erasure.after, done.after)


def outside_item(erasure: Erasure, place: ItemPlace) -> ErasureItem:
    """The item of the files, or of cache and queue; it ends with the search."""
    item = ErasureItem.objects.filter(erasure=erasure, place=place).first()
    if item is None:
        return ErasureItem.objects.create(erasure=erasure, place=place, name=_NAMES[place])
    return item


def judge_items(erasure: Erasure, residue: Mapping[str, int]) -> None:
    """Hold the items against what the search found; what nothing explains is a failure."""
    now = timezone.now()
    left = dict(residue)
    kept = ErasureItem.objects.filter(erasure=erasure, state=ItemState.RETAINED)
    explained = set(kept.values_list("name", flat=True))
    for item in ErasureItem.objects.filter(erasure=erasure).exclude(place=ItemPlace.UPSTREAM):
        found = left.pop(item.name, 0) if item.name not in explained else residue.get(item.name, 0)
        item.residue = found
        if found and item.name not in explained:
            item.state, item.why = ItemState.FAILED, _LEFT
        elif item.state in (ItemState.WAITING, ItemState.FAILED):
            item.state, item.why, item.ended_at = ItemState.ERASED, "", now
        item.save()
    for name, found in left.items():
        if found and name not in explained:
            _name_residue(erasure, name, found)


def _name_residue(erasure: Erasure, name: str, found: int) -> None:
    """A failure, but for who another erasure says is to be erased: that one ends by itself."""
    item = ErasureItem(erasure=erasure, place=ItemPlace.TABLE, name=name, residue=found)
    others = Erasure.objects.exclude(pk=erasure.pk).exclude(subject=None)
    if name == _RUNS and others.exists():
        item.state, item.rows = ItemState.RETAINED, found
        item.ground, item.until = _OTHER, retention_of(_RUNS)
    else:
        item.state, item.why = ItemState.FAILED, _LEFT
    item.save()
