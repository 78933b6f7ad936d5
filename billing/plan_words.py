"""What is in each plan, in words and as a table: drawn from the catalogue, so the two agree."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from billing.plans import CATALOGUE, Feature, Plan, Resource
from billing.refusals import FEATURE_NAMES

# What pages tell of, in the order in which people ask.
SHOWN = (
    Resource.MEMBERS,
    Resource.SOURCES,
    Resource.MONITORS,
    Resource.ROWS,
    Resource.HISTORY_MONTHS,
    Resource.API_CALLS,
)
RESOURCE_NAMES: dict[Resource, Any] = {
    Resource.MEMBERS: gettext_lazy("Members"),
    Resource.SOURCES: gettext_lazy("Sources"),
    Resource.MONITORS: gettext_lazy("Monitors"),
    Resource.ROWS: gettext_lazy("Rows kept"),
    Resource.HISTORY_MONTHS: gettext_lazy("Months of ad and visit history"),
    Resource.API_CALLS: gettext_lazy("API calls a month"),
}
_ENDLESS: dict[Resource, Any] = {
    Resource.MEMBERS: gettext_lazy("As many members as you like"),
    Resource.SOURCES: gettext_lazy("As many sources as you like"),
    Resource.MONITORS: gettext_lazy("As many monitors as you like"),
    Resource.ROWS: gettext_lazy("As many rows as you like"),
    Resource.HISTORY_MONTHS: gettext_lazy("All ad and visit history that your sources have"),
    Resource.API_CALLS: gettext_lazy("As many API calls as you like"),
}


@dataclass(frozen=True)
class Line:
    """One row of the comparison: a cell for each plan; True and False are a tick and a dash."""

    label: Any
    cells: tuple[str | bool, ...]


def plan_lines(plan: Plan) -> list[str]:
    """What a plan's card says is in it."""
    lines = [limit_text(plan, resource) for resource in SHOWN if plan.included(resource) != 0]
    features = [str(FEATURE_NAMES[one]) for one in Feature if plan.has(one) and one != Feature.API]
    return [*lines, refresh_text(plan), *features]


def comparison() -> tuple[Line, ...]:
    """All plans side by side, the smallest first."""
    plans = tuple(CATALOGUE.values())
    counted = [
        Line(RESOURCE_NAMES[resource], tuple(_figure(plan.included(resource)) for plan in plans))
        for resource in SHOWN
    ]
    refresh = Line(gettext_lazy("How often sources are read"), tuple(map(refresh_text, plans)))
    featured = [Line(FEATURE_NAMES[one], tuple(plan.has(one) for plan in plans)) for one in Feature]
    return (*counted, refresh, *featured)


def limit_text(plan: Plan, resource: Resource) -> str:
    """One limit of a plan: "10 members"."""
    count = plan.included(resource)
    if count is None:
        return str(_ENDLESS[resource])
    return _counted(resource, count) % {"n": number_format(count, force_grouping=True)}


def refresh_text(plan: Plan) -> str:
    """How often sources are read."""
    minutes = plan.refresh_minutes
    if minutes % (24 * 60) == 0:
        return _("Sources read once a day")
    if minutes == 60:
        return _("Sources read as often as every hour")
    return _("Sources read as often as every %(n)d minutes") % {"n": minutes}


def _figure(count: int | None) -> str | bool:
    if count == 0:
        return False
    return _("No limit") if count is None else str(number_format(count, force_grouping=True))


def _counted(resource: Resource, count: int) -> str:
    if resource == Resource.MEMBERS:
        return ngettext("%(n)s member", "%(n)s members", count)
    if resource == Resource.SOURCES:
        return ngettext("%(n)s source", "%(n)s sources", count)
    if resource == Resource.MONITORS:
        return ngettext("%(n)s monitor", "%(n)s monitors", count)
    if resource == Resource.ROWS:
        return ngettext("%(n)s row kept", "%(n)s rows kept", count)
    if resource == Resource.HISTORY_MONTHS:
        return ngettext(
            "%(n)s month of ad and visit history", "%(n)s months of ad and visit history", count
        )
    return ngettext("%(n)s API call a month", "%(n)s API calls a month", count)
