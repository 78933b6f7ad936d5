"""What a monitor would have told over the past year, had it been there. For workers."""

from datetime import date
from typing import Any

import numpy as np

from accounts.models import Workspace
from analytics.detection.deciding.grouping import Moved, grouped
from analytics.detection.deciding.incidents import Happening, Rules, run
from analytics.detection.deciding.replay import ALPHAS, Replay, replay
from analytics.detection.forecasting.auto_ets import AutoEts, has_auto_ets
from analytics.detection.forecasting.forecasts import Detector
from analytics.detection.forecasting.weekday_ewma import WeekdayEwma
from analytics.detection.judging import State
from analytics.models import MonitorKind
from analytics.monitors.asking import history_until
from analytics.monitors.coverage import coverage
from analytics.monitors.definition import Definition
from analytics.monitors.judging import Series, look_at_change, look_at_limit
from analytics.monitors.panels import (
    events,
    ready_of,
    span_of,
    whole_number,
)
from analytics.monitors.reading import Days, read_days
from analytics.queries import source_states

# What a year of AutoETS costs: of more series the numpy detector speaks, and says so.
_MOST_ETS = 12
# What it would have told that the page names one by one.
_MOST_NAMED = 60
_AT_ONCE = Rules(confirm=1, within=1, recover=1, new_level=10**6)


def tried(
    asked: Definition, workspace: Workspace, today: date, detector: Detector | None = None
) -> dict[str, Any]:
    """The result as plain words: on which days, of which parts, and a chart of the whole."""
    covered = coverage(asked.catalogue.sides, source_states(), workspace.zone, today)
    if covered.until is None:
        return {"reason": "not_covered", "late": list(covered.late)}
    days = read_days(asked, workspace, history_until(covered.until))
    if not days.keys:
        return {"reason": days.reason}
    if asked.kind == MonitorKind.ANOMALY:
        return _anomalies(asked, days, replayed(asked, days, workspace, detector))
    count = min(365, len(days))
    judge = look_at_limit if asked.kind == MonitorKind.THRESHOLD else look_at_change
    found = judge(asked, days, count).found
    return _rules(found) if found else {"reason": days.reason}


def replayed(
    asked: Definition, days: Days, workspace: Workspace, detector: Detector | None = None
) -> Replay:
    """Each day of the year judged by those before it."""
    if detector is None:
        few = len(days.keys) <= _MOST_ETS and has_auto_ets()
        detector = AutoEts() if few else WeekdayEwma()
    special = events(asked.filters, workspace, days.period)
    ready = ready_of(asked, days, {}, special, detector, len(days), span_of(asked, days))
    if ready.span == 1:
        return replay(ready.panel, detector, ready.gates, volume=ready.volume)
    return Replay(ready.judged())


def _anomalies(asked: Definition, days: Days, found: Replay) -> dict[str, Any]:
    judged = found.judged
    opened = _without_parts(found.opened(asked.alpha))
    told = sorted(
        (days.day(int(at)), _root(found, days, int(row), int(at), asked))
        for row, at in np.argwhere(opened)
    )
    whole = {
        name: [whole_number(asked, float(v)) for v in getattr(judged, name)[0]]
        for name in ("value", "low", "high", "expected")
    }
    silent = judged.state[0] != State.JUDGED
    for name in ("low", "high", "expected"):
        whole[name] = [None if gap else v for gap, v in zip(silent, whole[name], strict=True)]
    return {
        "told": [[day.isoformat(), name] for day, name in told[-_MOST_NAMED:]],
        "count": len(told),
        "judged": int((judged.state == State.JUDGED).any(axis=0).sum()),
        "series": len(days.keys),
        "detector": judged.detectors[0],
        "days_left": int(judged.days_left[0]),
        "span": span_of(asked, days),
        "is_low": bool((judged.state[:, -28:] == State.LOW_VOLUME).all()),
        "by_alpha": [[alpha, int(_without_parts(found.opened(alpha)).sum())] for alpha in ALPHAS],
        "x": [days.day(at).isoformat() for at in range(len(days))],
        **whole,
    }


def _without_parts(opened: np.ndarray) -> np.ndarray:
    """Where the whole opens, its parts of that day and the next belong to it."""
    kept = opened.copy()
    for at in np.flatnonzero(opened[0]):
        kept[1:, max(at - 1, 0) : at + 2] = False
    return kept


def _root(found: Replay, days: Days, row: int, at: int, asked: Definition) -> str:
    """The name of what an incident would be of: of a whole its root, as the night groups them."""
    if row or len(days.keys) == 1 or asked.catalogue.denominator:
        return days.names[days.keys[row]]
    judged, out = found.judged, found.out(asked.alpha)
    moved = [
        Moved(
            str(one),
            float(np.nan_to_num(judged.value[one, at])),
            float(np.nan_to_num(judged.expected[one, at])),
            float(np.nan_to_num(judged.high[one, at] - judged.low[one, at])) / 2,
            bool(out[one, at]),
        )
        for one in range(len(days.keys))
    ]
    return days.names[days.keys[int(grouped(moved[0], moved[1:])[0].root)]]


def _rules(found: Series) -> dict[str, Any]:
    lines = [found.line(row) for row in range(len(found.days.keys))]
    told = sorted(
        (day, line.name)
        for line in lines
        for day, what in run(line.verdicts, _AT_ONCE)[1]
        if what is Happening.OPENED
    )
    seen = lines[0].seen
    return {
        "told": [[day.isoformat(), name] for day, name in told[-_MOST_NAMED:]],
        "count": len(told),
        "judged": int((found.state == State.JUDGED).any(axis=0).sum()),
        "series": len(lines),
        "x": [one.day.isoformat() for one in seen],
        "value": [one.value for one in seen],
        "low": [one.low for one in seen],
        "high": [one.high for one in seen],
    }
