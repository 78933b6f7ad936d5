"""The pieces that a number is the sum of: by source, part, day and currency, as rows have them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from analytics.metrics import MEASURES

Sums = Mapping[str, int]


@dataclass(frozen=True)
class Key:
    """Which piece: its source, its part (a campaign, or a lead source and a CRM's campaign)."""

    source: str
    part: tuple[str, ...]
    on: date
    currency: str


@dataclass(frozen=True)
class Piece:
    """Its sums in its own currency, and the factor to the one of the number.

    The factor is 1 for the same currency, and None where nobody has a rate: then it is in no sum.
    """

    sums: Sums
    factor: Decimal | None = Decimal(1)

    def exact(self, measure: str) -> Fraction:
        """What it adds to a number, before anything is rounded."""
        value = Fraction(self.sums.get(measure, 0))
        if not MEASURES[measure].is_money:
            return value
        return value * Fraction(self.factor) if self.factor is not None else Fraction(0)


Pieces = Mapping[Key, Piece]


@dataclass(frozen=True)
class Side:
    """All pieces of one side of a question; `by_source` says how its amounts were rounded."""

    pieces: Pieces
    by_source: bool = False
    _sums: dict[str, int] = field(default_factory=dict, compare=False, repr=False)

    def sum(self, measure: str) -> int:
        """As the query itself rounds: by day and currency, those of deals by their source, too."""
        if measure not in self._sums:
            self._sums[measure] = self._rounded(measure)
        return self._sums[measure]

    def _rounded(self, measure: str) -> int:
        if not MEASURES[measure].is_money:
            return sum(piece.sums.get(measure, 0) for piece in self.pieces.values())
        found: dict[tuple[date, str, str, Decimal | None], int] = defaultdict(int)
        for key, piece in self.pieces.items():
            source = key.source if self.by_source else ""
            found[key.on, key.currency, source, piece.factor] += piece.sums.get(measure, 0)
        return sum(
            rounded(value, factor)
            for (_on, _currency, _source, factor), value in found.items()
            if factor is not None
        )


def rounded(value: int, factor: Decimal) -> int:
    """As PostgreSQL rounds: half away from zero."""
    return int((value * factor).to_integral_value(ROUND_HALF_UP))


def added(sides: Iterable[Side], measures: Iterable[str]) -> dict[str, int]:
    """The sums of measures over the sides that have them."""
    every = list(sides)
    return {key: sum(side.sum(key) for side in every) for key in measures}
