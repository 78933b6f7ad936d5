"""The days before an incident, judged as it was, for its chart: read anew, for few have one."""

from __future__ import annotations

from analytics.models import MonitorKind
from analytics.monitors.asking import Asked
from analytics.monitors.days import SeenDay
from analytics.monitors.definition import ALL_PARTS, of_part
from analytics.monitors.judging import Look, look_at_anomaly, look_at_change, look_at_limit
from analytics.monitors.keeping import DAYS_KEPT
from analytics.monitors.looking import Looker
from analytics.monitors.panels import ready_of
from analytics.monitors.reading import read_together


def recall(one: Asked, part: str, looker: Looker) -> list[SeenDay]:
    """Of a state there are none."""
    look = _look(one, part, looker)
    return look.found.line(0).seen if look is not None and look.found is not None else []


def _look(one: Asked, part: str, looker: Looker) -> Look | None:
    period, asked = one.period, of_part(one.definition, part)
    if period is None:
        return None
    days = read_together([asked], looker.workspace, period, looker.states)[0]
    if not days.keys:
        return None
    count = min(DAYS_KEPT, len(days))
    if asked.kind == MonitorKind.THRESHOLD:
        return look_at_limit(asked, days, count)
    if asked.kind == MonitorKind.CHANGE:
        return look_at_change(asked, days, count)
    accepted = {"": max(one.monitor.accepted.get(key, "") for key in (part, ALL_PARTS))}
    special = looker.special(one.definition.filters, period)
    span = one.look.span if one.look else 1
    ready = ready_of(asked, days, accepted, special, looker.detector, count, span)
    return look_at_anomaly(asked, days, ready)
