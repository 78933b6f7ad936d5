"""The period, the comparison and the filters of a page, as links and fields."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.address import Address, Days
from analytics.channels.names import channel_name
from analytics.models import ChannelOf, CrmDay
from analytics.pages.charts import Choice, in_words
from analytics.queries import Calendar, Comparison, Period, compared, preset_period
from analytics.queries.names import platform_name, platform_names
from integrations.models import Campaign

_PRESETS: dict[str, Any] = {
    "7d": gettext_lazy("Last 7 days"),
    "30d": gettext_lazy("Last 30 days"),
    "90d": gettext_lazy("Last 90 days"),
    "week": gettext_lazy("This week"),
    "last_week": gettext_lazy("Last week"),
    "month": gettext_lazy("This month"),
    "last_month": gettext_lazy("Last month"),
    "year": gettext_lazy("This year"),
    "365d": gettext_lazy("Last 365 days"),
}
_FISCAL: dict[str, Any] = {
    "fiscal_quarter": gettext_lazy("This fiscal quarter, %(name)s"),
    "last_fiscal_quarter": gettext_lazy("Last fiscal quarter, %(name)s"),
    "fiscal_year": gettext_lazy("This fiscal year, %(name)s"),
    "last_fiscal_year": gettext_lazy("Last fiscal year, %(name)s"),
}
_COMPARISONS: dict[Comparison, Any] = {
    Comparison.PREVIOUS: gettext_lazy("The days before"),
    Comparison.WEEKDAYS: gettext_lazy("The same weekdays before"),
    Comparison.YEAR: gettext_lazy("The same days a year before"),
    Comparison.NONE: gettext_lazy("Nothing"),
}
_MOST_CHOICES = 200


@dataclass(frozen=True)
class Comparing:
    """One comparison of the date range's form."""

    value: str
    label: str
    is_current: bool


@dataclass(frozen=True)
class DateRange:
    """What components/daterange.html takes."""

    label: str
    days: str
    compared: str
    start_on: date
    end_on: date
    presets: list[Choice]
    comparisons: list[Comparing]
    hidden: list[dict[str, str]]


@dataclass(frozen=True)
class Chip:
    """A filter that is on."""

    name: str
    value: str
    remove_url: str


@dataclass(frozen=True)
class FilterField:
    """A select of the filter form: (value, label, is_current)."""

    name: str
    label: str
    any_label: str
    options: list[tuple[str, str, bool]]


def date_range(address: Days, today: date) -> DateRange:
    """The period in words with its neighbours."""
    period = address.period
    days = in_words(period)
    fiscal = _fiscal_presets(address, today)
    words = _PRESETS.get(address.preset) or next((p.label for p in fiscal if p.is_current), "")
    presets = [_preset(address, word, str(label)) for word, label in _PRESETS.items()]
    comparisons = [
        Comparing(c.value, str(label), c is address.comparison) for c, label in _COMPARISONS.items()
    ]
    hidden = address.hidden("from", "to", "compare", "range", "page")
    return DateRange(
        str(words) or days,
        days,
        in_words(before) if (before := compared(period, address.comparison)) else "",
        period.first_on,
        period.last_on,
        [*presets, *fiscal],
        comparisons,
        hidden,
    )


def _fiscal_presets(address: Days, today: date) -> list[Choice]:
    """Quarters and years of the organisation's own, each with its name and its days."""
    return [
        _preset(address, word, name, in_words(period))
        for word, name, period in _fiscal_spans(address.fiscal, today)
    ]


def _fiscal_spans(fiscal: Calendar | None, today: date) -> Iterator[tuple[str, str, Period]]:
    if fiscal is None:
        return
    for word, label in _FISCAL.items():
        try:
            period = preset_period(word, today, fiscal)
        except KeyError:
            # An organisation that draws its years itself has not drawn this one yet.
            continue
        whole = fiscal.year_of if word.endswith("year") else fiscal.quarter_of
        yield word, label % {"name": fiscal.name_of(whole(period.first_on))}, period


def span_choices(fiscal: Calendar | None, today: date) -> list[tuple[str, str]]:
    """The words of `range` in addresses, as a select offers them."""
    own = [(word, name) for word, name, _period in _fiscal_spans(fiscal, today)]
    return [*((word, str(label)) for word, label in _PRESETS.items()), *own]


def comparison_choices() -> list[tuple[str, str]]:
    """The words of `compare`, as a select offers them."""
    return [(one.value, str(label)) for one, label in _COMPARISONS.items()]


def _preset(address: Days, word: str, label: str, days: str = "") -> Choice:
    url = address.with_(**{"range": word, "from": None, "to": None, "page": None})
    return Choice(label, url, word == address.preset, days)


def chips(address: Address) -> list[Chip]:
    """The filters that are on, each with the address without it."""
    filters = address.filters
    names = Campaign.objects.filter(id__in=filters.campaigns).values_list("id", "name")
    campaigns = {str(key): name for key, name in names} if filters.campaigns else {}
    on = [("platform", _("Platform"), p, platform_name(p)) for p in filters.platforms]
    on += [("lead_source", _("Lead source"), s, s) for s in filters.lead_sources]
    on += [("channel", _("Channel"), c, channel_name(c)) for c in filters.channels]
    on += [
        ("campaign", _("Campaign"), str(c), campaigns.get(str(c), "?")) for c in filters.campaigns
    ]
    return [Chip(name, shown, _without(address, word, value)) for word, name, value, shown in on]


def _without(address: Address, word: str, value: str) -> str:
    kept = [other for other in address.given.get(word, []) if other != value]
    return address.with_(**{word: kept, "page": None})


def filter_fields(address: Address) -> list[FilterField]:
    """What one can filter by: the channels, platforms and lead sources that there are."""
    channels = (
        ChannelOf.objects.exclude(channel="")
        .order_by("channel")
        .values_list("channel", flat=True)
        .distinct()[:_MOST_CHOICES]
    )
    platforms = (
        Campaign.objects.filter(kind="ad")
        .exclude(platform="")
        .order_by("platform")
        .values_list("platform", flat=True)
        .distinct()[:_MOST_CHOICES]
    )
    sources = (
        CrmDay.objects.exclude(lead_source="")
        .order_by("lead_source")
        .values_list("lead_source", flat=True)
        .distinct()[:_MOST_CHOICES]
    )
    chosen = address.filters
    return [
        FilterField(
            "channel",
            _("Channel"),
            _("All channels"),
            [(c, channel_name(c), c in chosen.channels) for c in channels],
        ),
        FilterField(
            "platform",
            _("Platform"),
            _("All platforms"),
            [(p, name, p in chosen.platforms) for p, name in platform_names(platforms).items()],
        ),
        FilterField(
            "lead_source",
            _("Lead source"),
            _("All lead sources"),
            [(s, s, s in chosen.lead_sources) for s in sources],
        ),
    ]
