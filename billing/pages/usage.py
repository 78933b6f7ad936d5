"""What a workspace uses of its plan, and where each will stand at the end of the month.

A forecast says how it was made. Where too little is known there is none, and the reason.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.limits import counted, names_beyond
from billing.forecasts import Use, uses
from billing.models import UsedDay
from billing.plan_words import RESOURCE_NAMES, limit_text, refresh_text
from billing.plans import METERS, Plan, Resource
from billing.standing import Standing

_LEAST_DAYS = 3
_PLAIN = (Resource.MEMBERS, Resource.SOURCES, Resource.MONITORS)


@dataclass(frozen=True)
class Gauge:
    """One resource for a reader: how many there are, how many are in the plan, what is expected."""

    label: Any
    used: int | None
    included: int | None
    tone: str = ""
    forecast: str = ""
    how: str = ""
    # Which of them stand still, by name.
    frozen: tuple[str, ...] = ()

    @property
    def detail(self) -> str:
        """How many of how many; a word where nothing was counted yet."""
        if self.used is None:
            return _("not counted yet")
        if self.included is None:
            return _("%(used)s, without limit") % {"used": _figure(self.used)}
        return _("%(used)s of %(most)s") % {
            "used": _figure(self.used),
            "most": _figure(self.included),
        }


@dataclass(frozen=True)
class Usage:
    """All gauges, and what has no gauge."""

    gauges: tuple[Gauge, ...]
    refresh: str
    history: str


def usage_of(stands: Standing, today: date) -> Usage:
    """Of the entered workspace, on a day; costs the apps' counts and one statement."""
    days = list(UsedDay.objects.filter(on__gte=today.replace(day=1)).order_by("on"))
    found = uses(stands.plan, counted(*_PLAIN), days, today)
    gauges = tuple(_gauge(stands.plan, use, len(days)) for use in found)
    history = limit_text(stands.plan, Resource.HISTORY_MONTHS)
    return Usage(gauges, refresh_text(stands.plan), history)


def _gauge(plan: Plan, use: Use, days: int) -> Gauge:
    label = RESOURCE_NAMES[use.resource]
    tone = "bad" if use.over and not use.is_metered else ""
    if use.resource not in {meter.resource for meter in METERS}:
        frozen = tuple(names_beyond(use.resource, use.included or 0)) if use.over else ()
        return Gauge(label, use.count, use.included, tone, frozen=frozen)
    used = use.count if days else None
    if use.forecast is None or days < _LEAST_DAYS:
        why = _("No forecast yet: it needs %(days)d days of this month") % {"days": _LEAST_DAYS}
        return Gauge(label, used, use.included, tone, "", why)
    how = ngettext(
        "if the month goes on as its first %(days)d day",
        "if the month goes on as its first %(days)d days",
        days,
    )
    return Gauge(label, used, use.included, tone, _figure(use.forecast), how % {"days": days})


def _figure(count: int) -> str:
    return str(number_format(count, force_grouping=True))
