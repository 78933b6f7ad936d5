"""Which monitors look now, at how many days, and which of them can be read together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from analytics.detection.forecasting.kept import Kept
from analytics.detection.judging import Judged
from analytics.detection.panels import Flags
from analytics.metrics import Side
from analytics.models import Monitor, MonitorKind
from analytics.monitors.coverage import Coverage, coverage
from analytics.monitors.definition import Definition, definition_of
from analytics.monitors.judging import Look
from analytics.monitors.panels import Ready
from analytics.monitors.reading import Days
from analytics.queries import Breakdown, Period, SourceState

# A new monitor looks back a week, so that what is under way is seen at once; a longer stop is not
# made up for: nobody wants to be told of last month.
_MOST_DAYS = 7
# A year for the seasons, and what comes before the first day that is judged.
_HISTORY_MONTHS = 11
# So many days at least are read every night: those that vendors restate, and what spans lie in.
_LIVELY_DAYS = 42
DAY = timedelta(days=1)
# Of so many numbers the days are held at once.
_MOST_TOGETHER = 6


def lively_from(until: date) -> date:
    """The first of a month: of the days before it is known what they taught."""
    return (until - _LIVELY_DAYS * DAY).replace(day=1)


def history_until(until: date) -> Period:
    """All days that have a part in what is said of the last; each month it begins a month later."""
    lively = lively_from(until)
    months = lively.year * 12 + lively.month - 1 - _HISTORY_MONTHS
    return Period(date(months // 12, months % 12 + 1, 1), until)


@dataclass(eq=False)
class Stretch:
    """Some of a monitor's series over the same days; all of them, or those with like a past."""

    days: Days
    ready: Ready
    # The place of the day before which what was learned is kept.
    keep: int | None = None
    judged: Judged | None = None


@dataclass(frozen=True, eq=False)
class Memory:
    """What the days before `lively_from` taught, of which series, by what rules and sums."""

    basis: str
    keys: tuple[str, ...]
    kept: Kept | None = None


@dataclass(eq=False)
class Asked:
    """A monitor that is looked at now; days are let go of as soon as they are judged."""

    monitor: Monitor
    definition: Definition
    covered: Coverage
    count: int = 0
    reason: str = ""
    parts: list[Stretch] = field(default_factory=list)
    # In this order, where its series are of several stretches.
    keys: tuple[str, ...] = ()
    look: Look | None = None
    # What a later night goes on from.
    memory: Memory | None = None
    failure: str = ""

    @property
    def period(self) -> Period | None:
        """The days that are read; None where none has come."""
        until = self.covered.until
        return history_until(until) if self.count and until else None

    @property
    def is_steady(self) -> bool:
        """Whether its old days are known by the sums of their months: those of campaigns are."""
        asked, filters = self.definition, self.definition.filters
        is_anomaly = asked.kind == MonitorKind.ANOMALY and asked.by is Breakdown.CAMPAIGN
        by_other = filters.channels or filters.lead_sources
        return is_anomaly and not by_other and asked.catalogue.sides == {Side.ADS}

    @property
    def maybe(self) -> Flags | None:
        """Where there may be news; None of what is not a number."""
        return self.look.found.maybe if self.look and self.look.found else None

    @property
    def has_news(self) -> bool:
        """Whether something may have to be told, or a state is still to be looked at."""
        is_out = self.maybe is not None and bool(self.maybe.any())
        return bool(self.failure) or not self.definition.is_of_number or is_out

    def is_still(self, monitor: Monitor) -> bool:
        """Whether a monitor is what it was when this was read."""
        before = self.monitor
        return (
            monitor.deleted_at is None
            and monitor.paused_at is None
            and (monitor.judged_on, monitor.accepted) == (before.judged_on, before.accepted)
            and definition_of(monitor) == self.definition
        )


def ask(monitor: Monitor, states: tuple[SourceState, ...], zone: ZoneInfo, today: date) -> Asked:
    """What a monitor has to look at."""
    definition = definition_of(monitor)
    if not definition.is_of_number:
        return Asked(monitor, definition, Coverage(today))
    covered = coverage(definition.catalogue.sides, states, zone, today)
    return Asked(monitor, definition, covered, _due(covered.until, monitor.judged_on))


def _due(until: date | None, judged: date | None) -> int:
    if until is None or (judged is not None and judged >= until):
        return 0
    return _MOST_DAYS if judged is None else min((until - judged).days, _MOST_DAYS)


def alike(asked: Iterable[Asked]) -> Iterator[list[Asked]]:
    """Those of numbers with days to read, by their filters, split and days; some at a time."""
    groups: dict[Any, list[Asked]] = {}
    for one in asked:
        if one.period is not None and not one.failure:
            key = (one.definition.filters, one.definition.by, one.period, one.is_steady)
            groups.setdefault(key, []).append(one)
    for group in groups.values():
        yield from cut(group, _MOST_TOGETHER)


def cut(many: Sequence[Asked], size: int) -> Iterator[list[Asked]]:
    """Some at a time."""
    for at in range(0, len(many), size):
        yield list(many[at : at + size])
