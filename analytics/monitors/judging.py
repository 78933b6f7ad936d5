"""What each kind of monitor says of the days that have come since it looked last. For workers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

import numpy as np

from analytics.detection.deciding.families import called
from analytics.detection.deciding.grouping import Group, Moved, grouped
from analytics.detection.deciding.verdicts import Side, Verdict, silent, verdicts_of
from analytics.detection.judging import Judged, State, Told
from analytics.detection.kinds.change import change
from analytics.detection.kinds.threshold import threshold
from analytics.detection.panels import Flags, Floats, Measure, Whole
from analytics.monitors.days import SeenDay
from analytics.monitors.definition import Definition
from analytics.monitors.panels import Ready, gates_of, last_days, measure_of, whole_number
from analytics.monitors.reading import Days


@dataclass
class Line:
    """A series with a verdict and what is to be seen, for each day that was judged."""

    key: str
    named: str | Callable[[], str]
    verdicts: list[Verdict]
    seen: list[SeenDay]
    # {day: parts that moved along and are no incident of their own}
    members: dict[date, tuple[str, ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Looked up where somebody is told of it."""
        return self.named if isinstance(self.named, str) else self.named()


@dataclass(eq=False)
class Series:
    """What was found of all series of a number, by series and day.

    `line` makes a line of one: there may be thousands, and few of them have news. `maybe` says of
    which days a line has to say whether they are out.
    """

    days: Days
    on: list[date]
    state: Whole
    maybe: Flags
    line: Callable[[int], Line]
    judged: Judged | None = None

    def lines(self, known: Collection[str] = ()) -> list[Line]:
        """Those that may have news, and those of the parts that something is remembered of."""
        rows = set(np.flatnonzero(self.maybe.any(axis=1)).tolist())
        if known:
            rows |= {row for row, key in enumerate(self.days.keys) if key in known}
        return [self.line(row) for row in sorted(rows)]


@dataclass
class Look:
    """One look of a monitor: its lines, who foretold, and how many days are still missing."""

    lines: list[Line]
    detector: str = ""
    days_left: int = 0
    # Over how many days it summed.
    span: int = 1
    # Of numbers, whose lines are made when all monitors of the workspace have been looked at.
    found: Series | None = None

    @property
    def series(self) -> int:
        return len(self.found.days.keys) if self.found else len(self.lines)

    @property
    def on(self) -> list[date]:
        """The days that were judged."""
        if self.found:
            return self.found.on
        return [one.day for one in self.lines[0].seen] if self.lines else []

    @property
    def said(self) -> set[State]:
        """What was said of the last day."""
        if self.found:
            return {State(one) for one in np.unique(self.found.state[:, -1]).tolist()}
        return {line.verdicts[-1].state for line in self.lines}

    def out_on(self, at: int) -> int:
        """How many series were out on a day."""
        return sum(bool(line.verdicts[at].out) for line in self.lines)


def look_at_anomaly(asked: Definition, days: Days, ready: Ready, told: Told | None = None) -> Look:
    """How rare the last days are; which of them are out is decided over the whole workspace.

    Asks nothing of the database.
    """
    return look_of(asked, days.last(ready.count), ready.judged(told), ready.span)


def look_of(asked: Definition, days: Days, judged: Judged, span: int) -> Look:
    """Of days that have been judged, and no others."""
    nothing = np.zeros(judged.value.shape, dtype=bool)
    found = Series(days, last_days(days, len(days)), judged.state, nothing, _no_line, judged)
    found.line = lambda row: _anomaly(asked, found, row)
    left = int(judged.days_left[0]) if len(judged.days_left) else 0
    name = judged.detectors[0] if judged.detectors else ""
    return Look([], name, left, span, found)


def _no_line(row: int) -> Line:
    raise IndexError(row)


def _anomaly(asked: Definition, found: Series, row: int) -> Line:
    key, judged = found.days.keys[row], _of(found)
    verdicts = list(verdicts_of(judged, row, found.on[0], found.maybe))
    name = partial(_name, found.days, key)
    return Line(key, name, verdicts, _seen(asked, judged, row, found.on))


def _name(days: Days, key: str) -> str:
    return days.names[key]


def _seen(asked: Definition, judged: Judged, row: int, on: Sequence[date]) -> list[SeenDay]:
    def at(values: np.ndarray, day: int) -> float | None:
        return whole_number(asked, float(values[row, day]))

    return [
        SeenDay(
            day,
            at(judged.value, n),
            at(judged.expected, n),
            at(judged.low, n),
            at(judged.high, n),
            None if np.isnan(judged.p[row, n]) else float(judged.p[row, n]),
        )
        for n, day in enumerate(on)
    ]


def call_families(looks: Sequence[tuple[Definition, Series]]) -> None:
    """Say which days are out: Benjamini and Hochberg over a day of all monitors."""
    by_day: dict[date, list[tuple[Series, int]]] = {}
    for _asked, found in looks:
        found.maybe = np.zeros(found.state.shape, dtype=bool)
        for at, day in enumerate(found.on):
            by_day.setdefault(day, []).append((found, at))
    for places in by_day.values():
        rare = np.concatenate([_rare(found, at) for found, at in places])
        ends = np.cumsum([len(found.state) for found, _at in places])[:-1]
        parts = np.split(called(rare[:, None])[:, 0], ends)
        for (found, at), is_called in zip(places, parts, strict=True):
            found.maybe[:, at] = is_called
    for asked, found in looks:
        judged = _of(found)
        found.maybe = (found.maybe & judged.out(asked.alpha)) | judged.severe


