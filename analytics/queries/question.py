"""A question: which metrics, of which days, compared with what, of what part, split how."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from analytics.metrics import CATALOGUE, Metric, Side
from analytics.queries.periods import Comparison, Period

LONGEST_DAYS = 1_100
MOST_FILTERS = 50


class BadQuery(ValueError):
    """A question that cannot be answered: which field is wrong, and how to mend it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


class Breakdown(StrEnum):
    """By what an answer is split."""

    NONE = "none"
    PLATFORM = "platform"
    CAMPAIGN = "campaign"
    LEAD_SOURCE = "lead_source"
    CRM_CAMPAIGN = "crm_campaign"
    CHANNEL = "channel"


class Granularity(StrEnum):
    """Into which spans of time a series is cut."""

    TOTAL = "total"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


SPLITS = {
    Side.ADS: {Breakdown.NONE, Breakdown.PLATFORM, Breakdown.CAMPAIGN, Breakdown.CHANNEL},
    Side.LEADS: {Breakdown.NONE, Breakdown.LEAD_SOURCE, Breakdown.CHANNEL},
    Side.DEALS: {
        Breakdown.NONE,
        Breakdown.LEAD_SOURCE,
        Breakdown.CRM_CAMPAIGN,
        Breakdown.CHANNEL,
    },
    Side.VISITS: {Breakdown.NONE},
}


@dataclass(frozen=True)
class Filters:
    """Only these platforms, ad campaigns, lead sources, channels; empty means all."""

    platforms: tuple[str, ...] = ()
    campaigns: tuple[UUID, ...] = ()
    lead_sources: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()

    @property
    def is_ads(self) -> bool:
        """Whether it names a part of the advertising."""
        return bool(self.platforms or self.campaigns)


@dataclass(frozen=True)
class MetricQuery:
    """A question about a workspace's numbers; raises BadQuery when it is none."""

    metrics: tuple[str, ...]
    period: Period
    comparison: Comparison = Comparison.NONE
    filters: Filters = field(default_factory=Filters)
    breakdown: Breakdown = Breakdown.NONE
    granularity: Granularity = Granularity.TOTAL

    def __post_init__(self) -> None:
        _check_metrics(self.metrics)
        _check_period(self.period)
        for name in ("platforms", "campaigns", "lead_sources", "channels"):
            if len(getattr(self.filters, name)) > MOST_FILTERS:
                message = _("At most %(count)s values.") % {"count": MOST_FILTERS}
                raise BadQuery(f"filters.{name}", message)
        if self.breakdown is not Breakdown.NONE and self.granularity is not Granularity.TOTAL:
            message = _("A breakdown has no series; ask for one of the two.")
            raise BadQuery("granularity", message)
        if not self.sides:
            raise BadQuery("breakdown", _("None of these metrics can be split this way."))

    @property
    def catalogue(self) -> tuple[Metric, ...]:
        """The metrics that are asked for."""
        return tuple(CATALOGUE[key] for key in self.metrics)

    @property
    def has_channels(self) -> bool:
        """Whether its answer depends on the rules of channels."""
        return self.breakdown is Breakdown.CHANNEL or bool(self.filters.channels)

    @property
    def sides(self) -> frozenset[Side]:
        """The sides that have to be read: those from which they come and that can be split so."""
        needed = frozenset(side for metric in self.catalogue for side in metric.sides)
        return frozenset(side for side in needed if self.breakdown in SPLITS[side])


def _check_metrics(metrics: tuple[str, ...]) -> None:
    if not metrics:
        raise BadQuery("metrics", _("Name at least one metric."))
    if len(set(metrics)) != len(metrics):
        raise BadQuery("metrics", _("Each metric can be named once."))
    for key in metrics:
        if key not in CATALOGUE:
            message = _("“%(key)s” is no metric; these are: %(known)s.")
            raise BadQuery("metrics", message % {"key": key, "known": ", ".join(CATALOGUE)})


def _check_period(period: Period) -> None:
    if period.first_on > period.last_on:
        raise BadQuery("to", _("The last day comes before the first."))
    if period.days > LONGEST_DAYS:
        raise BadQuery("to", _("At most %(days)s days at once.") % {"days": LONGEST_DAYS})
    if period.first_on.year < 2000 or period.last_on.year > 2100:
        raise BadQuery("from", _("Days lie between the years 2000 and 2100."))
