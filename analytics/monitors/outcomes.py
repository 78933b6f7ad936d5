"""Two weeks later: what came after an incident, against what its days before it foretold.

Nobody's credit: other things may have moved the number, and pages say so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Workspace
from accounts.tenancy import require_workspace_id
from analytics.budgets.forecasts import HISTORY_DAYS, foresee
from analytics.metrics import Unit
from analytics.models import Incident
from analytics.monitors.coverage import coverage
from analytics.monitors.definition import OF_NUMBERS, Definition, definition_of, of_part
from analytics.monitors.telling import tell_outcome
from analytics.queries import Period, source_states
from integrations.selectors.actions import done_because_of

DAYS = 14
# What could not be measured by then is not any more.
_GIVEN_UP_AFTER = 60
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Outcome:
    """The sum of the days against its forecast, in the metric's unit, with a band of 4 in 5 cases.

    `is_acted` says that the days begin after a change that was done because of the incident.
    """

    first_on: date
    last_on: date
    actual: float
    forecast: float
    low: float
    high: float
    is_acted: bool = False

    @property
    def difference(self) -> tuple[float, float, float]:
        """Actual less forecast, with its least and its most."""
        return self.actual - self.forecast, self.actual - self.high, self.actual - self.low

    def as_words(self) -> dict[str, Any]:
        """For a JSON column."""
        days = {"first_on": self.first_on.isoformat(), "last_on": self.last_on.isoformat()}
        return {**asdict(self), **days}


def outcome_of(incident: Incident) -> Outcome | None:
    """What was measured; None of nothing yet, and where too little was known to foretell."""
    words: Mapping[str, Any] | None = incident.outcome
    if not words or "actual" not in words:
        return None
    days = {name: date.fromisoformat(words[name]) for name in ("first_on", "last_on")}
    return Outcome(**{**words, **days})


def can_be_measured(asked: Definition) -> bool:
    """Sums alone: ratios of two weeks have no sum."""
    return asked.is_of_number and not asked.catalogue.denominator


def measure_outcomes() -> int:
    """Measure what two weeks have passed since, and tell its owner; how many. In a transaction."""
    workspace = Workspace.objects.get(pk=require_workspace_id())
    today = timezone.now().astimezone(workspace.zone).date()
    states, measured = source_states(), 0
    for incident in _due(today):
        asked = definition_of(incident.monitor)
        if not can_be_measured(asked):
            continue
        until = coverage(asked.catalogue.sides, states, workspace.zone, today).until
        measured += _measure(incident, of_part(asked, incident.part), workspace, until)
    return measured


def _due(today: date) -> list[Incident]:
    rows = Incident.objects.select_related("monitor", "owner").filter(
        is_failure=False,
        outcome__isnull=True,
        monitor__kind__in=OF_NUMBERS,
        opened_on__gt=today - DAY * _GIVEN_UP_AFTER,
        opened_on__lte=today - DAY * DAYS,
    )
    return list(rows.select_for_update(of=("self",)).order_by("opened_on", "id"))


def _measure(
    incident: Incident, asked: Definition, workspace: Workspace, until: date | None
) -> bool:
    first, is_acted = _first_day(incident, workspace)
    last = first + DAY * (DAYS - 1)
    if until is None or until < last:
        return False
    from analytics.monitors.reading import read_days  # for workers alone

    begin = incident.opened_on - DAY * HISTORY_DAYS
    days = read_days(asked, workspace, Period(begin, last))
    values = [None if one != one else one for one in days.tops[0].tolist()] if days.keys else ()
    found = measured(values, begin, (first - incident.opened_on).days, asked)
    if found is None:
        # A gap may still be filled; too short a history stays so.
        return False
    outcome = Outcome(first, last, *found, is_acted)
    incident.outcome = outcome.as_words()
    incident.save(update_fields=["outcome"])
    tell_outcome(incident, outcome.actual, outcome.forecast)
    return True


def _first_day(incident: Incident, workspace: Workspace) -> tuple[date, bool]:
    """The day after the last change that was done because of it, else its own first day."""
    done = done_because_of(incident.pk)
    if done is None:
        return incident.opened_on, False
    return max(done.astimezone(workspace.zone).date() + DAY, incident.opened_on), True


def measured(
    values: Sequence[float | None], begin: date, skipped: int, asked: Definition
) -> tuple[float, float, float, float] | None:
    """(actual, forecast, low, high) of the last DAYS; None where it cannot be told.

    The first HISTORY_DAYS are what stood at the incident; `skipped` lie between it and the days.
    Errors of the level add up, so the band of days further on is that of all days up to them.
    """
    before, after = values[:HISTORY_DAYS], values[-DAYS:]
    known = [one for one in after if one is not None]
    ahead = skipped + DAYS
    is_count = asked.catalogue.unit is Unit.COUNT
    found = foresee(before, begin.weekday(), ahead, is_count=is_count)
    if found is None or len(known) < DAYS or len(values) < HISTORY_DAYS + ahead:
        return None
    forecast = sum(found.daily[-DAYS:])
    return sum(known), forecast, max(forecast - found.reach, 0.0), forecast + found.reach
