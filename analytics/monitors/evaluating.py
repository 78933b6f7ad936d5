"""One look of a workspace's monitors at all days that have come; the same twice changes nothing.

The caller's transaction is the whole of it: a worker that is killed leaves nothing half done, and
the next one finds the same days.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Workspace
from analytics.detection.forecasting.forecasts import Detector
from analytics.detection.judging import State
from analytics.models import (
    Evaluation,
    Incident,
    IncidentEnd,
    IncidentStatus,
    Monitor,
    MonitorKind,
    MonitorState,
)
from analytics.monitors.counting import count_open
from analytics.monitors.coverage import Coverage, coverage
from analytics.monitors.days import SeenDay
from analytics.monitors.definition import Definition, definition_of
from analytics.monitors.fields import look_at_fields
from analytics.monitors.judging import (
    Look,
    decide,
    families,
    look_at_anomaly,
    look_at_change,
    look_at_limit,
)
from analytics.monitors.keeping import DAYS_KEPT, Keeper, end, note
from analytics.monitors.muting import mutes
from analytics.monitors.pacing import look_at_budgets
from analytics.monitors.panels import span_of
from analytics.monitors.reading import Days, read_days
from analytics.monitors.sources import look_at_sources
from analytics.monitors.telling import tell_of
from analytics.queries import Period, SourceState, source_states

log = logging.getLogger(__name__)

# A new monitor looks back a week, so that what is under way is seen at once; a longer stop is not
# made up for: nobody wants to be told of last month.
_MOST_DAYS = 7
# A year for the seasons, and what comes before the first day that is judged.
HISTORY = timedelta(days=372)
DAY = timedelta(days=1)


@dataclass
class _Asked:
    """A monitor that is looked at now."""

    monitor: Monitor
    definition: Definition
    covered: Coverage
    days: Days | None = None
    look: Look | None = None
    failure: str = ""
    span: int = 1


class Evaluator:
    """All monitors of one workspace, so that a day's false alarms are counted over all of them."""

    def __init__(self, workspace: Workspace, detector: Detector | None = None) -> None:
        self.workspace, self.detector = workspace, detector
        self.now = timezone.now()
        self.today = self.now.astimezone(workspace.zone).date()

    @cached_property
    def states(self) -> tuple[SourceState, ...]:
        return source_states()

    def run(self, monitors: Iterable[Monitor]) -> int:
        """How many were looked at."""
        asked = [self._ask(one) for one in monitors]
        for one in asked:
            self._try(one, self._look)
        rare = families(
            {
                str(one.monitor.pk): (one.definition, one.look)
                for one in asked
                if one.look is not None and one.look.judged is not None
            }
        )
        for one in asked:
            self._try(one, lambda each: self._keep(each, rare.get(str(each.monitor.pk))))
            self._note(one)
        count_open()
        return len(asked)

    def _ask(self, monitor: Monitor) -> _Asked:
        definition = definition_of(monitor)
        covered = Coverage(self.today)
        if definition.is_of_number:
            sides = definition.catalogue.sides
            covered = coverage(sides, self.states, self.workspace.zone, self.today)
        return _Asked(monitor, definition, covered)

    def _try(self, asked: _Asked, work: Callable[[_Asked], None]) -> None:
        """What one monitor cannot do costs no other its turn, and is an incident of its own."""
        if asked.failure:
            return
        try:
            with transaction.atomic():
                work(asked)
        except Exception as error:
            log.exception("Monitor %s could not look.", asked.monitor.pk)
            asked.failure = type(error).__name__
            asked.look = None

    def _look(self, asked: _Asked) -> None:
        definition = asked.definition
        if not definition.is_of_number:
            asked.look = self._look_at_states(asked)
            return
        count = self._due(asked)
        if not count or asked.covered.until is None:
            return
        period = Period(asked.covered.until - HISTORY + DAY, asked.covered.until)
        asked.days = read_days(definition, self.workspace, period)
        if asked.days.parts:
            # As it was decided first, so that its incidents go on; a changed one decides anew.
            asked.span = asked.monitor.told.get("span") or span_of(definition, asked.days)
            asked.look = self._judge(asked, asked.days, count)

    def _look_at_states(self, asked: _Asked) -> Look:
        kind = asked.definition.kind
        if kind == MonitorKind.PACING:
            return look_at_budgets(self.workspace, self.today)
        if kind == MonitorKind.SCHEMA:
            return look_at_fields(self.states, asked.monitor.accepted, self.now, self.today)
        return look_at_sources(asked.definition, self.states, self.now, self.today)

    def _due(self, asked: _Asked) -> int:
        until, judged = asked.covered.until, asked.monitor.judged_on
        if until is None or (judged is not None and judged >= until):
            return 0
        return _MOST_DAYS if judged is None else min((until - judged).days, _MOST_DAYS)

    def _judge(self, asked: _Asked, days: Days, count: int) -> Look:
        if asked.definition.kind == MonitorKind.THRESHOLD:
            return look_at_limit(asked.definition, days, count)
        if asked.definition.kind == MonitorKind.CHANGE:
            return look_at_change(asked.definition, days, count)
        accepted = asked.monitor.accepted
        return look_at_anomaly(
            asked.definition, days, count, accepted, self.workspace, self.detector, asked.span
        )

    def _keep(self, asked: _Asked, out: Any) -> None:
        if asked.look is None:
            return
        keeper = Keeper(asked.monitor, mutes(), lambda part: self._history(asked, part))
        if asked.look.judged is not None and asked.days is not None:
            decide(asked.look, asked.days, out, keeper.is_open)
        keeper.take(asked.look.lines, again=not asked.definition.is_of_number)

    def _history(self, asked: _Asked, part: str) -> list[SeenDay]:
        """The days before an incident, judged in the same way, for its chart alone."""
        if asked.days is None:
            return []
        own = tuple(one for one in asked.days.parts if one.key == part)
        look = self._judge(asked, replace(asked.days, parts=own), min(DAYS_KEPT, len(asked.days)))
        return look.lines[0].seen

    def _note(self, asked: _Asked) -> None:
        monitor, look = asked.monitor, asked.look
        monitor.looked_at = self.now
        monitor.state, monitor.told = _state(asked), _told(asked)
        if look is not None and look.lines:
            monitor.judged_on = look.lines[0].seen[-1].day
        monitor.save(update_fields=["looked_at", "state", "told", "judged_on"])
        self._evaluations(asked)
        _failed(monitor, asked.failure, self.today)

    def _evaluations(self, asked: _Asked) -> None:
        look, failure = asked.look, asked.failure
        days = [self.today] if failure else []
        if look is not None and look.lines:
            days = [one.day for one in look.lines[0].seen]
        for at, day in enumerate(days):
            out = sum(bool(line.verdicts[at].out) for line in look.lines) if look else 0
            Evaluation.objects.update_or_create(
                monitor=asked.monitor,
                day=day,
                defaults={
                    "workspace_id": self.workspace.pk,
                    "state": asked.monitor.state,
                    "series": len(look.lines) if look else 0,
                    "out": out,
                    "detector": look.detector if look else "",
                    "failure": failure,
                    "at": self.now,
                },
            )


