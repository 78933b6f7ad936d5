"""Whether the values of a row lie in the ranges that are asked for."""

from collections.abc import Callable
from operator import eq, ge, gt, le, lt
from typing import Any

from analytics.queries.result import Cell
from analytics.queries.where import Clause, Compare, Condition, Every, Not, Range

_COMPARE: dict[Compare, Callable[[Any, Any], bool]] = {
    Compare.LEAST: ge,
    Compare.MOST: le,
    Compare.MORE: gt,
    Compare.LESS: lt,
    Compare.EQUAL: eq,
}


def is_within(clause: Clause, cell: Callable[[str], Cell]) -> bool | None:
    """None where it cannot be told, because a value is missing: neither is nor is not it within."""
    if isinstance(clause, Range):
        value = cell(clause.metric).value
        if value is None:
            return None
        number = float(clause.number) if isinstance(value, float) else clause.number
        return _COMPARE[clause.compare](value, number)
    if isinstance(clause, Condition):
        raise TypeError("A test is asked of the rows, not of the sums.")
    if isinstance(clause, Not):
        found = is_within(clause.part, cell)
        return None if found is None else not found
    all_found = [is_within(part, cell) for part in clause.parts]
    decides = not isinstance(clause, Every)
    if decides in all_found:
        return decides
    return None if None in all_found else not decides
