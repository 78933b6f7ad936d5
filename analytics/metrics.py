"""The one catalogue of metrics: what each means, of which sums it is made, when more is better."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


class Unit(StrEnum):
    """How a value is read: money in micros of a currency, a share of one, a plain ratio."""

    COUNT = "count"
    MONEY = "money"
    RATE = "rate"
    RATIO = "ratio"


class Side(StrEnum):
    """From which rows a sum is made; it decides by what it can be filtered and split."""

    ADS = "ads"
    LEADS = "leads"
    DEALS = "deals"
    VISITS = "visits"


@dataclass(frozen=True)
class Measure:
    """A sum that rollups hold, in so many parts of one as `parts` says."""

    key: str
    side: Side
    is_money: bool = False
    parts: int = 1

    def in_ones(self, value: int) -> int | float:
        """A sum as it is read; money stays in micros."""
        return value / self.parts if self.parts > 1 else value


MEASURES = {
    measure.key: measure
    for measure in (
        Measure("spend", Side.ADS, is_money=True),
        Measure("impressions", Side.ADS),
        Measure("clicks", Side.ADS),
        Measure("leads", Side.LEADS),
        Measure("mql", Side.LEADS),
        Measure("sql", Side.LEADS),
        Measure("opportunities", Side.DEALS),
        Measure("pipeline", Side.DEALS, is_money=True),
        Measure("won", Side.DEALS),
        Measure("revenue", Side.DEALS, is_money=True),
        Measure("new_customers", Side.DEALS),
        Measure("lost", Side.DEALS),
        Measure("sessions", Side.VISITS),
        Measure("engaged_sessions", Side.VISITS),
        Measure("key_events", Side.VISITS, parts=1_000_000),
    )
}


@dataclass(frozen=True)
class Metric:
    """A number with a name. A ratio is the ratio of two sums, never a mean of ratios.

    good: up, down or neither (""). A new formula gets a new version.
    """

    key: str
    label: Any
    unit: Unit
    numerator: str
    formula: Any
    denominator: str = ""
    good: str = "up"
    version: int = 1

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """The sums that it needs."""
        keys = (self.numerator, self.denominator) if self.denominator else (self.numerator,)
        return tuple(MEASURES[key] for key in keys)

    @cached_property
    def sides(self) -> frozenset[Side]:
        """From which rows it comes."""
        return frozenset(measure.side for measure in self.measures)

    @property
    def needs(self) -> tuple[str, ...]:
        """The streams that have to be there."""
        streams = {
            Side.ADS: ("CampaignDay",),
            Side.LEADS: ("Lead", "LeadStatusChange"),
            Side.DEALS: ("Opportunity",),
            Side.VISITS: ("TrafficDay",),
        }
        return tuple(s for side in Side if side in self.sides for s in streams[side])


_PERSON = _("People are told apart by a keyed hash of their e-mail address.")
CATALOGUE = {
    metric.key: metric
    for metric in (
        Metric(
            "spend",
            _("Spend"),
            Unit.MONEY,
            "spend",
            _("Sum of the cost that ad platforms and files report; not what was invoiced."),
            good="",
        ),
        Metric(
            "impressions",
            _("Impressions"),
            Unit.COUNT,
            "impressions",
            _("Sum of the times that ads were shown; not people."),
        ),
        Metric("clicks", _("Clicks"), Unit.COUNT, "clicks", _("Sum of all clicks on ads.")),
        Metric(
            "ctr",
            _("CTR"),
            Unit.RATE,
            "clicks",
            _("Clicks ÷ impressions, both summed over the period."),
            denominator="impressions",
        ),
        Metric(
            "cpc",
            _("CPC"),
            Unit.MONEY,
            "spend",
            _("Spend ÷ clicks, both summed over the period."),
            denominator="clicks",
            good="down",
        ),
        Metric(
            "leads",
            _("Leads"),
            Unit.COUNT,
            "leads",
            format_lazy(
                "{} {}", _("People by the day on which their first lead was made."), _PERSON
            ),
        ),
        Metric(
            "mql",
            _("MQL"),
            Unit.COUNT,
            "mql",
            format_lazy(
                "{} {}",
                _("People by the day on which they first entered a status that means MQL."),
                _PERSON,
            ),
        ),
        Metric(
            "sql",
            _("SQL"),
            Unit.COUNT,
            "sql",
            format_lazy(
                "{} {}",
                _("People by the day on which they first entered a status that means SQL."),
                _PERSON,
            ),
        ),
        Metric(
            "opportunities",
            _("Opportunities"),
            Unit.COUNT,
            "opportunities",
            _("Opportunities by the day on which they were made."),
        ),
        Metric(
            "pipeline_created",
            _("Pipeline created"),
            Unit.MONEY,
            "pipeline",
            _("Sum of the present amounts of opportunities made in the period."),
        ),
        Metric(
            "won_deals",
            _("Won deals"),
            Unit.COUNT,
            "won",
            _("Opportunities closed as won, by their close date."),
        ),
        Metric(
            "won_revenue",
            _("Won revenue"),
            Unit.MONEY,
            "revenue",
            _("Sum of the amounts of opportunities closed as won, by their close date."),
        ),
        Metric(
            "new_customers",
            _("New customers"),
            Unit.COUNT,
            "new_customers",
            _(
                "Companies by the day on which their first opportunity was won; "
                "an opportunity without a company is nobody's first."
            ),
        ),
        Metric(
            "roas",
            _("Blended ROAS"),
            Unit.RATIO,
            "revenue",
            _("Won revenue ÷ spend of the same period: all revenue, without attribution."),
            denominator="spend",
        ),
        Metric(
            "paid_cac",
            _("Paid CAC"),
            Unit.MONEY,
            "spend",
            _("Spend ÷ new customers of the same period: ad spend only."),
            denominator="new_customers",
            good="down",
        ),
        Metric(
            "sessions",
            _("Visits"),
            Unit.COUNT,
            "sessions",
            _("Sum of visits to your sites, as web analytics counts them; not people."),
        ),
        Metric(
            "engagement_rate",
            _("Engagement rate"),
            Unit.RATE,
            "engaged_sessions",
            _("Engaged visits ÷ visits, both summed over the period."),
            denominator="sessions",
        ),
        Metric(
            "key_events",
            _("Key events"),
            Unit.COUNT,
            "key_events",
            _(
                "Sum of the key events that web analytics credits to visits; one event may be "
                "credited in parts."
            ),
        ),
    )
}
