"""The rows that were left out: written as they are met, told again in words, safe in Excel."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from accounts.national_numbers import mask
from integrations.files.problems import reason

_VALUE_LENGTH = 200
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(frozen=True)
class Reject:
    """A row that was left out: its line, the column's heading, the cell, and why (a code)."""

    line: int
    column: str
    value: str
    code: str
    detail: str = ""

    @property
    def why(self) -> str:
        """The reason as a sentence in the active language."""
        return reason(self.code, self.value, self.detail)


@dataclass
class RejectList:
    """Writes rejects to a file and counts them by (column, code); memory does not grow."""

    stream: TextIO
    counts: "Counter[tuple[str, str]]" = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._writer = csv.writer(self.stream)

    def __len__(self) -> int:
        return self.counts.total()

    def add(self, reject: Reject) -> None:
        """Keep one; the cell is cut to 200 characters."""
        value = mask(reject.value).text[:_VALUE_LENGTH]
        self._writer.writerow([reject.line, reject.column, value, reject.code, reject.detail])
        self.counts[reject.column, reject.code] += 1

    def summary(self) -> list[dict[str, Any]]:
        """The most frequent reasons, for the run's own note."""
        return [
            {"column": column, "code": code, "count": count}
            for (column, code), count in self.counts.most_common(20)
        ]


def read_rejects(path: Path) -> Iterator[Reject]:
    """All rejects of a run, in the order they were met; none once the list is deleted."""
    try:
        stream = path.open(newline="", encoding="utf-8")
    except FileNotFoundError:
        return
    with stream:
        for line, column, value, code, detail in csv.reader(stream):
            yield Reject(int(line), column, value, code, detail)


def escape_formula(text: str) -> str:
    """A text that a spreadsheet would take for a formula, made a text by an apostrophe."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) else text


class _Echo:
    """Gives back what csv.writer writes."""

    def write(self, text: str) -> str:
        return text


def as_csv(head: Iterable[str], rejects: Iterable[Reject]) -> Iterator[str]:
    """Lines of a CSV file for people: line, column, value, reason; with a mark for Excel."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(head)
    for reject in rejects:
        texts = (reject.column, reject.value, reject.why)
        yield writer.writerow([reject.line, *(escape_formula(text) for text in texts)])
