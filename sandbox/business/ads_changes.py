"""What was changed of campaigns after the story was written: status and daily budget, by moment."""

import sqlite3
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from sandbox.business.ads_growth import PARTS
from sandbox.store import Store

ACTIVE = "active"
_TABLE = """
CREATE TABLE IF NOT EXISTS _ad_changes (
  campaign INTEGER, at REAL, status TEXT, budget INTEGER, base INTEGER
)
"""
_READ = "SELECT campaign, at, status, budget, base FROM _ad_changes ORDER BY at, rowid"
_IS_THERE = "SELECT 1 FROM sqlite_master WHERE name = '_ad_changes'"


@dataclass(frozen=True)
class AdChange:
    """One change of one campaign, at a moment in seconds: its status, or its budget in cents.

    `base` is the budget by which the story was written: money follows the budget's share of it.
    """

    at: float
    status: str = ""
    budget: int = 0
    base: int = 0


Changes = Mapping[int, Sequence[AdChange]]
_known: "WeakKeyDictionary[Store, tuple[int, Changes]]" = WeakKeyDictionary()
_lock = threading.Lock()


def note_change(store: Store, campaign: int, change: AdChange) -> None:
    """Keep a change; the next read shows it.

    Where the clock was turned back in between, what was changed later has not happened yet.
    """
    row = (campaign, change.at, change.status, change.budget, change.base)
    with store.writing() as db:
        db.execute(_TABLE)
        db.execute("DELETE FROM _ad_changes WHERE campaign = ? AND at > ?", (campaign, change.at))
        db.execute("INSERT INTO _ad_changes VALUES (?, ?, ?, ?, ?)", row)
    with _lock:
        _known.pop(store, None)


def changes_of(store: Store) -> Changes:
    """All changes by campaign, the oldest first; nothing after a reset."""
    generation = store.generation
    with _lock:
        held = _known.get(store)
    if held is None or held[0] != generation:
        with store.reading() as db:
            held = (generation, _read(db))
        with _lock:
            _known[store] = held
    return held[1]


def _read(db: sqlite3.Connection) -> Changes:
    found: dict[int, list[AdChange]] = {}
    if db.execute(_IS_THERE).fetchone() is None:
        return found
    for campaign, *values in db.execute(_READ):
        found.setdefault(campaign, []).append(AdChange(*values))
    return found


def shown_parts(changes: Sequence[AdChange], start: float, end: float) -> int:
    """Millionths of the story's numbers that are left of a day from start to end."""
    rate, moment, whole = 1.0, start, 0.0
    is_live, share = True, 1.0
    for change in changes:
        if change.at >= end:
            break
        if change.at > moment:
            whole += rate * (change.at - moment)
            moment = change.at
        if change.status:
            is_live = change.status == ACTIVE
        if change.budget:
            share = change.budget / change.base
        rate = share if is_live else 0.0
    whole += rate * (end - moment)
    return round(PARTS * whole / (end - start))
