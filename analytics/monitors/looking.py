"""Reads the days of monitors and judges them: many at once by numpy, one by one by AutoETS."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any, Protocol

from django.db import transaction

from accounts.models import Workspace
from analytics.detection.forecasting.forecasts import Detector
from analytics.detection.forecasting.weekday_ewma import WeekdayEwma
from analytics.detection.judging import Told
from analytics.detection.nightly import tell_together
from analytics.detection.panels import Whole
from analytics.models import MonitorKind
from analytics.monitors.asking import Asked, alike
from analytics.monitors.judging import look_at_anomaly, look_at_change, look_at_limit
from analytics.monitors.panels import events, ready_of, span_of
from analytics.monitors.reading import read_together
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

    def look(self, asked: Iterable[Asked]) -> None:
        """Give each its look; what one cannot do costs no other its turn."""
        waiting: list[Asked] = []
        for group in alike(asked):
            with self.hold.batch():
                self._read(group)
            waiting += [one for one in group if one.ready is not None]
            if sum(one.ready.panel.series for one in waiting if one.ready) >= _ABREAST:
                self._judge(waiting)
                waiting = []
        self._judge(waiting)

    def _read(self, group: Sequence[Asked]) -> None:
        """Together; if that fails each by itself, so that it is known which of them it was."""
        try:
            with transaction.atomic():
                self._read_together(group)
        except Exception:
            log.exception("%d monitors could not be read together.", len(group))
            for one in group:
                attempt(one, lambda each: self._read_together([each]))

    def _read_together(self, group: Sequence[Asked]) -> None:
        period = group[0].period
        if period is None:
            return
        definitions = [one.definition for one in group]
        found = read_together(definitions, self.workspace, period, self.states)
        for one, days in zip(group, found, strict=True):
            one.reason, one.days = days.reason, days if days.keys else None
        for one in group:
            self._prepare(one, period)

    def _prepare(self, one: Asked, period: Period) -> None:
        if one.days is None:
            return
        asked, days = one.definition, one.days
        if asked.kind == MonitorKind.ANOMALY:
            # As it was decided first, so that its incidents go on; a changed one decides anew.
            span = one.monitor.told.get("span") or span_of(asked, days)
            accepted = one.monitor.accepted
            special = self.special(asked.filters, period)
            one.ready = ready_of(asked, days, accepted, special, self.detector, one.count, span)
            return
        judge = look_at_limit if asked.kind == MonitorKind.THRESHOLD else look_at_change
        one.look, one.days = judge(asked, days, one.count), None

    def special(self, filters: Filters, period: Period) -> Whole:
        """Holidays and special days, read once for all monitors of a filter."""
        if (filters, period) not in self._special:
            self._special[filters, period] = events(filters, self.workspace, period)
        return self._special[filters, period]

    def _judge(self, waiting: Sequence[Asked]) -> None:
        """In no transaction: AutoETS takes its time."""
        for abreast in _abreast(waiting):
            for one, told in zip(abreast, _told(abreast), strict=True):
                attempt(one, partial(_judge, told), nullcontext)
                self.hold.keep()


def _judge(told: Told | None, one: Asked) -> None:
    if one.ready is not None and one.days is not None:
        one.look = look_at_anomaly(one.definition, one.days, one.ready, told)
    one.ready = one.days = None


def _abreast(waiting: Sequence[Asked]) -> list[list[Asked]]:
    """Those whose steps can be taken together; of others each by itself."""
    groups: dict[Any, list[Asked]] = {}
    for one in waiting:
        if one.ready is None:
            continue
        panel, detector = one.ready.panel, one.ready.detector
        key: Any = id(one)
        if isinstance(detector, WeekdayEwma):
            special = b"" if panel.events is None else panel.events.tobytes()
            key = (detector, panel.first, panel.days, panel.trials is None, special)
        groups.setdefault(key, []).append(one)
    return list(groups.values())


def _told(abreast: Sequence[Asked]) -> Sequence[Told | None]:
    ready = [one.ready for one in abreast if one.ready is not None]
    detector = ready[0].detector
    if not isinstance(detector, WeekdayEwma):
        return [None] * len(abreast)
    last = max(one.foretold_days for one in ready)
    return tell_together([one.panel for one in ready], last, detector)


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
        one.look = one.ready = one.days = None
