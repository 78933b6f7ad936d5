"""What one can choose on the pipeline's page: days, comparisons, filters, cohorts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.channels.names import channel_name
from analytics.models import ChannelOf, CrmDay, SpanBasis
from analytics.pages.filters import Chip, FilterField
from analytics.pipeline.address import AGAINST, DAYS, FILTERS, PipelineAddress
from analytics.pipeline.cohorts import WITHIN, Span, Step
from analytics.pipeline.showing import days
from analytics.rollups.spans import sources_behind
from integrations.models import Campaign, Source

_MOST_CHOICES = 200
_AGAINST: dict[str, Any] = {
    "week": gettext_lazy("a week before"),
    "month": gettext_lazy("a month before"),
    "quarter": gettext_lazy("13 weeks before"),
    "year": gettext_lazy("a year before"),
    "none": gettext_lazy("nothing"),
}
_STEPS: dict[Step, Any] = {
    Step.WON: gettext_lazy("Opportunity to won"),
    Step.MQL: gettext_lazy("Lead to MQL"),
    Step.SQL: gettext_lazy("MQL to SQL"),
}
_SPANS: dict[Span, Any] = {Span.MONTH: gettext_lazy("by month"), Span.WEEK: gettext_lazy("by week")}


@dataclass(frozen=True)
class Option:
    """One value of a select."""

    value: str
    label: str
    is_current: bool


def against_options(address: PipelineAddress) -> list[Option]:
    """With which day is compared."""
    return [Option(word, str(_AGAINST[word]), word == address.against) for word in AGAINST]


def days_options(address: PipelineAddress) -> list[Option]:
    """Over how many days entries and outcomes are told."""
    return [Option(str(n), days(n), n == address.query.days) for n in DAYS]


def step_options(address: PipelineAddress) -> list[Option]:
    """From which step to which cohorts are followed."""
    return [Option(step, str(label), step is address.step) for step, label in _STEPS.items()]


def span_options(address: PipelineAddress) -> list[Option]:
    """How long each cohort gathers."""
    return [Option(span, str(label), span is address.span) for span, label in _SPANS.items()]


def within_options(address: PipelineAddress) -> list[Option]:
    """How many days each member of a cohort has."""
    label = _("within %(days)s")
    return [Option(str(n), label % {"days": days(n)}, n == address.within) for n in WITHIN]


def filter_fields(address: PipelineAddress, sources: Iterable[Source]) -> list[FilterField]:
    """The sources, channels, lead sources and campaigns of the CRM that there are."""
    chosen = address.query.filters
    crms = [one for one in sources if one.pk in _counted()]
    return [
        *([_source_field(crms, chosen.sources)] if len(crms) > 1 else []),
        FilterField(
            "channel",
            _("Channel"),
            _("All channels"),
            [(c, channel_name(c), c in chosen.channels) for c in _channels()],
        ),
        FilterField(
            "lead_source",
            _("Lead source"),
            _("All lead sources"),
            [(s, s, s in chosen.lead_sources) for s in _lead_sources()],
        ),
        FilterField(
            "crm_campaign",
            _("Campaign in the CRM"),
            _("All campaigns of the CRM"),
            [(str(key), name, key in chosen.campaigns) for key, name in _campaigns()],
        ),
    ]


def filter_chips(address: PipelineAddress, sources: dict[UUID, Source]) -> list[Chip]:
    """The filters that are on, each with the address without it."""
    filters = address.query.filters
    rows = Campaign.objects.filter(id__in=filters.campaigns).values_list("id", "name")
    names = dict(rows) if filters.campaigns else {}
    on = [("lead_source", _("Lead source"), s, s) for s in filters.lead_sources]
    on += [("channel", _("Channel"), c, channel_name(c)) for c in filters.channels]
    on += [
        ("crm_campaign", _("Campaign in the CRM"), str(c), names.get(c, "?"))
        for c in filters.campaigns
    ]
    on += [
        ("source", _("Source"), str(s), sources[s].name if s in sources else "?")
        for s in filters.sources
    ]
    return [Chip(name, shown, _without(address, word, value)) for word, name, value, shown in on]


def clear_url(address: PipelineAddress) -> str:
    """The address without any filter."""
    return address.with_(**dict.fromkeys(FILTERS))


def is_any_deal_waiting() -> bool:
    """Whether there are deals of which nothing is counted yet."""
    return SpanBasis.objects.filter(is_behind=True).exists() or bool(sources_behind())


def _without(address: PipelineAddress, word: str, value: str) -> str:
    return address.with_(**{word: [one for one in address.given.get(word, []) if one != value]})


def _source_field(crms: list[Source], chosen: tuple[UUID, ...]) -> FilterField:
    options = [(str(one.pk), one.name, one.pk in chosen) for one in crms]
    return FilterField("source", _("Source"), _("All sources"), options)


def _counted() -> set[UUID]:
    return set(CrmDay.objects.order_by().values_list("source_id", flat=True).distinct())


def _channels() -> list[str]:
    rows = ChannelOf.objects.filter(kind__in=("crm", "lead_source")).exclude(channel="")
    return list(rows.order_by("channel").values_list("channel", flat=True).distinct())


def _lead_sources() -> list[str]:
    rows = CrmDay.objects.exclude(lead_source="").order_by("lead_source")
    return list(rows.values_list("lead_source", flat=True).distinct()[:_MOST_CHOICES])


def _campaigns() -> list[tuple[UUID, str]]:
    rows = Campaign.objects.filter(kind="crm", deleted_at=None).order_by("name", "id")
    return list(rows.values_list("id", "name")[:_MOST_CHOICES])
