"""The value of a metric in SQL, over sums of a row that stand in columns; the same as in Python."""

from collections.abc import Iterable

from analytics.formulas.totals import Total
from analytics.metrics import MEASURES, Metric, Unit
from analytics.queries.judging import KNOWN, Judge
from analytics.queries.periods import Period
from analytics.queries.where import Clause, Condition, Every, Not, Range

# Beside the sum of a measure: how often it was told, and whether any of it has no rate.
SUM, TOLD, LACKS = "s_", "k_", "l_"


def can_be_reckoned(metric: Metric) -> bool:
    """Whether it is made of whole numbers alone, as those of our own are."""
    if metric.is_simple:
        return True
    totals = (metric.top, metric.bottom) if metric.bottom else (metric.top,)
    is_whole = all(f.denominator == 1 for total in totals for _product, f in total.terms)
    return is_whole and all(one.parts == 1 for one in metric.measures)


def value_of(metric: Metric, judge: Judge, period: Period) -> str:
    """An expression that is null where the page has a gap."""
    measures = [one.key for one in metric.measures]
    if any(judge.always_missing(key) for key in measures):
        return "NULL::numeric"
    if not all(key in KNOWN or judge.is_told(key, period) for key in measures):
        return "NULL::numeric"
    gaps = [f"coalesce({TOLD}{key}, 0) = 0" for key in measures if key in KNOWN]
    gaps += [
        f"coalesce({LACKS}{key}, false) AND coalesce({SUM}{key}, 0) = 0"
        for key in measures
        if MEASURES[key].is_money
    ]
    top = _total(metric.top, _below_of(metric.bottom))
    if metric.bottom is None:
        gaps, value = gaps or ["false"], _plain(metric, top)
    else:
        bottom = _total(metric.bottom, _below_of(metric.top))
        gaps, value = [*gaps, f"{bottom} = 0"], _ratio(metric, top, bottom)
    return f"CASE WHEN {' OR '.join(f'({gap})' for gap in gaps)} THEN NULL ELSE {value} END"


def _below_of(other: Total | None) -> int:
    """By what a total is multiplied, because the other one comes in so many parts of one."""
    return MEASURES[other.single].parts if other is not None and other.single else 1


def _total(total: Total, times: int) -> str:
    products = [
        " * ".join([f"{factor.numerator}", *(f"coalesce({SUM}{key}, 0)" for key in product)])
        for product, factor in total.terms
    ]
    found = f"({' + '.join(products) or '0'})::numeric"
    return f"({found} * {times})" if times > 1 else f"({found})"


def _plain(metric: Metric, top: str) -> str:
    parts = MEASURES[metric.top.single].parts if metric.top.single else 1
    return f"{top}::float8 / {parts}" if parts > 1 else top


def _ratio(metric: Metric, top: str, bottom: str) -> str:
    if metric.unit is not Unit.MONEY:
        return f"{top}::float8 / {bottom}::float8"
    # Half to even, of whole numbers: as Python rounds.
    sign = f"sign({bottom})"
    up, down = f"({top} * {sign})", f"({bottom} * {sign})"
    left = f"mod(mod({up}, {down}) + {down}, {down})"
    whole = f"div({up} - {left}, {down})"
    more = f"2 * {left} > {down} OR (2 * {left} = {down} AND mod({whole}, 2) <> 0)"
    return f"{whole} + CASE WHEN {more} THEN 1 ELSE 0 END"


def within(having: Clause, values: dict[str, str], numbers: dict[str, object]) -> str:
    """The ranges as a condition over values by metric; its numbers get names."""
    if isinstance(having, Condition):
        raise TypeError("A test is asked of the rows, not of the sums.")
    if isinstance(having, Range):
        name = f"range_{len(numbers)}"
        numbers[name] = having.number
        value = values[having.metric]
        return f"({value} {having.compare.value} %({name})s::{_kind(value)})"
    if isinstance(having, Not):
        return f"(NOT {within(having.part, values, numbers)})"
    word = " AND " if isinstance(having, Every) else " OR "
    return f"({word.join(within(part, values, numbers) for part in having.parts)})"


def _kind(value: str) -> str:
    return "float8" if "float8" in value else "numeric"


def needed(metrics: Iterable[Metric]) -> tuple[str, ...]:
    """The measures of some metrics."""
    return tuple(dict.fromkeys(one.key for metric in metrics for one in metric.measures))
