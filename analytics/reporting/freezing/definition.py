"""How a metric was reckoned when it was frozen: its formula over sums, in exact fractions."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from analytics.metrics import MEASURES, Metric, Unit


@dataclass(frozen=True)
class Definition:
    """A metric's formulas above and below the line, as they stood; `unit` is its unit's word."""

    key: str
    version: int
    unit: str
    numerator: str
    denominator: str = ""

    @classmethod
    def of(cls, metric: Metric) -> "Definition":
        """As a metric is reckoned now."""
        return cls(
            metric.key, metric.version, metric.unit.value, metric.numerator, metric.denominator
        )

    @property
    def metric(self) -> Metric:
        """A metric that is reckoned so."""
        return Metric(self.key, self.key, Unit(self.unit), self.numerator, "", self.denominator)

    @property
    def measures(self) -> tuple[str, ...]:
        """The sums that it needs."""
        return tuple(measure.key for measure in self.metric.measures)

    def value(self, sums: Mapping[str, Fraction]) -> Fraction | None:
        """Its value over sums as rows hold them; None where there is nothing to divide by."""
        metric = self.metric
        ones = {key: Fraction(sums.get(key, 0)) / MEASURES[key].parts for key in self.measures}
        bottom = Fraction(metric.bottom.of(ones)) if metric.bottom else Fraction(1)
        return Fraction(metric.top.of(ones)) / bottom if bottom else None
