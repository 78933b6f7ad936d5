"""Standings in words: what is there, what was meant, whether that is good, and what is left."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from analytics.budgets.scoping import scope_of
from analytics.budgets.standings import Standing, State
from analytics.built_in import SIMPLE
from analytics.figures import exact, exact_of, short
from analytics.metrics import Metric, Unit
from analytics.queries import Period
from analytics.queries.result import Number
from analytics.scopes import scope_name

_GAPS_SHOWN = 3
# {state: (while it goes on, when it is over)} of spend.
_OF_SPEND: dict[State, tuple[Any, Any, str]] = {
    State.OVER: (gettext_lazy("Will be over"), gettext_lazy("Over"), "bad"),
    State.UNDER: (gettext_lazy("Will be under"), gettext_lazy("Under"), "warn"),
    State.ON_COURSE: (gettext_lazy("On course"), gettext_lazy("As planned"), "good"),
    State.USED_UP: (gettext_lazy("Used up"), gettext_lazy("Used up"), "bad"),
}
_OF_MORE: dict[State, tuple[Any, Any, str]] = {
    State.OVER: (gettext_lazy("Will be above"), gettext_lazy("Above"), "good"),
    State.UNDER: (gettext_lazy("Will be below"), gettext_lazy("Below"), "bad"),
    State.ON_COURSE: (gettext_lazy("On course"), gettext_lazy("As planned"), "good"),
    State.USED_UP: (gettext_lazy("Reached"), gettext_lazy("Reached"), "good"),
}
_OF_LESS: dict[State, tuple[Any, Any, str]] = {
    **_OF_MORE,
    State.OVER: (gettext_lazy("Will be above"), gettext_lazy("Above"), "bad"),
    State.UNDER: (gettext_lazy("Will be below"), gettext_lazy("Below"), "good"),
}
_OTHERS: dict[State, Any] = {
    State.UNSET: gettext_lazy("No amount"),
    State.TO_COME: gettext_lazy("To come"),
    State.NO_DATA: gettext_lazy("No numbers"),
    State.EARLY: gettext_lazy("Too early to tell"),
}
_ICONS = {
    State.OVER: "arrow-up-right",
    State.UNDER: "arrow-down-right",
    State.ON_COURSE: "check",
    State.USED_UP: "flag",
}


@dataclass(frozen=True)
class Mark:
    """How it stands: a word and a sign, of which the colour only repeats what they say."""

    label: str
    tone: str
    icon: str


@dataclass(frozen=True)
class Row:
    """A standing as the list and the detail show it; texts are empty where there is no value.

    `filled` and `planned` are parts of a bar of 100.
    """

    standing: Standing
    name: str
    sub: str
    url: str
    depth: int
    mark: Mark
    value: str
    value_exact: str
    target: str
    target_exact: str
    share: str
    share_planned: str
    filled: float
    planned: float
    until: str
    settled: str
    forecast: str
    band: str
    forecast_reason: str
    left: str
    left_exact: str
    left_per_day: str
    reason: str
    gaps: str
    without_rate: str


def row_of(one: Standing, slug: str, campaigns: dict[Any, str], depth: int = 0) -> Row:
    """Everything that is told of a standing."""
    metric = SIMPLE[one.budget.metric]
    scope = scope_name(scope_of(one.budget), campaigns)
    url = reverse("analytics:budget", kwargs={"slug": slug, "budget_id": one.budget.pk})
    share, planned = one.share, one.share_planned
    has_left = one.left is not None and one.left > 0
    return Row(
        standing=one,
        name=f"{metric.label}: {scope}" if one.budget.is_goal else scope,
        sub=_sub(one),
        url=f"{url}?on={one.period.first_on}",
        depth=depth,
        mark=mark_of(one),
        value=_short(metric, one.value, one.currency),
        value_exact=_exact(metric, one.value, one.currency),
        target=_short(metric, one.target, one.currency),
        target_exact=_exact(metric, one.target, one.currency),
        share=percent(share),
        share_planned=percent(planned),
        filled=_part(share),
        planned=_part(planned),
        until=date_format(one.complete_until, "DATE_FORMAT") if one.days_gone else "",
        settled=_settled(metric, one),
        forecast=_short(metric, one.forecast.value if one.forecast else None, one.currency),
        band=_band(metric, one),
        forecast_reason=_no_forecast(one),
        left=_short(metric, one.left, one.currency) if has_left or not one.budget.is_goal else "",
        left_exact=_exact(metric, one.left, one.currency),
        left_per_day=_short(metric, one.left_per_day, one.currency) if has_left else "",
        reason=one.reason,
        gaps=gaps_in_words(one.gaps),
        without_rate=", ".join(one.without_rate),
    )


def mark_of(one: Standing) -> Mark:
    """Over, under, on course: by the metric's good direction, good or bad."""
    if one.state in _OTHERS:
        return Mark(str(_OTHERS[one.state]), "none", "circle")
    metric = SIMPLE[one.budget.metric]
    words = {"up": _OF_MORE, "down": _OF_LESS}.get(metric.good, _OF_SPEND)
    now, over, tone = words[one.state]
    return Mark(str(over if one.is_over else now), tone, _ICONS[one.state])


