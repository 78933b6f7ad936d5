"""Monitors of sources themselves: data that are late, sums that differ from the source's own."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from analytics.detection.deciding.verdicts import Verdict
from analytics.detection.kinds.states import freshness, trust
from analytics.monitors.days import SeenDay
from analytics.monitors.definition import Definition
from analytics.monitors.judging import Line, Look
from analytics.queries import Period, SourceState
from analytics.trust.control import agreement_of

# Of so many days those that were compared are counted.
_COMPARED_DAYS = 30


def look_at_sources(
    asked: Definition, states: tuple[SourceState, ...], now: datetime, today: date
) -> Look:
    """A line for each source that is read by itself; a paused one is late, for its data are old."""
    live = [one for one in states if not one.is_disconnected and not one.is_file]
    if asked.kind == "freshness":
        return Look([_fresh(asked, one, now, today) for one in live])
    return Look([line for one in live if (line := _trusted(asked, one, now, today))])


def _fresh(asked: Definition, source: SourceState, now: datetime, today: date) -> Line:
    promised = timedelta(hours=int(asked.parameters["hours"]))
    verdict = freshness(now, source.fresh_until, promised)
    hours = None
    if source.fresh_until is not None:
        hours = round((now - source.fresh_until) / timedelta(hours=1), 1)
    seen = SeenDay(today, hours, None, None, float(asked.parameters["hours"]))
    return Line(str(source.id), source.name, [_on(verdict, today)], [seen])


def _trusted(asked: Definition, source: SourceState, now: datetime, today: date) -> Line | None:
    period = Period(today - timedelta(days=_COMPARED_DAYS), today - timedelta(days=1))
    found = agreement_of(source.id, period)
    if found is None or not found.checked:
        return None
    share = 1 - len(found.differing) / len(found.checked)
    least = int(asked.parameters["least"]) / 100
    verdict = trust(now, share, least)
    seen = SeenDay(today, share, None, least, None)
    return Line(str(source.id), source.name, [_on(verdict, today)], [seen])


def _on(verdict: Verdict, today: date) -> Verdict:
    """By the workspace's own date."""
    return replace(verdict, day=today)
