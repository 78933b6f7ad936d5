"""Which rows count: a tree of tests, or of ranges of a row's values, joined by and, or and not."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from analytics.queries.dimensions import Breakdown

MOST_TESTS = 20


class Operator(StrEnum):
    """How a part is compared with values; several values mean any of them."""

    IS = "is"
    CONTAINS = "contains"
    STARTS = "starts"


@dataclass(frozen=True)
class Condition:
    """Whether a row's part of a dimension fits any of the values.

    `is` takes the key of a part, or the exact name of what has one; the others look into its name,
    whatever the case.
    """

    dimension: Breakdown
    operator: Operator
    values: tuple[str, ...]


class Compare(StrEnum):
    """How a value is compared with a number."""

    LEAST = ">="
    MOST = "<="
    MORE = ">"
    LESS = "<"
    EQUAL = "="


@dataclass(frozen=True)
class Range:
    """Whether a row's value of a metric is in a range; money in micros, rates as shares of one."""

    metric: str
    compare: Compare
    number: Decimal


@dataclass(frozen=True)
class Every:
    """All of these."""

    parts: tuple["Clause", ...]


@dataclass(frozen=True)
class Some:
    """Any of these."""

    parts: tuple["Clause", ...]


@dataclass(frozen=True)
class Not:
    """The contrary."""

    part: "Clause"


Clause = Condition | Range | Every | Some | Not


def tests_of(clause: Clause | None) -> Iterator[Condition]:
    """The tests of a tree, from left to right."""
    yield from (leaf for leaf in leaves_of(clause) if isinstance(leaf, Condition))


def leaves_of(clause: Clause | None) -> Iterator[Condition | Range]:
    """The tests and ranges of a tree, from left to right."""
    if clause is None:
        return
    if isinstance(clause, (Condition, Range)):
        yield clause
    elif isinstance(clause, Not):
        yield from leaves_of(clause.part)
    else:
        for part in clause.parts:
            yield from leaves_of(part)


def dimensions_of(clause: Clause | None) -> frozenset[Breakdown]:
    """By what a tree tells rows apart."""
    return frozenset(test.dimension for test in tests_of(clause))


def both(*clauses: Clause | None) -> Clause | None:
    """All of those that there are, as one."""
    parts = tuple(one for one in clauses if one is not None)
    if len(parts) > 1:
        return Every(parts)
    return parts[0] if parts else None
