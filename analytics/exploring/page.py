"""What the explorer's page shows around its answer: the controls, and what one has to know."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.tenancy import require_workspace_id
from analytics.channels.names import channel_name
from analytics.exploring.address import DAYS, ExploreAddress, Show
from analytics.exploring.answer import Explored
from analytics.exploring.builder import Asked, choices, rows_of
from analytics.exploring.leaves import DIMENSIONS
from analytics.exploring.question import TOPS, unfit, untested
from analytics.exploring.words import Names
from analytics.figures import money
from analytics.metrics import CATALOGUE, Metric
from analytics.pages.table_cells import Tab
from analytics.queries.dimensions import Granularity
from analytics.queries.names import platform_name
from analytics.rooms import grouped

_SHOWN = {
    Show.SERIES: (gettext_lazy("Over time"), "chart-line"),
    Show.BARS: (gettext_lazy("Bars"), "chart-bar"),
    Show.FUNNEL: (gettext_lazy("Funnel"), "chart-funnel"),
    Show.TABLE: (gettext_lazy("Table alone"), "table"),
}
_STEPS = {
    Granularity.DAY: gettext_lazy("Day"),
    Granularity.WEEK: gettext_lazy("Week"),
    Granularity.MONTH: gettext_lazy("Month"),
    Granularity.QUARTER: gettext_lazy("Quarter"),
}
_MOST_SUGGESTED = 100
_NAMES = """
(SELECT DISTINCT 'channel', channel FROM analytics_channelof
    WHERE workspace_id = %(workspace)s AND channel <> '' ORDER BY 2 LIMIT %(most)s)
UNION ALL (SELECT DISTINCT 'platform', platform FROM integrations_campaign
    WHERE workspace_id = %(workspace)s AND kind = 'ad' ORDER BY 2 LIMIT %(most)s)
UNION ALL (SELECT DISTINCT 'lead_source', lead_source FROM analytics_crmday
    WHERE workspace_id = %(workspace)s ORDER BY 2 LIMIT %(most)s)
UNION ALL (SELECT 'source', name FROM integrations_source
    WHERE workspace_id = %(workspace)s ORDER BY 2 LIMIT %(most)s)
"""


@dataclass(frozen=True)
class Option:
    """One of a select or of checkboxes."""

    value: str
    label: str
    is_current: bool


@dataclass(frozen=True)
class Remark:
    """What one has to know of the numbers."""

    title: str
    text: str = ""
    # Where one reads more of it, if anywhere.
    url: str = ""


def controls(address: ExploreAddress, names: Names, form: Asked | None) -> dict[str, Any]:
    """The form of the question, and the tabs of how it is drawn."""
    asked = address.asked
    by = [one.value for one in address.by]
    offered = choices()
    return {
        **offered,
        "metric_groups": _metric_groups(address, offered["all_metrics"]),
        "by_fields": [_by_field(n, by[n] if n < len(by) else "") for n in range(3)],
        "where_rows": form.where if form else rows_of(address.where, names),
        "having_rows": form.having if form else rows_of(address.having, names),
        "is_open": form is not None or bool(address.troubles),
        "tops": [Option(str(n), str(n), bool(asked) and asked.top == n) for n in TOPS if asked],
        "pivots": [
            Option(one.value, str(DIMENSIONS[one]), bool(asked) and asked.pivot is one)
            for one in address.by
            if asked
        ],
        "steps": [Option(s.value, str(label), s is address.step) for s, label in _STEPS.items()],
        "drawn": [
            Option(key, str(CATALOGUE[key].label), bool(asked) and asked.metric.key == key)
            for key in address.metrics
            if asked
        ],
        "shows": [
            Tab(str(label), address.with_(show=show.value), show is address.show, icon)
            for show, (label, icon) in _SHOWN.items()
        ],
        "days_hidden": [
            {"name": name, "value": value} for name in DAYS for value in address.given.get(name, ())
        ],
        "draw_hidden": address.hidden("draw", "step"),
        "text_hidden": address.hidden("where", "having"),
    }


def _metric_groups(
    address: ExploreAddress, offered: list[tuple[str, list[tuple[str, str]]]]
) -> list[tuple[str, list[Option]]]:
    """Each metric in its room; one that is retired where it is asked for."""
    known = {key for _room, options in offered for key, _label in options}
    if not known.issuperset(address.metrics):
        offered = grouped(dict.fromkeys((*CATALOGUE, *address.metrics)))
    return [
        (room, [Option(key, label, key in address.metrics) for key, label in options])
        for room, options in offered
    ]


def _by_field(number: int, chosen: str) -> dict[str, Any]:
    options = [
        Option(one.value, str(label), one.value == chosen) for one, label in DIMENSIONS.items()
    ]
    return {"name": f"by{number}", "number": number + 1, "options": options}


def suggestions() -> list[str]:
    """Names that one may compare with: channels, platforms, sources and lead sources."""
    named = {"channel": channel_name, "platform": platform_name}
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, {"workspace": require_workspace_id(), "most": _MOST_SUGGESTED})
        found = {named.get(kind, str)(name) for kind, name in cursor.fetchall()}
    return sorted(filter(None, found), key=str.casefold)


def own_remarks(metrics: Iterable[Metric], since: datetime | None) -> list[Remark]:
    """Which of the workspace's own metrics are retired, or mean something else since a moment."""
    found = []
    for one in metrics:
        if one.made is None:
            continue
        if one.made.is_retired:
            text = _("It is reckoned by version %(version)d, and offered nowhere any more.")
            title = _("%(metric)s is retired") % {"metric": one.label}
            found.append(Remark(title, text % {"version": one.version}))
        if since and one.made.at > since:
            words = {
                "metric": one.label,
                "day": date_format(one.made.at, "DATE_FORMAT"),
                "by": one.made.by or "–",
                "version": one.version,
            }
            title = _("%(metric)s means something else since this report was saved") % words
            text = _("Version %(version)d, of %(day)s, by %(by)s: all days are reckoned by it.")
            found.append(Remark(title, text % words))
    return found


def remarks_of(explored: Explored) -> list[Remark]:
    """Why columns are empty, what is in no sum, and how many rows did not fit."""
    asked, found = explored.exploration, []
    if cannot := unfit(asked.query):
        words = {
            "metrics": ", ".join(str(metric.label) for metric in cannot),
            "names": ", ".join(str(DIMENSIONS[one]) for one in asked.query.dimensions),
        }
        text = _("They come from rows that do not hold it, so these columns stay empty.")
        found.append(Remark(_("%(metrics)s cannot be split by %(names)s") % words, text))
    if lacking := [metric for metric in untested(asked.query) if metric not in cannot]:
        names = ", ".join(str(metric.label) for metric in lacking)
        text = _("They come from rows that do not hold what the filter asks for.")
        found.append(Remark(_("%(metrics)s cannot be filtered so") % {"metrics": names}, text))
    for one in explored.left_out:
        amount = f"{one.currency}\u00a0{money(one.micros)}"
        found.append(
            Remark(
                _("%(amount)s have no rate") % {"amount": amount},
                _("They are left out of every sum here. A rate from your CRM brings them in."),
            )
        )
    if explored.unfit:
        text = _("%(count)d rows are not in the ranges, and in no sum here")
        found.append(Remark(text % {"count": explored.unfit}))
    if explored.unsettled_from <= asked.query.period.last_on:
        found.append(Remark(_("The last days are not complete, and will change")))
    return found
