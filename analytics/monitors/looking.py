"""Reads the days of monitors and judges them: many at once by numpy, one by one by AutoETS."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol

from django.db import transaction

from accounts.models import Workspace
from analytics.detection.forecasting.forecasts import Detector
from analytics.detection.forecasting.weekday_ewma import WeekdayEwma
from analytics.detection.panels import Whole
from analytics.models import MonitorKind
from analytics.monitors.abreast import judge_abreast
from analytics.monitors.asking import Asked, Memory, Stretch
from analytics.monitors.judging import look_at_change, look_at_limit
from analytics.monitors.lively import Lively
from analytics.monitors.panels import events, ready_of, span_of
from analytics.monitors.reading import Days, read_together
from analytics.monitors.remembering import Memories
from analytics.queries import Filters, Period, SourceState

log = logging.getLogger(__name__)

# The days of so many series are held, and judged abreast.
_ABREAST = 500


class Hold(Protocol):
    """A worker's hold on its job, as accounts.jobs.Lease is one."""

    def batch(self) -> AbstractContextManager[Any]:
        """Enter the workspace for one short transaction."""
        ...

    def keep(self) -> None:
        """Between two long steps."""
        ...


class Looker:
    """Looks at numbers for all monitors of one workspace."""

    def __init__(
        self,
        workspace: Workspace,
        states: tuple[SourceState, ...],
        detector: Detector | None,
        hold: Hold,
    ) -> None:
        self.workspace, self.states, self.detector, self.hold = workspace, states, detector, hold
        self._special: dict[tuple[Filters, Period], Whole] = {}
        self._is_read: set[int] = set()

    def read(self, groups: Iterable[Sequence[Asked]]) -> None:
        """Read the days of groups in the current transaction."""
        for group in groups:
            self._read(group)
            self._is_read.add(id(group))

    def look(self, groups: Iterable[Sequence[Asked]]) -> None:
        """Give each its look; what one cannot do costs no other its turn."""
        waiting: list[Asked] = []
        for group in groups:
            if id(group) not in self._is_read:
                with self.hold.batch():
                    self.read([group])
            waiting += [one for one in group if one.parts]
            if sum(part.ready.panel.series for one in waiting for part in one.parts) >= _ABREAST:
                self._judge(waiting)
                waiting = []
        self._judge(waiting)

    def special(self, filters: Filters, period: Period) -> Whole:
        """Holidays and special days, read once for all monitors of a filter."""
        if (filters, period) not in self._special:
            self._special[filters, period] = events(filters, self.workspace, period)
        return self._special[filters, period]

    def _read(self, group: Sequence[Asked]) -> None:
        """Together; if that fails each by itself, so that it is known which of them it was."""
        try:
            with transaction.atomic():
                self._read_together(group)
        except Exception:
            log.exception("%d monitors could not be read together.", len(group))
            for one in group:
                one.parts = []
                attempt(one, lambda each: self._read_together([each]))

    def _read_together(self, group: Sequence[Asked]) -> None:
        period = group[0].period
        if period is None:
            return
        memories = None
        if group[0].is_steady and isinstance(self.detector or WeekdayEwma(), WeekdayEwma):
            memories = Memories(group, self.workspace)
            if Lively(group, memories, self.states, self.detector).read():
                return
        definitions = [one.definition for one in group]
        found = read_together(definitions, self.workspace, period, self.states)
        for one, days in zip(group, found, strict=True):
            one.reason = days.reason
            if days.keys:
                self._prepare(one, days, memories)

    def _prepare(self, one: Asked, days: Days, memories: Memories | None) -> None:
        asked = one.definition
        if asked.kind != MonitorKind.ANOMALY:
            judge = look_at_limit if asked.kind == MonitorKind.THRESHOLD else look_at_change
            one.look = judge(asked, days, one.count)
            return
        # As it was decided first, so that its incidents go on; a changed one decides anew.
        span = one.monitor.told.get("span") or span_of(asked, days)
        accepted = one.monitor.accepted
        special = memories.special if memories else self.special(asked.filters, days.period)
        ready = ready_of(asked, days, accepted, special, self.detector, one.count, span)
        keep = None
        if memories is not None and isinstance(ready.detector, WeekdayEwma):
            basis, at = memories.basis_of(one), memories.lively_at
            if basis and days.stands_before(at):
                one.memory, keep = Memory(basis, days.keys), at
        one.parts = [Stretch(days, ready, keep)]

    def _judge(self, waiting: Sequence[Asked]) -> None:
        """In no transaction: AutoETS takes its time."""
        for one, work in judge_abreast(waiting):
            attempt(one, work, nullcontext)
            self.hold.keep()


def attempt(
    one: Asked,
    work: Callable[[Asked], None],
    within: Callable[[], AbstractContextManager[Any]] = transaction.atomic,
) -> None:
    """What one monitor cannot do is an incident of its own."""
    if one.failure:
        return
    try:
        with within():
            work(one)
    except Exception as error:
        log.exception("Monitor %s could not look.", one.monitor.pk)
        one.failure = type(error).__name__
        one.look, one.parts, one.memory = None, [], None
