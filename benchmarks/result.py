"""What a benchmark found: a table for people, one JSON object for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Result:
    """`ours` and `other` in `unit`; `ratio` is the number in which the goal is stated.

    `goal` says it in words that begin with a comparison, such as ">= 0.5" or "<= 1.5".
    """

    name: str
    ours: float
    other: float
    unit: str
    ratio: float
    goal: str

    def as_json(self) -> str:
        return json.dumps(asdict(self))


def print_table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Columns as wide as they must be; numbers to the right."""
    texts = [[_text(cell) for cell in row] for row in rows]
    widths = [
        max(len(line[column]) for line in [list(headings), *texts])
        for column in range(len(headings))
    ]
    print("  ".join(heading.ljust(width) for heading, width in zip(headings, widths, strict=True)))
    for row, line in zip(rows, texts, strict=True):
        cells = zip(row, line, widths, strict=True)
        print("  ".join(text.rjust(w) if _is_number(v) else text.ljust(w) for v, text, w in cells))


def _text(cell: object) -> str:
    return (
        f"{cell:,.2f}"
        if isinstance(cell, float)
        else f"{cell:,}"
        if _is_number(cell)
        else str(cell)
    )


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)
