"""Writes what monitors found: incidents, what is remembered, and what became of each day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from accounts.tenancy import new_id
from analytics.detection.judging import State
from analytics.models import (
    Incident,
    IncidentEnd,
    Monitor,
    MonitorKind,
    MonitorState,
)
from analytics.monitors.asking import Asked
from analytics.monitors.counting import count_open
from analytics.monitors.days import SeenDay
from analytics.monitors.fields import look_at_fields
from analytics.monitors.judging import Look, decide
from analytics.monitors.keeping import Keeper, end, note
from analytics.monitors.looking import Looker, attempt
from analytics.monitors.muting import Mutes, mutes
from analytics.monitors.pacing import look_at_budgets
from analytics.monitors.recalling import recall
from analytics.monitors.remembering import remember
from analytics.monitors.shelf import Shelf
from analytics.monitors.sources import look_at_sources
from analytics.monitors.telling import tell_of

# As they are written: so much is asked in every workspace every hour that making SQL costs more.
_LOCK = """
SELECT * FROM analytics_monitor WHERE workspace_id = %s AND id = ANY(%s::uuid[])
ORDER BY id FOR NO KEY UPDATE
"""
# By one statement, for every night of every workspace needs it.
_NOTE = """
WITH noted AS (
    UPDATE analytics_monitor m SET looked_at = %(now)s, state = n.state, told = n.told,
        judged_on = n.judged_on
    FROM jsonb_to_recordset(%(looked)s::jsonb) n (id uuid, state text, told jsonb, judged_on date)
    WHERE m.workspace_id = %(workspace)s AND m.id = n.id
)
INSERT INTO analytics_evaluation
    (id, workspace_id, monitor_id, day, state, series, out, detector, failure, at)
SELECT e.id, %(workspace)s, e.monitor, e.day, e.state, e.series, e.out, e.detector, e.failure,
    %(now)s
FROM jsonb_to_recordset(%(days)s::jsonb) e (id uuid, monitor uuid, day date, state text,
    series int, out int, detector text, failure text)
ON CONFLICT (workspace_id, monitor_id, day) DO UPDATE SET state = excluded.state,
    series = excluded.series, out = excluded.out, detector = excluded.detector,
    failure = excluded.failure, at = excluded.at
