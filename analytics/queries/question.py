"""A question: which metrics, of which days, compared with what, of what part, split how."""

from collections.abc import Set
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from analytics.metrics import CATALOGUE, Metric, Side
from analytics.nearest import no_metric
from analytics.queries.dimensions import SPLITS, TESTED, Breakdown, Granularity
from analytics.queries.periods import Comparison, Period
from analytics.queries.where import Clause, Range, dimensions_of, leaves_of

__all__ = [
    "LONGEST_DAYS",
    "MOST_FILTERS",
    "SPLITS",
    "BadQuery",
    "Breakdown",
    "Filters",
    "Granularity",
    "MetricQuery",
]

LONGEST_DAYS = 1_100
MOST_FILTERS = 50
MOST_DIMENSIONS = 3


class BadQuery(ValueError):
    """A question that cannot be answered: which field is wrong, and how to mend it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


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
    """A question about a workspace's numbers; raises BadQuery when it is none.

    `further` splits the parts of the breakdown; `where` is a tree of tests beside the filters.
    `parts`, by a key for each dimension, are the only ones whose series are asked for. `quarters`
    are the first days of those that its days lie in, where the series is cut so (`with_quarters`).
    `drafts` are metrics that are in no catalogue yet.
    """

    metrics: tuple[str, ...]
    period: Period
    comparison: Comparison = Comparison.NONE
    filters: Filters = field(default_factory=Filters)
    breakdown: Breakdown = Breakdown.NONE
    granularity: Granularity = Granularity.TOTAL
    further: tuple[Breakdown, ...] = ()
    where: Clause | None = None
    parts: tuple[tuple[str, ...], ...] = ()
    quarters: tuple[date, ...] = ()
    drafts: tuple[Metric, ...] = ()

    def __post_init__(self) -> None:
        _check_metrics(self.metrics, {one.key for one in self.drafts})
        _check_period(self.period)
        for name in ("platforms", "campaigns", "lead_sources", "channels"):
            if len(getattr(self.filters, name)) > MOST_FILTERS:
                message = _("At most %(count)s values.") % {"count": MOST_FILTERS}
                raise BadQuery(f"filters.{name}", message)
        _check_dimensions(self.breakdown, self.further)
        is_split = self.breakdown is not Breakdown.NONE
        if is_split and self.granularity is not Granularity.TOTAL and not self.parts:
            message = _("A breakdown has no series; ask for one of the two.")
            raise BadQuery("granularity", message)
        if any(isinstance(leaf, Range) for leaf in leaves_of(self.where)):
            raise BadQuery("where", _("A range of values is asked of the sums, not of the rows."))
        if not self.sides:
            raise BadQuery("breakdown", _("None of these metrics can be split this way."))

    @property
    def dimensions(self) -> tuple[Breakdown, ...]:
        """By what it is split, the widest first."""
        return () if self.breakdown is Breakdown.NONE else (self.breakdown, *self.further)

    @property
    def tells(self) -> frozenset[Breakdown]:
        """What its rows have to be told apart by, to be split or to be tested."""
        return frozenset(self.dimensions) | dimensions_of(self.where)

    @cached_property
    def catalogue(self) -> tuple[Metric, ...]:
        """The metrics that are asked for."""
        drafts = {one.key: one for one in self.drafts}
        return tuple(drafts.get(key) or CATALOGUE[key] for key in self.metrics)

    @property
    def has_channels(self) -> bool:
        """Whether its answer depends on the rules of channels."""
        return Breakdown.CHANNEL in self.tells or bool(self.filters.channels)

    @property
    def sides(self) -> frozenset[Side]:
        """The sides that have to be read: those from which they come and that can be split so."""
        needed = frozenset(side for metric in self.catalogue for side in metric.sides)
        return frozenset(side for side in needed if self.can_split(side))

    def can_split(self, side: Side) -> bool:
        """Whether a side's rows hold everything by which it is split."""
        return SPLITS[side].issuperset(self.dimensions)

    def can_test(self, side: Side) -> bool:
        """Whether a side's rows hold everything by which its tree tests."""
        return TESTED[side] >= dimensions_of(self.where)


def _check_metrics(metrics: tuple[str, ...], drafts: Set[str]) -> None:
    if not metrics:
        raise BadQuery("metrics", _("Name at least one metric."))
    if len(set(metrics)) != len(metrics):
        raise BadQuery("metrics", _("Each metric can be named once."))
    for key in metrics:
        if key not in drafts and key not in CATALOGUE:
            raise BadQuery("metrics", no_metric(key))


def _check_dimensions(first: Breakdown, further: tuple[Breakdown, ...]) -> None:
    every = (first, *further)
    if further and (Breakdown.NONE in every or len(set(every)) != len(every)):
        raise BadQuery("further", _("Each dimension can be named once."))
    if len(every) > MOST_DIMENSIONS:
        message = _("At most %(count)d dimensions at once.") % {"count": MOST_DIMENSIONS}
        raise BadQuery("further", message)


def _check_period(period: Period) -> None:
    if period.first_on > period.last_on:
        raise BadQuery("to", _("The last day comes before the first."))
    if period.days > LONGEST_DAYS:
        raise BadQuery("to", _("At most %(days)s days at once.") % {"days": LONGEST_DAYS})
    if period.first_on.year < 2000 or period.last_on.year > 2100:
        raise BadQuery("from", _("Days lie between the years 2000 and 2100."))
