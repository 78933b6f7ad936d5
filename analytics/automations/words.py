"""What people call the numbers, comparisons and deeds of rules, as they stand within a sentence."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from analytics.automations.measures import NUMBERS, SUMS, Sums, value_of
from analytics.automations.rule import Approval, By, Do, On
from analytics.figures import exact
from analytics.metrics import Unit
from analytics.queries.where import Compare

# In a list of choices, and within a sentence.
LABELS: Mapping[str, Any] = {
    "spend": _("Spend"),
    "impressions": _("Impressions"),
    "clicks": _("Clicks"),
    "conversions": _("Conversions, as the platform counts them"),
    "ctr": _("CTR"),
    "cpc": _("CPC"),
    "cost_per_conversion": _("Cost per conversion"),
    "conversion_rate": _("Conversions per click"),
    "opportunities": _("Opportunities of its campaign in the CRM"),
    "pipeline_created": _("Pipeline of its campaign in the CRM"),
    "won_deals": _("Won deals of its campaign in the CRM"),
    "won_revenue": _("Won revenue of its campaign in the CRM"),
    "roas": _("Won revenue ÷ spend"),
}
WITHIN: Mapping[str, Any] = {
    "spend": _("spend"),
    "impressions": _("impressions"),
    "clicks": _("clicks"),
    "conversions": _("conversions"),
    "ctr": _("a CTR"),
    "cpc": _("a CPC"),
    "cost_per_conversion": _("a cost per conversion"),
    "conversion_rate": _("conversions per click"),
    "opportunities": _("opportunities"),
    "pipeline_created": _("new pipeline"),
    "won_deals": _("won deals"),
    "won_revenue": _("won revenue"),
    "roas": _("won revenue ÷ spend"),
    "pipeline": _("new pipeline"),
    "won": _("won deals"),
    "revenue": _("won revenue"),
}
COMPARES: Mapping[str, Any] = {
    Compare.LEAST: _("at least"),
    Compare.MOST: _("at most"),
    Compare.MORE: _("more than"),
    Compare.LESS: _("less than"),
    Compare.EQUAL: _("exactly"),
}
TESTS: Mapping[str, Any] = {
    Compare.LEAST: _("%(metric)s of at least %(number)s"),
    Compare.MOST: _("%(metric)s of at most %(number)s"),
    Compare.MORE: _("%(metric)s of more than %(number)s"),
    Compare.LESS: _("%(metric)s of less than %(number)s"),
    Compare.EQUAL: _("%(metric)s of exactly %(number)s"),
}
TRIGGERS: Mapping[str, Any] = {
    On.METRIC: _("Numbers of a campaign"),
    On.INCIDENT: _("An incident of a monitor"),
    On.SCHEDULE: _("Days and an hour"),
}
LOOKS_AT: Mapping[str, Any] = {
    By.CAMPAIGN: _("Each campaign by itself"),
    By.CHANNEL: _("All campaigns of a channel together"),
}
DEEDS: Mapping[str, Any] = {
    Do.PAUSE: _("Pause the campaign"),
    Do.RESUME: _("Resume the campaign"),
    Do.RAISE: _("Raise its daily budget"),
    Do.LOWER: _("Lower its daily budget"),
    Do.TASK: _("Make a task about its campaign in the CRM"),
    Do.FIELD: _("Set a field in the CRM"),
    Do.NOTIFY: _("Tell the members"),
    Do.WEBHOOK: _("Call a webhook"),
}
APPROVALS: Mapping[str, Any] = {
    Approval.ALWAYS: _("Each change waits until a second member approves it"),
    Approval.LIMITS: _("Only changes beyond the workspace’s limits wait for a second member"),
}
OUTCOMES: Mapping[str, tuple[Any, str]] = {
    "acted": (_("Acted"), "good"),
    "held_out": (_("Left alone"), "info"),
    "blocked": (_("Held back"), "warn"),
    "unmet": (_("Not met"), "none"),
}
# A dry run acts on nothing.
WOULD_ACT = _("Would act")


def unit_of(metric: str) -> Unit:
    """How a number is read."""
    return Unit(NUMBERS[metric].unit)


def written(metric: str, value: Fraction, currency: str) -> str:
    """A number as people read it."""
    unit = unit_of(metric)
    if unit is Unit.COUNT:
        whole = value.denominator == 1
        return exact(unit, int(value) if whole else float(value), currency)
    if metric == "spend":
        # An amount and no price: what lies below a cent says nothing.
        return exact(unit, round(value), currency, decimals=2)
    return exact(unit, round(value) if unit is Unit.MONEY else float(value), currency)


def sums_words(sums: Sums, currency: str) -> str:
    """The sums that are known: "spend USD 510.00, clicks 210, conversions 0"."""
    keys = {"pipeline": "pipeline_created", "won": "won_deals", "revenue": "won_revenue"}
    found = []
    for name in SUMS:
        metric = keys.get(name, name)
        value = value_of(metric, sums) if name in sums else None
        if value is not None:
            found.append(f"{WITHIN[metric]} {written(metric, value, currency)}")
    return ", ".join(found)


def days_words(first_on: date | None, last_on: date | None) -> str:
    """From one day to another, short."""
    if last_on is None:
        return ""
    last = date_format(last_on, "SHORT_DATE_FORMAT")
    return f"{date_format(first_on, 'SHORT_DATE_FORMAT')} – {last}" if first_on else last
