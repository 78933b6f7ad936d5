"""What each kind of monitor says of the days that have come since it looked last. For workers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from accounts.models import Workspace
from analytics.detection.deciding.families import called
from analytics.detection.deciding.grouping import Group, Moved, grouped
from analytics.detection.deciding.verdicts import Side, Verdict, silent, verdicts_of
from analytics.detection.forecasting.forecasts import Detector
from analytics.detection.judging import Judged, State
from analytics.detection.kinds.change import change
from analytics.detection.kinds.threshold import threshold
from analytics.detection.panels import Flags
from analytics.monitors.days import SeenDay
from analytics.monitors.definition import Definition
from analytics.monitors.panels import (
    detector_for,
    gates_of,
    judged_of,
    last_days,
    measure_of,
    panel_of,
    volume_of,
    whole_number,
)
from analytics.monitors.reading import Days, PartDays


@dataclass
class Line:
    """A series with a verdict and what is to be seen, for each day that was judged."""

    key: str
    name: str
    verdicts: list[Verdict]
    seen: list[SeenDay]
    # {day: parts that moved along and are no incident of their own}
    members: dict[date, tuple[str, ...]] = field(default_factory=dict)


@dataclass
class Look:
    """One look of a monitor: its lines, who foretold, and how many days are still missing."""

    lines: list[Line]
    detector: str = ""
    days_left: int = 0
    # Over how many days it summed.
    span: int = 1
    # Of an anomaly, until all monitors of the workspace have been looked at.
    judged: Judged | None = None


def look_at_anomaly(
    asked: Definition,
    days: Days,
    count: int,
    accepted: Mapping[str, str],
    workspace: Workspace,
    detector: Detector | None = None,
    span: int = 1,
) -> Look:
    """How rare the last days are; which of them are out is decided over the whole workspace."""
    panel = panel_of(asked, days, accepted, workspace)
    volume = volume_of(asked, days)
    chosen = detector or detector_for(panel.series, count)
    judged = judged_of(panel, chosen, asked, count, span)
    if volume is not None:
        state = judged.state.copy()
        few = volume[:, -count:] < asked.least_volume
        state[(state == State.JUDGED) & few] = State.LOW_VOLUME
        judged = replace(judged, state=state)
    lines = [
        Line(part.key, part.name, [], _seen(asked, judged, row, last_days(days, count)))
        for row, part in enumerate(days.parts)
    ]
    left = int(judged.days_left[0]) if len(judged.days_left) else 0
    return Look(lines, judged.detectors[0] if judged.detectors else "", left, span, judged)


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


def families(looks: Mapping[str, tuple[Definition, Look]]) -> dict[str, Flags]:
    """{monitor: which of its days are out}: Benjamini and Hochberg over a day of all monitors."""
    by_day: dict[date, list[tuple[str, int, int]]] = {}
    for key, (_asked, look) in looks.items():
        for row, line in enumerate(look.lines):
            for at, seen in enumerate(line.seen):
                by_day.setdefault(seen.day, []).append((key, row, at))
    out = {key: np.zeros(_of(look).value.shape, bool) for key, (_a, look) in looks.items()}
    for places in by_day.values():
        rare = np.array([[_p(looks[key][1], row, at)] for key, row, at in places])
        for place, is_called in zip(places, called(rare)[:, 0], strict=True):
            key, row, at = place
            out[key][row, at] = is_called
    return {
        key: (out[key] & _of(look).out(asked.alpha)) | _of(look).severe
        for key, (asked, look) in looks.items()
    }


def _of(look: Look) -> Judged:
    if look.judged is None:
        raise ValueError("Only an anomaly has been judged so.")
    return look.judged


def _p(look: Look, row: int, at: int) -> float:
    judged = _of(look)
    return float(judged.p[row, at]) if judged.state[row, at] == State.JUDGED else float("nan")


def decide(look: Look, days: Days, out: Flags, is_open: Callable[[str], bool]) -> None:
    """Give each line its verdicts: a part that only follows its root says nothing of its own.

    One that has an incident already goes on with it.
    """
    judged = _of(look)
    if not look.lines:
        return
    first = look.lines[0].seen[0].day
    for row, line in enumerate(look.lines):
        line.verdicts = list(verdicts_of(judged, row, first, out))
    for at in range(judged.value.shape[1]):
        _group(look, days, at, is_open)


def _group(look: Look, days: Days, at: int, is_open: Callable[[str], bool]) -> None:
    whole, *parts = (_moved(line, days.parts[row], days, at) for row, line in enumerate(look.lines))
    groups = grouped(whole, parts)
    roots = {one.root for one in groups}
    names = {line.key: line for line in look.lines}
    for line in look.lines:
        verdict = line.verdicts[at]
        if verdict.out and line.key not in roots and not is_open(line.key):
            line.verdicts[at] = silent(verdict.day, State.JUDGED)
    for group in groups:
        names[group.root].members[names[group.root].verdicts[at].day] = _names(group, names)


def _names(group: Group, names: Mapping[str, Line]) -> tuple[str, ...]:
    return tuple(names[key].name for key in group.members if key)


def _moved(line: Line, part: PartDays, days: Days, at: int) -> Moved:
    """Ratios by their tops, which parts do add up to."""
    seen, verdict = line.seen[at], line.verdicts[at]
    place = (seen.day - days.period.first_on).days
    bottom = 1.0 if part.bottoms is None else (part.bottoms[place] or 0.0)
    value, expected = (seen.value or 0.0) * bottom, (seen.expected or 0.0) * bottom
    reach = ((seen.high or 0.0) - (seen.low or 0.0)) / 2 * bottom
    return Moved(line.key, value, expected, reach, verdict.out)


def look_at_limit(asked: Definition, days: Days, count: int) -> Look:
    """Each day held against the limit that somebody has set."""
    side, limit = Side(asked.parameters["side"]), float(asked.parameters["limit"])

    def judge(part: PartDays, at: int) -> tuple[Verdict, SeenDay]:
        value, day = part.value(at), days.day(at)
        verdict = threshold(day, value, limit, side)
        band = (None, limit) if side is Side.ABOVE else (limit, None)
        return verdict, SeenDay(day, whole_number(asked, value), None, *band)

    return _each(days, count, judge)


def look_at_change(asked: Definition, days: Days, count: int) -> Look:
    """So many days against as many before; one day against the same weekday of the week before."""
    span = int(asked.parameters["days"])
    back = 7 if span == 1 else span
    gates = gates_of(asked)

    def judge(part: PartDays, at: int) -> tuple[Verdict, SeenDay]:
        now, before = _sum(part, at, span), _sum(part, at - back, span)
        verdict = change(days.day(at), now, before, measure=measure_of(asked), gates=gates)
        wide = None if before is None else before * asked.least_change / 100
        band = () if before is None or wide is None else (before - wide, before + wide)
        kept = [whole_number(asked, one) for one in (now, before, *band)]
        return verdict, SeenDay(days.day(at), *kept)

    return _each(days, count, judge)


def _each(
    days: Days, count: int, judge: Callable[[PartDays, int], tuple[Verdict, SeenDay]]
) -> Look:
    lines = []
    for part in days.parts:
        found = [judge(part, at) for at in range(len(days) - count, len(days))]
        lines.append(Line(part.key, part.name, [v for v, _s in found], [s for _v, s in found]))
    return Look(lines)


def _sum(part: PartDays, last: int, span: int) -> float | None:
    """Of whole spans alone: half a week is not a bad week. Ratios are ratios of sums."""
    places = range(last - span + 1, last + 1)
    if places[0] < 0:
        return None
    tops = [part.tops[at] for at in places]
    if any(one is None for one in tops):
        return None
    top = sum(one for one in tops if one is not None)
    if part.bottoms is None:
        return top
    bottom = sum(part.bottoms[at] or 0.0 for at in places)
    return top / bottom if bottom else None
