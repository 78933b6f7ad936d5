"""What is frozen of a dashboard: each number with its formula and the pieces of its sums."""

import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import orjson

from analytics.exploring.language import filter_of, text_of
from analytics.metrics import Side as Rows
from analytics.queries.periods import Period
from analytics.reporting.freezing.definition import Definition
from analytics.reporting.freezing.pieces import Key, Piece, Side
from analytics.reporting.freezing.reading import Question


@dataclass(frozen=True)
class Number:
    """A number of a tile: what it is called, how it is reckoned, in which sides its sums lie.

    `sides` are places in `Frozen.sides`; `value` is exact, money in micros.
    """

    title: str
    label: str
    definition: Definition
    sides: tuple[int, ...]
    value: Fraction | None


@dataclass(frozen=True)
class Frozen:
    """All numbers of a dashboard as they stood."""

    numbers: tuple[Number, ...]
    sides: tuple[tuple[Question, Side], ...]

    def packed(self) -> bytes:
        """As a row keeps it."""
        said = {
            "numbers": [_number(one) for one in self.numbers],
            "sides": [_side(question, side) for question, side in self.sides],
        }
        return zlib.compress(orjson.dumps(said), 6)


def unpacked(content: bytes) -> Frozen:
    """What `packed` wrote."""
    said = orjson.loads(zlib.decompress(content))
    numbers = tuple(
        Number(
            one["title"],
            one["label"],
            Definition(**one["definition"]),
            tuple(one["sides"]),
            Fraction(one["value"]) if one["value"] is not None else None,
        )
        for one in said["numbers"]
    )
    return Frozen(numbers, tuple(map(_opened, said["sides"])))


def _number(one: Number) -> dict[str, Any]:
    value = str(one.value) if one.value is not None else None
    return {**asdict(one), "value": value}


def _side(question: Question, side: Side) -> dict[str, Any]:
    period = question.period
    return {
        "side": question.side.value,
        "first_on": period.first_on,
        "last_on": period.last_on,
        "where": text_of(question.where),
        "by_source": side.by_source,
        "pieces": [
            [
                *(key.source, key.part, key.on, key.currency, dict(piece.sums)),
                None if piece.factor is None else str(piece.factor),
            ]
            for key, piece in side.pieces.items()
        ],
    }


def _opened(said: Mapping[str, Any]) -> tuple[Question, Side]:
    period = Period(date.fromisoformat(said["first_on"]), date.fromisoformat(said["last_on"]))
    question = Question(Rows(said["side"]), period, filter_of(said["where"]))
    pieces = {
        Key(source, tuple(part), date.fromisoformat(on), currency): Piece(
            sums, None if factor is None else Decimal(factor)
        )
        for source, part, on, currency, sums, factor in said["pieces"]
    }
    return question, Side(pieces, said["by_source"])
