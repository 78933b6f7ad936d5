"""What a number is easily taken for, and how it differs from that: a line of its passport."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.metrics import Metric
from analytics.pages.facts import Fact

_DIFFERS: Mapping[str, Any] = {
    "conversions": gettext_lazy(
        "Won deals and new customers are counted by the CRM, once each and on their close date; "
        "conversions by each platform, on the day of the click or view that it credits."
    ),
    "conversion_value": gettext_lazy(
        "Won revenue: the amounts of the deals that the CRM says were won, whoever claims them."
    ),
    "conversion_rate": gettext_lazy(
        "Win rate is of deals that closed; key events are counted by web analytics, on visits."
    ),
    "cost_per_conversion": gettext_lazy(
        "Cost per lead and paid CAC divide the same spend by people and companies of the CRM, "
        "which nobody counts twice."
    ),
    "platform_roas": gettext_lazy(
        "Blended ROAS: all revenue of the CRM over the same spend, which no platform can claim."
    ),
    "roas": gettext_lazy("Platform ROAS: what ad platforms say that their conversions are worth."),
    "lost_value": gettext_lazy("Late deals: as long as they are open they are not lost."),
    "win_rate": gettext_lazy("Win rate by value: there each deal weighs as much as its amount."),
    "win_rate_by_value": gettext_lazy(
        "Win rate: there each deal counts once, also one without an amount."
    ),
    "sales_cycle": gettext_lazy(
        "The pipeline page tells the median, too, which one long deal does not move."
    ),
    "average_deal": gettext_lazy(
        "The pipeline page divides by the won deals that have an amount; here all of them count."
    ),
}


def differing(metric: Metric) -> list[Fact]:
    """At most one line."""
    text = _DIFFERS.get(metric.key)
    return [Fact(_("Differs from"), str(text))] if text else []
