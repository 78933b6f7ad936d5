"""Rules on states, not on numbers: data that are late, sums that differ, fields that are gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from analytics.detection.deciding.verdicts import Side, Verdict


def freshness(now: datetime, fresh_at: datetime | None, promised: timedelta) -> Verdict:
    """Out when the last whole sync is older than promised; size is the hours beyond it.

    What has never been synced is out from the beginning, and three times too late is severe.
    """
    if fresh_at is None:
        return Verdict(now.date(), judged=True, out=True, severe=True)
    late = now - fresh_at - promised
    return Verdict(
        now.date(),
        judged=True,
        out=late > timedelta(0),
        severe=now - fresh_at > 3 * promised,
        size=max(late / timedelta(hours=1), 0.0),
    )


def trust(day: datetime, score: float | None, least: float) -> Verdict:
    """Out when the share of control totals that agree is below the least; None was not compared."""
    if score is None:
        return Verdict(day.date(), judged=False)
    short = max(least - score, 0.0)
    return Verdict(day.date(), judged=True, out=short > 0, side=Side.BELOW, size=short)


@dataclass(frozen=True)
class SchemaChange:
    """Fields that came, went, or are of another type, each in order of its name."""

    added: tuple[str, ...]
    gone: tuple[str, ...]
    retyped: tuple[str, ...]

    @property
    def breaks(self) -> tuple[str, ...]:
        """What was read and cannot be read as it was."""
        return tuple(sorted((*self.gone, *self.retyped)))


def schema_change(before: Mapping[str, str], after: Mapping[str, str]) -> SchemaChange:
    """{field: type} as described before and now."""
    both = before.keys() & after.keys()
    return SchemaChange(
        added=tuple(sorted(after.keys() - before.keys())),
        gone=tuple(sorted(before.keys() - after.keys())),
        retyped=tuple(sorted(name for name in both if before[name] != after[name])),
    )


def schema(day: datetime, change: SchemaChange, used: frozenset[str]) -> Verdict:
    """Out when something that was read is gone or of another type; severe when a metric used it.

    A field that came breaks nothing, and is not told as an alarm.
    """
    broken = change.breaks
    return Verdict(
        day.date(),
        judged=True,
        out=bool(broken),
        severe=bool(used & set(broken)),
        size=float(len(broken)),
    )