"""


class Writer:
    """Locks the monitors that it writes, and skips those that somebody has changed meanwhile."""

    def __init__(self, looker: Looker, now: datetime, today: date) -> None:
        self.looker, self.now, self.today = looker, now, today
        self.workspace = looker.workspace

    @cached_property
    def _mutes(self) -> Mutes:
        return mutes()

    def write(self, chunk: Sequence[Asked]) -> set[UUID]:
        """Those that were written, all or none of them. In a transaction."""
        rows = Monitor.objects.raw(_LOCK, [self.workspace.pk, [one.monitor.pk for one in chunk]])
        locked = {one.pk: one for one in rows}
        asked = [
            one
            for one in chunk
            if one.monitor.pk in locked and one.is_still(locked[one.monitor.pk])
        ]
        for one in asked:
            one.monitor = locked[one.monitor.pk]
        if asked:
            self._write(asked)
        return {one.monitor.pk for one in asked}

    def _write(self, asked: Sequence[Asked]) -> None:
        shelf = Shelf([one.monitor for one in asked])
        for one in asked:
            if not one.definition.is_of_number:
                attempt(one, self._look_at_state)
            self._keep(one, shelf)
            _failed(one.monitor, one.failure, self.today, shelf)
        shelf.save()
        remember(asked, self.workspace)
        self._note(asked)
        if shelf.is_to_count:
            count_open()

    def _look_at_state(self, one: Asked) -> None:
        kind, states = one.definition.kind, self.looker.states
        if kind == MonitorKind.PACING:
            one.look = look_at_budgets(self.workspace, self.today)
        elif kind == MonitorKind.SCHEMA:
            one.look = look_at_fields(states, one.monitor.accepted, self.now, self.today)
        else:
            one.look = look_at_sources(one.definition, states, self.now, self.today)

    def _keep(self, one: Asked, shelf: Shelf) -> None:
        keeper = Keeper(
            one.monitor, shelf, lambda: self._mutes, lambda part: recall(one, part, self.looker)
        )
        if one.look is None or not (one.has_news or keeper.known):
            return
        attempt(one, lambda each: _take(each, keeper))

    def _note(self, asked: Sequence[Asked]) -> None:
        """What was said of each monitor, and what became of each of its days."""
        looked = []
        for one in asked:
            monitor, look = one.monitor, one.look
            monitor.state, monitor.told = _state(one), _told(one)
            if look is not None and look.on:
                monitor.judged_on = look.on[-1]
            words = {"id": monitor.pk, "state": monitor.state, "told": monitor.told}
            looked.append({**words, "judged_on": monitor.judged_on})
        names: dict[str, Any] = {
            "now": self.now,
            "workspace": self.workspace.pk,
            "looked": _json(looked),
        }
        days = _json([words for one in asked for words in self._days(one)])
        with connection.cursor() as cursor:
            cursor.execute(_NOTE, {**names, "days": days})

    def _days(self, one: Asked) -> list[dict[str, Any]]:
        look = one.look
        days = look.on if look is not None else []
        if one.failure:
            days = [self.today]
        shared = {
            "monitor": one.monitor.pk,
            "state": one.monitor.state,
            "series": look.series if look else 0,
            "detector": look.detector if look else "",
            "failure": one.failure,
        }
        return [
            {"id": new_id(), "day": day, "out": look.out_on(at) if look else 0, **shared}
            for at, day in enumerate(days)
        ]


def _json(rows: list[dict[str, Any]]) -> str:
    return orjson.dumps(rows).decode()


def _take(one: Asked, keeper: Keeper) -> None:
    if one.look is not None:
        decide(one.look, keeper.known, keeper.is_open)
        keeper.take(one.look.lines, again=not one.definition.is_of_number)


def _state(asked: Asked) -> str:
    """Of the whole, on the last day that was judged."""
    if asked.failure:
        return MonitorState.FAILED
    if asked.look is None:
        # Nothing new: what was said stands, but that some source is late now.
        waits = asked.covered.late or asked.monitor.judged_on is None
        return MonitorState.WAITING if waits else asked.monitor.state
    if asked.covered.late:
        return MonitorState.WAITING
    return _said(asked.look)


def _said(look: Look) -> str:
    said = look.said
    if not said or State.JUDGED in said:
        return MonitorState.FINE
    if State.LOW_VOLUME in said:
        return MonitorState.LOW_VOLUME
    is_learning = bool(look.days_left) or State.LEARNING in said
    return MonitorState.LEARNING if is_learning else MonitorState.FINE


def _told(asked: Asked) -> dict[str, Any]:
    kept = dict(asked.monitor.told)
    kept |= {"late": list(asked.covered.late), "reason": asked.reason}
    if asked.look is not None:
        kept |= {
            "detector": asked.look.detector,
            "days_left": asked.look.days_left,
            "series": asked.look.series,
            "span": asked.look.span,
        }
    return kept


def _failed(monitor: Monitor, failure: str, today: date, shelf: Shelf) -> None:
    """A monitor that cannot look is an incident; it ends with the next look that works."""
    incident, seen = shelf.failures.get(monitor.pk), SeenDay(today, None)
    shelf.is_to_count |= bool(failure) is (incident is None)
    if failure and incident is None:
        incident = Incident.objects.create(monitor=monitor, is_failure=True, opened_on=today)
        note(incident, "failed", seen, failure=failure)
        tell_of(incident, "failed")
    elif not failure and incident is not None:
        end(incident, IncidentEnd.RECOVERED, seen)
        incident.save()
        note(incident, "recovered", seen)
        tell_of(incident, "recovered")
