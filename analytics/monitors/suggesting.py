"""Monitors that fit a business, each with why: made in one click, by what its sources tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Workspace
from analytics.figures import short
from analytics.metrics import CATALOGUE, MEASURES, Side
from analytics.models import Monitor, MonitorKind
from analytics.monitors.definition import Definition
from analytics.queries import Breakdown, MetricQuery, Period, run_query, source_states
from analytics.queries.periods import DAY

_WEEKS = 4
# With fewer a week no day, and no seven, can be told from chance; a monitor's own least volume.
_LEAST_A_WEEK = 20
_UNUSUAL, _BY_CAMPAIGN = MonitorKind.ANOMALY, Breakdown.CAMPAIGN


@dataclass(frozen=True)
class Suggestion:
    """A monitor that is not there yet, and why it would be worth having."""

    name: Any
    asked: Definition
    why: Any
    # What the last weeks brought of it, in words; empty where nothing.
    lately: str = ""


def suggestions(workspace: Workspace, known: Iterable[Monitor] = ()) -> list[Suggestion]:
    """Of what the connected sources can tell, those that nobody has made yet."""
    states = [one for one in source_states() if not one.is_disconnected]
    has = {
        Side.ADS: any(one.last_ad_on for one in states),
        Side.LEADS: any(one.has_crm and not one.is_file for one in states),
        Side.DEALS: any(one.has_crm for one in states),
    }
    made = {(one.kind, one.metric, one.by) for one in known}
    fits = [
        one
        for one in (*_NUMBERS, *(_SOURCES if any(not one.is_file for one in states) else ()))
        if _key(one.asked) not in made
        and all(has.get(side) for side in (_sides(one.asked) if one.asked.metric else ()))
    ]
    return _with_numbers(fits, workspace)


def _key(asked: Definition) -> tuple[str, str, str]:
    return str(asked.kind), asked.metric, asked.by.value


def _sides(asked: Definition) -> frozenset[Side]:
    return CATALOGUE[asked.metric].sides


def _with_numbers(fits: list[Suggestion], workspace: Workspace) -> list[Suggestion]:
    """Each with what the last weeks brought; what came too seldom to be judged is left out."""
    metrics = tuple(dict.fromkeys(one.asked.metric for one in fits if one.asked.metric))
    if not metrics:
        return fits
    yesterday = timezone.now().astimezone(workspace.zone).date() - DAY
    period = Period(yesterday - DAY * (7 * _WEEKS - 1), yesterday)
    cells = run_query(MetricQuery(metrics, period), workspace).values
    found = []
    for one in fits:
        if not one.asked.metric:
            found.append(one)
            continue
        metric, value = CATALOGUE[one.asked.metric], cells[one.asked.metric].value
        if one.asked.metric in _SELDOM and (value or 0) < _LEAST_A_WEEK * _WEEKS:
            continue
        told = short(metric.unit, value, workspace.currency) if value else ""
        lately = _("%(value)s in the last four weeks.") % {"value": told} if told else ""
        found.append(Suggestion(one.name, one.asked, one.why, lately))
    return found


_NUMBERS = (
    # One for the whole and its campaigns: two would tell of the same day twice.
    Suggestion(
        gettext_lazy("Spend, by campaign"),
        Definition(_UNUSUAL, "spend", _BY_CAMPAIGN, parameters={"alpha": 0.01}),
        gettext_lazy("Money that goes out faster, or stops, is cheapest to mend on the same day."),
    ),
    Suggestion(
        gettext_lazy("Conversions, by campaign"),
        Definition(
            _UNUSUAL,
            "conversions",
            _BY_CAMPAIGN,
            parameters={"alpha": 0.01},
            least_volume=_LEAST_A_WEEK,
        ),
        gettext_lazy(
            "Spend that goes on without them is most often a page or a tracking code that broke. "
            "A campaign with fewer than 20 a week is judged with the whole alone."
        ),
    ),
    Suggestion(
        gettext_lazy("Leads"),
        Definition(_UNUSUAL, "leads", parameters={"alpha": 0.01}),
        gettext_lazy("A form that fails is seen here before anybody misses a call."),
    ),
    Suggestion(
        gettext_lazy("Won revenue, four weeks against the four before"),
        Definition(MonitorKind.CHANGE, "won_revenue", parameters={"days": 28}, least_change=50),
        gettext_lazy("Deals close on few days, so single days say little and four weeks do."),
    ),
)
_SOURCES = (
    Suggestion(
        gettext_lazy("Late data"),
        Definition(MonitorKind.FRESHNESS, parameters={"hours": 26}),
        gettext_lazy("Where a source stands still, every other number is about the past."),
    ),
)
# What platforms report of some accounts alone, and often too little of to be judged.
_SELDOM = frozenset(key for key, one in MEASURES.items() if one.parts > 1 and key in CATALOGUE)