def _state(asked: _Asked) -> str:
    """Of the whole, on the last day that was judged."""
    if asked.failure:
        return MonitorState.FAILED
    if asked.look is None:
        # Nothing new: what was said stands, but that some source is late now.
        waits = asked.covered.late or asked.monitor.judged_on is None
        return MonitorState.WAITING if waits else asked.monitor.state
    if asked.covered.late:
        return MonitorState.WAITING
    if not asked.look.lines:
        return MonitorState.FINE
    said = {line.verdicts[-1].state for line in asked.look.lines}
    if State.JUDGED in said:
        return MonitorState.FINE
    if State.LOW_VOLUME in said:
        return MonitorState.LOW_VOLUME
    return MonitorState.LEARNING if asked.look.days_left or State.LEARNING in said else _QUIET


_QUIET = MonitorState.FINE


def _told(asked: _Asked) -> dict[str, Any]:
    kept = dict(asked.monitor.told)
    kept |= {"late": list(asked.covered.late), "reason": asked.days.reason if asked.days else ""}
    if asked.look is not None:
        kept |= {
            "detector": asked.look.detector,
            "days_left": asked.look.days_left,
            "series": len(asked.look.lines),
            "span": asked.look.span,
        }
    return kept


def _failed(monitor: Monitor, failure: str, today: date) -> None:
    """A monitor that cannot look is an incident; it ends with the next look that works."""
    open_ones = Incident.objects.filter(monitor=monitor, is_failure=True)
    incident = open_ones.exclude(status=IncidentStatus.RESOLVED).first()
    seen = SeenDay(today, None)
    if failure and incident is None:
        incident = Incident.objects.create(monitor=monitor, is_failure=True, opened_on=today)
        note(incident, "failed", seen, failure=failure)
        tell_of(incident, "failed")
    elif not failure and incident is not None:
        end(incident, IncidentEnd.RECOVERED, seen)
        incident.save()
        note(incident, "recovered", seen)
        tell_of(incident, "recovered")
