"""What a monitor asks, as a value: of a form, a template or a stored row; and whether it can be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from analytics.metrics import CATALOGUE, Metric, Side, Unit
from analytics.models import Monitor, MonitorKind
from analytics.queries import BadQuery, Breakdown, Filters
from analytics.queries.question import MOST_FILTERS, SPLITS

FANS = (
    Breakdown.NONE,
    Breakdown.PLATFORM,
    Breakdown.CAMPAIGN,
    Breakdown.CHANNEL,
    Breakdown.LEAD_SOURCE,
)
# How rare a day has to be, from the most to the least that is told.
ALPHAS = (0.01, 0.003, 0.001, 3e-4, 1e-4, 1e-5, 1e-6)
SPANS = (1, 7, 28)
WEEK = 7
# Before the name of a field that came when another went: it may be the same, renamed.
NEW = "+"
# Among the levels that were accepted: that of each part, whatever its key.
ALL_PARTS = "*"
OF_NUMBERS = (MonitorKind.ANOMALY, MonitorKind.THRESHOLD, MonitorKind.CHANGE)
_FILTERS = ("platforms", "campaigns", "lead_sources", "channels")


@dataclass(frozen=True)
class Definition:
    """One question. Of states there is no metric: each source, budget or goal is asked.

    Parameters: anomaly {alpha, sum_days}, threshold {side, limit}, change {days}, freshness
    {hours}, trust {least}. Limits and `least_impact` are in micros of money, else in ones; a rate
    is a share.
    """

    kind: str
    metric: str = ""
    by: Breakdown = Breakdown.NONE
    filters: Filters = field(default_factory=Filters)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    least_volume: int = 20
    least_change: int = 10
    least_impact: int = 0

    @property
    def catalogue(self) -> Metric:
        return CATALOGUE[self.metric]

    @property
    def is_of_number(self) -> bool:
        return self.kind in OF_NUMBERS

    @property
    def sum_days(self) -> int | None:
        """Over how many days it sums what it judges; None where the numbers decide."""
        found = self.parameters.get("sum_days")
        return int(found) if found else None

    @property
    def alpha(self) -> float:
        return float(self.parameters.get("alpha", ALPHAS[0]))

    def put_on(self, monitor: Monitor) -> Monitor:
        """Have a monitor ask this; it is not saved."""
        for name, value in self.columns().items():
            setattr(monitor, name, value)
        return monitor

    def columns(self) -> dict[str, Any]:
        """As the columns of a Monitor, which are plain words."""
        return {
            "kind": str(self.kind),
            "metric": self.metric,
            "by": self.by.value,
            "filters": {
                name: [str(one) for one in getattr(self.filters, name)] for name in _FILTERS
            },
            "parameters": dict(self.parameters),
            "least_volume": self.least_volume,
            "least_change": self.least_change,
            "least_impact": self.least_impact,
        }


def definition_from(columns: Mapping[str, Any]) -> Definition:
    """What `columns` gave."""
    kept: Mapping[str, list[str]] = columns["filters"]
    return Definition(
        kind=columns["kind"],
        metric=columns["metric"],
        by=Breakdown(columns["by"]),
        filters=Filters(
            platforms=tuple(kept.get("platforms", ())),
            campaigns=tuple(UUID(one) for one in kept.get("campaigns", ())),
            lead_sources=tuple(kept.get("lead_sources", ())),
            channels=tuple(kept.get("channels", ())),
        ),
        parameters=columns["parameters"],
        least_volume=columns["least_volume"],
        least_change=columns["least_change"],
        least_impact=columns["least_impact"],
    )


def definition_of(monitor: Monitor) -> Definition:
    """What a stored monitor asks."""
    names = ("kind", "metric", "by", "filters", "parameters")
    least = ("least_volume", "least_change", "least_impact")
    return definition_from({name: getattr(monitor, name) for name in (*names, *least)})


def of_part(asked: Definition, part: str) -> Definition:
    """The same question of one part alone."""
    if not part:
        return replace(asked, by=Breakdown.NONE)
    kept = asked.filters
    own: dict[Breakdown, dict[str, Any]] = {
        Breakdown.PLATFORM: {"platforms": (part,)},
        Breakdown.CHANNEL: {"channels": (part,)},
        Breakdown.LEAD_SOURCE: {"lead_sources": (part,)},
    }
    if asked.by is Breakdown.CAMPAIGN:
        own[Breakdown.CAMPAIGN] = {"campaigns": (UUID(part),)}
    return replace(asked, by=Breakdown.NONE, filters=replace(kept, **own.get(asked.by, {})))


def check_definition(asked: Definition) -> None:
    """Raise BadQuery for what cannot be watched: which field, and how to mend it."""
    if asked.kind not in MonitorKind.values:
        raise BadQuery("kind", _("Choose what to watch for."))
    for name, message in _wrong(asked):
        raise BadQuery(name, message)


def _wrong(asked: Definition) -> Iterator[tuple[str, str]]:
    if asked.is_of_number:
        yield from _wrong_number(asked)
    elif asked.metric or asked.by is not Breakdown.NONE:
        yield "metric", _("This kind watches states, not a number.")
    yield from _wrong_parameters(asked)


def _wrong_number(asked: Definition) -> Iterator[tuple[str, str]]:
    if asked.metric not in CATALOGUE:
        yield "metric", _("Choose a number to watch.")
        return
    if asked.catalogue.can_be_negative:
        yield "metric", _("What can fall below zero cannot be watched.")
    sides = asked.catalogue.sides
    if asked.kind == MonitorKind.ANOMALY and can_be_negative(asked.catalogue):
        yield "metric", _("This number can be below nothing. Watch it by a limit or a change.")
    can_split = all(asked.by in SPLITS[side] for side in sides)
    if asked.by not in FANS or not (asked.by is Breakdown.NONE or can_split):
        yield "by", _("This number cannot be split this way.")
    yield from _wrong_filters(asked.filters, sides)


def can_be_negative(metric: Metric) -> bool:
    """Whether something is taken away in its formula: its days have no scale of their own."""
    totals = (metric.top, *([metric.bottom] if metric.bottom else []))
    return any(factor < 0 for one in totals for _product, factor in one.terms)


def _wrong_filters(filters: Filters, sides: frozenset[Side]) -> Iterator[tuple[str, str]]:
    if any(len(getattr(filters, name)) > MOST_FILTERS for name in _FILTERS):
        yield "filters", _("At most %(count)s values.") % {"count": MOST_FILTERS}
    if Side.ADS in sides and filters.lead_sources:
        yield "lead_sources", _("Advertising has no lead source.")
    if Side.LEADS in sides and filters.is_ads:
        yield "platforms", _("Leads have no ad campaign.")
    if Side.VISITS in sides and filters != Filters():
        yield "filters", _("Visits cannot be filtered this way.")


def _wrong_parameters(asked: Definition) -> Iterator[tuple[str, str]]:
    given = asked.parameters
    if asked.kind == MonitorKind.ANOMALY and given.get("alpha", ALPHAS[0]) not in ALPHAS:
        yield "sensitivity", _("Choose how much is told.")
    if asked.kind == MonitorKind.ANOMALY and given.get("sum_days") not in (None, 0, 1, WEEK):
        yield "sum_days", _("Choose whether each day is judged or sums of 7 days.")
    if asked.kind == MonitorKind.THRESHOLD:
        if given.get("side") not in ("above", "below"):
            yield "side", _("Say on which side of the limit you want to be told.")
        if not isinstance(given.get("limit"), int | float) or given["limit"] < 0:
            yield "limit", _("Say the limit as a number that is not negative.")
    if asked.kind == MonitorKind.CHANGE and given.get("days") not in SPANS:
        yield "days", _("Choose how many days are compared.")
    if asked.kind == MonitorKind.FRESHNESS and not 1 <= int(given.get("hours") or 0) <= 720:
        yield "hours", _("Say after how many hours data is late: 1 to 720.")
    if asked.kind == MonitorKind.TRUST and not 1 <= int(given.get("least") or 0) <= 100:
        yield "least", _("Say how many of 100 days have to agree: 1 to 100.")
    if not 0 <= asked.least_change <= 1000:
        yield "least_change", _("Say the least change in per cent: 0 to 1000.")


def is_money(asked: Definition) -> bool:
    """Whether its values are in micros."""
    return asked.is_of_number and asked.catalogue.unit is Unit.MONEY
