"""Reckons one standing from the days of its part: the sums, the plan, the end with its interval."""

from dataclasses import dataclass, replace
from functools import cached_property
from math import hypot

from django.utils.translation import gettext as _

from accounts.models import Workspace
from analytics.budgets.daily import Daily, gaps, scale_of
from analytics.budgets.forecasts import HISTORY_DAYS, Outlook, foresee
from analytics.budgets.plans import PATTERN_DAYS, even, plan_line, weekday_weights
from analytics.budgets.scoping import scope_of
from analytics.budgets.standings import Standing, State, left_of, state_of
from analytics.built_in import SIMPLE
from analytics.metrics import MEASURES, Metric, Unit
from analytics.models import Spread
from analytics.queries import Period
from analytics.queries.periods import DAY
from analytics.queries.result import Number
from analytics.trust.foretold import Teller
from analytics.trust.settling import Estimate, quotient


@dataclass(frozen=True)
class Reckoning:
    """One standing in the making; `workspace` counts in the amount's currency."""

    begun: Standing
    daily: Daily | None
    workspace: Workspace

    @property
    def standing(self) -> Standing:
        if self.daily is None:
            return self._with_plan(self.begun)
        if reason := self.daily.missing(self.metric):
            return replace(self.begun, reason=reason, state=State.NO_DATA)
        made = self._ratio() if self.metric.denominator else self._sum()
        if made.target is None:
            return replace(made, state=State.UNSET)
        is_sum = not self.metric.denominator
        return replace(made, state=state_of(made, is_sum=is_sum))

    @cached_property
    def metric(self) -> Metric:
        return SIMPLE[self.begun.budget.metric]

    @property
    def _gone(self) -> Period | None:
        """The days of the period that are complete."""
        begun = self.begun
        return Period(begun.period.first_on, begun.complete_until) if begun.days_gone else None

    def _sum(self) -> Standing:
        daily, key, begun = self._day_by_day, self.metric.numerator, self.begun
        scale = MEASURES[key].parts
        values = daily.values(key, self._gone) if self._gone else []
        known = daily.values(key, begun.period)
        value = MEASURES[key].in_ones(sum(filter(None, known)))
        has_value = any(one is not None for one in known)
        made = replace(
            begun,
            value=value if has_value else None,
            reason="" if has_value else nothing_told(),
            without_rate=daily.without_rate(self.metric, begun.period),
            by_day=_running(values),
            gaps=gaps(values, begun.period.first_on),
        )
        made = self._with_plan(made)
        if has_value and begun.days_left:
            made = self._foretold(made, values, scale)
        if made.target is not None and has_value:
            left: tuple[Number, Number | None] = (made.target - value, None)
            if isinstance(value, int) and isinstance(made.target, int):
                left = left_of(value, made.target, made.days_left)
            made = replace(made, left=left[0], left_per_day=left[1])
        return made

    @property
    def _day_by_day(self) -> Daily:
        if self.daily is None:
            raise LookupError("Of a period to come no day is read.")
        return self.daily

    def _foretold(self, made: Standing, values: list[int | None], scale: int) -> Standing:
        """The end of the period: what is complete, settled where that is known, and the rest."""
        settled = self._settled()
        outlook = self._outlook(self.metric.numerator)
        if outlook is None:
            return replace(made, settled=settled)
        complete = sum(filter(None, values))
        grows = settled.value * scale - complete if settled else 0.0
        own = (settled.high - settled.low) / 2 * scale if settled else 0.0
        end = complete + grows + outlook.total
        reach = hypot(own, outlook.reach)
        spent = (made.value or 0) * scale
        forecast = Estimate(max(end, spent), max(end - reach, spent), max(end + reach, spent))
        return replace(made, settled=settled, outlook=outlook, forecast=_scaled(forecast, scale))

    def _settled(self) -> Estimate | None:
        """What the complete days will settle at, where their vendors still restate them."""
        if self._gone is None:
            return None
        teller = Teller(self._gone, scope_of(self.begun.budget).filters, self.workspace)
        told = teller.tell(self.metric)
        if told is None or told.total is None or told.until is None or self.metric.denominator:
            return None
        later = (
            self._day_by_day.values(
                self.metric.numerator, Period(told.until + DAY, self._gone.last_on)
            )
            if told.until < self._gone.last_on
            else []
        )
        rest = MEASURES[self.metric.numerator].in_ones(sum(filter(None, later)))
        return Estimate(told.total.value + rest, told.total.low + rest, told.total.high + rest)

    def _outlook(self, measure: str) -> Outlook | None:
        until = self.begun.complete_until
        history = Period(until - DAY * (HISTORY_DAYS - 1), until)
        values = self._day_by_day.values(measure, history)
        is_count = scale_of(measure) == 1
        return foresee(values, history.first_on.weekday(), self.begun.days_left, is_count=is_count)

    def _ratio(self) -> Standing:
        """Of the sums so far; at the end of both sums with what is to come."""
        begun, daily = self.begun, self._day_by_day
        known = {m.key: daily.values(m.key, begun.period) for m in self.metric.measures}
        sums = {key: sum(filter(None, values)) for key, values in known.items()}
        has_value = all(any(v is not None for v in values) for values in known.values())
        top, bottom = (sums[m.key] for m in self.metric.measures)
        made = replace(
            begun,
            value=self._quotient(top, bottom) if has_value and bottom else None,
            reason="" if has_value and bottom else nothing_told(),
            without_rate=daily.without_rate(self.metric, begun.period),
        )
        if made.value is None or not begun.days_left or self._gone is None:
            return made
        ends = [self._end_of(m.key) for m in self.metric.measures]
        if ends[0] is None or ends[1] is None:
            return made
        forecast = quotient(ends[0], ends[1])
        return replace(made, forecast=forecast)

    def _end_of(self, measure: str) -> Estimate | None:
        outlook, gone = self._outlook(measure), self._gone
        if outlook is None or gone is None:
            return None
        complete = sum(filter(None, self._day_by_day.values(measure, gone)))
        end, parts = complete + outlook.total, MEASURES[measure].parts
        low = max(end - outlook.reach, complete)
        return _scaled(Estimate(end, low, end + outlook.reach), parts)

    def _quotient(self, top: int, bottom: int) -> Number:
        parts = [MEASURES[m.key].parts for m in self.metric.measures]
        value = (top / parts[0]) / (bottom / parts[1])
        return round(value) if self.metric.unit is Unit.MONEY else value

    def _with_plan(self, made: Standing) -> Standing:
        """The running sums that were meant, in the unit of the values."""
        if made.target is None or self.metric.denominator:
            return made
        weights = self._weights() if made.budget.spread == Spread.WEEKDAYS else None
        days = weights or even(made.period.days)
        if isinstance(made.target, int):
            line: tuple[Number, ...] = plan_line(made.target, days)
        else:
            line = tuple(one / 1_000_000 for one in plan_line(round(made.target * 1e6), days))
        planned = line[made.days_gone - 1] if made.days_gone else 0
        return replace(made, plan=line, planned=planned, is_spread_evenly=weights is None)

    def _weights(self) -> tuple[int, ...] | None:
        if self.daily is None:
            return None
        first = self.begun.period.first_on
        past = Period(first - DAY * PATTERN_DAYS, first - DAY)
        values = self.daily.values(self.metric.numerator, past)
        return weekday_weights(
            values, past.first_on.weekday(), self.begun.period.days, first.weekday()
        )


def _running(values: list[int | None]) -> tuple[int | None, ...]:
    total, found = 0, []
    for value in values:
        total += value or 0
        found.append(None if value is None else total)
    return tuple(found)


def _scaled(one: Estimate, parts: int) -> Estimate:
    return Estimate(one.value / parts, one.low / parts, one.high / parts)


def nothing_told() -> str:
    """Why a period that could have a value has none."""
    return _("Nothing was reported for these days.")
