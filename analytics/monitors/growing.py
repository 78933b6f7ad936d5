"""By what a young day of advertising still grows: it is judged as what it will settle at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from accounts.models import Workspace
from analytics.detection.panels import Floats
from analytics.metrics import Metric, Side
from analytics.queries import Filters, Granularity, MetricQuery, Period
from analytics.queries.found import read_sums
from analytics.trust.foretold import Teller
from analytics.trust.settling import Estimate

# An interval of 4 in 5 cases reaches this many standard deviations to both sides.
_REACH = 1.2816


@dataclass(frozen=True, eq=False)
class Growth:
    """For each day, the factor by which its sum grows and the deviation of that as a share."""

    factor: Floats
    spread: Floats


@dataclass
class Grower:
    """Of all advertising: a part has too few days to learn from."""

    workspace: Workspace
    period: Period

    @cached_property
    def teller(self) -> Teller:
        return Teller(self.period, Filters(), self.workspace)

    def growth(self, metric: Metric) -> Growth | None:
        """None of what does not grow, or of which that is not known."""
        if metric.denominator or metric.sides != {Side.ADS} or not metric.is_simple:
            return None
        found = self.teller.tell(metric)
        return self._growth(metric, found.days) if found is not None and found.days else None

    def _growth(self, metric: Metric, days: dict[date, Estimate]) -> Growth:
        young = Period(min(days), self.period.last_on)
        query = MetricQuery((metric.key,), young, granularity=Granularity.DAY)
        sums = read_sums(query, self.workspace, None).sums
        in_ones = metric.measures[0].in_ones
        now = {span: in_ones(one.get(metric.numerator, 0)) for (_n, span, _p), one in sums.items()}
        factor, spread = np.ones(self.period.days), np.zeros(self.period.days)
        for at in range(self.period.days):
            day = self.period.first_on + timedelta(days=at)
            told, stands = days.get(day), now.get(day, 0)
            if told is not None and stands > 0 and told.value > 0:
                factor[at] = told.value / stands
                spread[at] = (told.high - told.low) / 2 / _REACH / told.value
        return Growth(factor, spread)