def percent(share: float | None) -> str:
    """A share of the target in whole per cent; what is more than ten times it is that."""
    return exact(Unit.RATE, round(min(share, 9.99), 2), "") if share is not None else ""


def gaps_in_words(gaps: tuple[Period, ...]) -> str:
    """The first missing days, and how many more there are."""
    shown = [
        date_format(one.first_on, "DATE_FORMAT")
        if one.days == 1
        else " – ".join(date_format(d, "DATE_FORMAT") for d in (one.first_on, one.last_on))
        for one in gaps[:_GAPS_SHOWN]
    ]
    if more := sum(one.days for one in gaps[_GAPS_SHOWN:]):
        shown.append(ngettext("%(n)d more day", "%(n)d more days", more) % {"n": more})
    return ", ".join(shown)


def days_in_words(first_on: date, last_on: date) -> str:
    """A period by its first and last day."""
    return " – ".join(date_format(day, "DATE_FORMAT") for day in (first_on, last_on))


def _sub(one: Standing) -> str:
    words = {
        "left": one.days_left,
        "days": one.period.days,
    }
    if one.is_over:
        return _("the period is over")
    return (
        ngettext(
            "%(left)d of %(days)d days to come",
            "%(left)d of %(days)d days to come",
            one.days_left,
        )
        % words
    )


def _settled(metric: Metric, one: Standing) -> str:
    """What the days so far will settle at, where that is something else."""
    if one.settled is None or one.value is None or (one.is_over and one.forecast is None):
        return ""
    if abs(one.settled.value - one.value) <= 0.005 * abs(one.value):
        return ""
    low, high = (
        _short(metric, round(v), one.currency) for v in (one.settled.low, one.settled.high)
    )
    value = _short(metric, round(one.settled.value), one.currency)
    return _("its days will settle at %(value)s (%(low)s – %(high)s)") % {
        "value": value,
        "low": low,
        "high": high,
    }


def _band(metric: Metric, one: Standing) -> str:
    if one.forecast is None:
        return ""
    ends = (one.forecast.low, one.forecast.high)
    return " – ".join(_short(metric, end, one.currency) for end in ends)


def _no_forecast(one: Standing) -> str:
    if one.forecast is not None or one.is_over or one.value is None:
        return ""
    return _("too little is known to foretell it")


def _short(metric: Metric, value: Number | None, currency: str) -> str:
    return short(metric.unit, _whole(metric, value), currency) if value is not None else ""


def _exact(metric: Metric, value: Number | None, currency: str) -> str:
    return exact_of(metric, _whole(metric, value), currency) if value is not None else ""


def _whole(metric: Metric, value: Number) -> Number:
    """A forecast of money or of a count has no parts of a millionth or of one."""
    is_whole = metric.unit in (Unit.MONEY, Unit.COUNT) and not isinstance(value, int)
    return round(value) if is_whole and abs(value) >= 10 else value


def _part(share: float | None) -> float:
    return round(min(max(share or 0.0, 0.0), 1.0) * 100, 1)
