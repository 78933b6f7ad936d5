"""Monitors that fit a business of which nobody has said anything yet: made in one click."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from analytics.metrics import CATALOGUE, Side
from analytics.models import MonitorKind
from analytics.monitors.definition import Definition
from analytics.queries import Breakdown, source_states


def suggestions() -> list[tuple[Any, Definition]]:
    """(name, what it asks) of what the connected sources can tell."""
    states = [one for one in source_states() if not one.is_disconnected]
    has = {
        Side.ADS: any(one.last_ad_on for one in states),
        Side.LEADS: any(one.has_crm and not one.is_file for one in states),
        Side.DEALS: any(one.has_crm for one in states),
    }
    fits = [
        (name, asked)
        for name, asked in _NUMBERS
        if all(has.get(side) for side in CATALOGUE[asked.metric].sides)
    ]
    return [*fits, *(_SOURCES if any(not one.is_file for one in states) else [])]


_UNUSUAL, _BY_CAMPAIGN = MonitorKind.ANOMALY, Breakdown.CAMPAIGN
_NUMBERS: list[tuple[Any, Definition]] = [
    # One for the whole and its campaigns: two would tell of the same day twice.
    (
        _("Spend, by campaign"),
        Definition(_UNUSUAL, "spend", _BY_CAMPAIGN, parameters={"alpha": 0.01}),
    ),
    (_("Leads"), Definition(_UNUSUAL, "leads", parameters={"alpha": 0.01})),
    (
        _("Won revenue, four weeks against the four before"),
        Definition(MonitorKind.CHANGE, "won_revenue", parameters={"days": 28}, least_change=50),
    ),
]
_SOURCES: list[tuple[Any, Definition]] = [
    (_("Late data"), Definition(MonitorKind.FRESHNESS, parameters={"hours": 26})),
]
