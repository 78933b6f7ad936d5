"""The numbers of a campaign that rules test: of which sums each is made. Exact, in fractions."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from analytics.queries.where import Compare

# Conversions are kept in millionths, because platforms split them.
_PARTS = {"conversions": 1_000_000}
SUMS = (
    *("impressions", "clicks", "spend", "conversions"),
    *("opportunities", "pipeline", "won", "revenue"),
)
OF_DEALS = frozenset({"opportunities", "pipeline", "won", "revenue"})
Sums = Mapping[str, int | None]


@dataclass(frozen=True)
class Measured:
    """A number: a sum, or the ratio of two; unit as in the catalogue of metrics."""

    numerator: str
    unit: str
    denominator: str = ""

    @property
    def sums(self) -> tuple[str, ...]:
        """The sums that it needs."""
        return (self.numerator, self.denominator) if self.denominator else (self.numerator,)


NUMBERS: Mapping[str, Measured] = {
    "spend": Measured("spend", "money"),
    "impressions": Measured("impressions", "count"),
    "clicks": Measured("clicks", "count"),
    "conversions": Measured("conversions", "count"),
    "ctr": Measured("clicks", "rate", "impressions"),
    "cpc": Measured("spend", "money", "clicks"),
    "cost_per_conversion": Measured("spend", "money", "conversions"),
    "conversion_rate": Measured("conversions", "rate", "clicks"),
    "opportunities": Measured("opportunities", "count"),
    "pipeline_created": Measured("pipeline", "money"),
    "won_deals": Measured("won", "count"),
    "won_revenue": Measured("revenue", "money"),
    "roas": Measured("revenue", "ratio", "spend"),
}


def value_of(key: str, sums: Sums) -> Fraction | None:
    """A number of a thing; None where a sum is not known, or nothing is to be divided by."""
    one = NUMBERS[key]
    top = _sum(one.numerator, sums)
    if not one.denominator or top is None:
        return top
    bottom = _sum(one.denominator, sums)
    return top / bottom if bottom else None


def _sum(name: str, sums: Sums) -> Fraction | None:
    value = sums.get(name)
    return None if value is None else Fraction(value, _PARTS.get(name, 1))


def compares(value: Fraction, compare: Compare, number: Fraction) -> bool:
    """Whether a value stands so to a number."""
    return {
        Compare.LEAST: value >= number,
        Compare.MOST: value <= number,
        Compare.MORE: value > number,
        Compare.LESS: value < number,
        Compare.EQUAL: value == number,
    }[compare]
