"""Sums of products of measures: what stands above and below the line of a metric, exactly."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

Sum = int | Fraction
# The measures of a product, in alphabetical order; none of a plain number.
_Product = tuple[str, ...]


@dataclass(frozen=True)
class Total:
    """Products of measures with their factors; no product twice, and none that is nothing."""

    terms: tuple[tuple[_Product, Fraction], ...]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The measures of which it is made."""
        return tuple(dict.fromkeys(key for product, _factor in self.terms for key in product))

    @cached_property
    def single(self) -> str:
        """The one measure that it is, as it stands; empty where it is more or less than that."""
        if len(self.terms) == 1 and len(self.terms[0][0]) == 1 and self.terms[0][1] == 1:
            return self.terms[0][0][0]
        return ""

    @property
    def constant(self) -> Fraction | None:
        """The number that it is, where it has no measure."""
        return sum((factor for _key, factor in self.terms), Fraction(0)) if not self.keys else None

    @property
    def size(self) -> tuple[int, int]:
        """(how many products, how many measures the longest has)."""
        return len(self.terms), max((len(product) for product, _factor in self.terms), default=0)

    def of(self, sums: Mapping[str, Sum]) -> Sum:
        """Its value over sums; a measure that they do not have is nothing."""
        if self.single:
            return sums.get(self.single, 0)
        found: Sum = 0
        for product, factor in self._whole:
            value: Sum = factor
            for key in product:
                value *= sums.get(key, 0)
            found += value
        return found

    @cached_property
    def _whole(self) -> tuple[tuple[_Product, Sum], ...]:
        """Whole factors as integers, with which one reckons faster."""
        return tuple(
            (product, factor.numerator if factor.denominator == 1 else factor)
            for product, factor in self.terms
        )

    def __add__(self, other: "Total") -> "Total":
        return _gathered([*self.terms, *other.terms])

    def __mul__(self, other: "Total") -> "Total":
        return _gathered(
            (tuple(sorted((*left, *right))), a * b)
            for left, a in self.terms
            for right, b in other.terms
        )

    def times(self, factor: Fraction) -> "Total":
        """So many times itself."""
        return _gathered((product, one * factor) for product, one in self.terms)

    def __str__(self) -> str:
        """As a formula over measures, from which the same is read."""
        found = ""
        for product, factor in self.terms:
            sign = (" - " if factor < 0 else " + ") if found else ("-" if factor < 0 else "")
            found += sign + _written(product, abs(factor))
        return found or "0"


def _gathered(terms: Iterable[tuple[_Product, Fraction]]) -> Total:
    found: dict[_Product, Fraction] = defaultdict(Fraction)
    for product, factor in terms:
        found[product] += factor
    return Total(tuple((product, factor) for product, factor in found.items() if factor))


def _written(product: _Product, factor: Fraction) -> str:
    number = str(factor).replace("/", " / ")
    return " * ".join(([] if factor == 1 and product else [number]) + list(product))


def number(value: Fraction) -> Total:
    """A plain number."""
    return Total((((), value),) if value else ())


def measure(key: str) -> Total:
    """One measure as it stands."""
    return Total((((key,), Fraction(1)),))


ONE = number(Fraction(1))
