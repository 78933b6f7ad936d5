"""The sums that rollups hold: from which rows each is made, and of what unit it is."""

from dataclasses import dataclass
from enum import StrEnum

from analytics.formulas.units import COUNT, DAYS, MONEY, Dimension


class Side(StrEnum):
    """From which rows a sum is made; it decides by what it can be filtered and split."""

    ADS = "ads"
    LEADS = "leads"
    DEALS = "deals"
    VISITS = "visits"


@dataclass(frozen=True)
class Measure:
    """A sum that rollups hold, in so many parts of one as `parts` says.

    `is_seldom` is read only where it is asked for: a column more is felt over all campaigns' days.
    """

    key: str
    side: Side
    is_money: bool = False
    parts: int = 1
    is_days: bool = False
    is_seldom: bool = False

    def in_ones(self, value: float) -> int | float:
        """A sum as it is read; money stays in micros."""
        return value / self.parts if self.parts > 1 else value

    @property
    def dimension(self) -> Dimension:
        """Its unit, as formulas reckon with it."""
        if self.is_days:
            return DAYS
        return MONEY if self.is_money else COUNT


MEASURES = {
    measure.key: measure
    for measure in (
        Measure("spend", Side.ADS, is_money=True),
        Measure("impressions", Side.ADS),
        Measure("clicks", Side.ADS),
        Measure("conversions", Side.ADS, parts=1_000_000, is_seldom=True),
        Measure("conversion_value", Side.ADS, is_money=True, is_seldom=True),
        Measure("leads", Side.LEADS),
        Measure("mql", Side.LEADS),
        Measure("sql", Side.LEADS),
        Measure("opportunities", Side.DEALS),
        Measure("pipeline", Side.DEALS, is_money=True),
        Measure("won", Side.DEALS),
        Measure("revenue", Side.DEALS, is_money=True),
        Measure("new_customers", Side.DEALS),
        Measure("lost", Side.DEALS),
        Measure("lost_value", Side.DEALS, is_money=True, is_seldom=True),
        Measure("cycles", Side.DEALS, is_seldom=True),
        Measure("cycle_days", Side.DEALS, is_days=True, is_seldom=True),
        Measure("sessions", Side.VISITS),
        Measure("engaged_sessions", Side.VISITS),
        Measure("key_events", Side.VISITS, parts=1_000_000),
    )
}