def _rare(found: Series, at: int) -> Floats:
    return np.where(found.state[:, at] == State.JUDGED, _of(found).p[:, at], np.nan)


def _of(found: Series) -> Judged:
    if found.judged is None:
        raise ValueError("Only an anomaly has been judged so.")
    return found.judged


def decide(look: Look, known: Collection[str], is_open: Callable[[str], bool]) -> None:
    """Make the lines that matter: a part that only follows its root says nothing of its own.

    One that has an incident already goes on with it.
    """
    if look.found is None:
        return
    look.lines = look.found.lines(known)
    if look.found.judged is None:
        return
    for at in np.flatnonzero(look.found.maybe.any(axis=0)).tolist():
        _group(look.found, look.lines, at, is_open)


def _group(found: Series, lines: list[Line], at: int, is_open: Callable[[str], bool]) -> None:
    names = {line.key: line for line in lines}
    whole = _moved(names.get("") or found.line(0), found, at)
    groups = grouped(whole, [_moved(line, found, at) for line in lines if line.key])
    roots = {one.root for one in groups}
    for line in lines:
        verdict = line.verdicts[at]
        if verdict.out and line.key not in roots and not is_open(line.key):
            line.verdicts[at] = silent(verdict.day, State.JUDGED)
    for group in groups:
        root = names[group.root]
        root.members[root.verdicts[at].day] = _names(group, names)


def _names(group: Group, names: Mapping[str, Line]) -> tuple[str, ...]:
    return tuple(names[key].name for key in group.members if key)


def _moved(line: Line, found: Series, at: int) -> Moved:
    """Ratios by their tops, which parts do add up to."""
    seen, bottom = line.seen[at], 1.0
    if found.days.bottoms is not None:
        bottom = float(np.nan_to_num(found.days.bottoms[found.days.keys.index(line.key), at]))
    value, expected = (seen.value or 0.0) * bottom, (seen.expected or 0.0) * bottom
    reach = ((seen.high or 0.0) - (seen.low or 0.0)) / 2 * bottom
    return Moved(line.key, value, expected, reach, line.verdicts[at].out)


def look_at_limit(asked: Definition, days: Days, count: int) -> Look:
    """Each day held against the limit that somebody has set."""
    side, limit = Side(asked.parameters["side"]), float(asked.parameters["limit"])
    values = days.values[:, -count:].copy()
    band = (None, limit) if side is Side.ABOVE else (limit, None)

    def judge(row: int, at: int, day: date) -> tuple[Verdict, SeenDay]:
        value = _known(values[row, at])
        seen = SeenDay(day, whole_number(asked, value), None, *band)
        return threshold(day, value, limit, side), seen

    beyond = values > limit if side is Side.ABOVE else values < limit
    state = np.where(np.isnan(values), int(State.MISSING), int(State.JUDGED))
    return _by_rule(days, count, state, beyond, judge)


def look_at_change(asked: Definition, days: Days, count: int) -> Look:
    """So many days against as many before; one day against the same weekday of the week before."""
    span = int(asked.parameters["days"])
    back = 7 if span == 1 else span
    gates, measure = gates_of(asked), measure_of(asked)
    places = range(len(days) - count, len(days))
    now = np.column_stack([_sums(days, at, span) for at in places])
    before = np.column_stack([_sums(days, at - back, span) for at in places])

    def judge(row: int, at: int, day: date) -> tuple[Verdict, SeenDay]:
        value, earlier = _known(now[row, at]), _known(before[row, at])
        verdict = change(day, value, earlier, measure=measure, gates=gates)
        wide = None if earlier is None else earlier * asked.least_change / 100
        band = () if earlier is None or wide is None else (earlier - wide, earlier + wide)
        kept = [whole_number(asked, one) for one in (value, earlier, *band)]
        return verdict, SeenDay(day, *kept)

    least = gates.least_expected if measure is Measure.COUNT else 0.0
    few = (before <= 0) | (before < least)
    state = np.where(few, int(State.LOW_VOLUME), int(State.JUDGED))
    state[np.isnan(now) | np.isnan(before)] = int(State.MISSING)
    large = np.abs(now - before) >= gates.least_change * before
    return _by_rule(days, count, state, (state == State.JUDGED) & large, judge)


def _by_rule(
    days: Days,
    count: int,
    state: Whole,
    maybe: Flags,
    judge: Callable[[int, int, date], tuple[Verdict, SeenDay]],
) -> Look:
    on, kept = last_days(days, count), days.last(count)

    def line(row: int) -> Line:
        judged = [judge(row, at, day) for at, day in enumerate(on)]
        key = kept.keys[row]
        name = partial(_name, kept, key)
        return Line(key, name, [v for v, _s in judged], [s for _v, s in judged])

    return Look([], found=Series(kept, on, np.asarray(state, dtype=np.int64), maybe, line))


def _known(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)


def _sums(days: Days, last: int, span: int) -> Floats:
    """Of whole spans alone: half a week is not a bad week. Ratios are ratios of sums."""
    if last - span + 1 < 0:
        return np.full(len(days.keys), np.nan)
    places = slice(last - span + 1, last + 1)
    tops: Floats = days.tops[:, places].sum(axis=1)
    if days.bottoms is None:
        return tops
    bottoms = np.nan_to_num(days.bottoms[:, places]).sum(axis=1)
    return np.asarray(tops / np.where(bottoms == 0, np.nan, bottoms), dtype=np.float64)
