"""What the preview shows: the first rows as they stand, each cell with what is wrong with it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from integrations.files.choices import Choices, header_key
from integrations.files.converting import Converter
from integrations.files.fields import FIELDS, Field, Kind
from integrations.files.guessing import (
    SAMPLE_BYTES,
    Sample,
    guess_choices,
    guess_dialect,
    guess_order,
    take_sample,
    with_stages,
)
from integrations.files.performance import shape_day
from integrations.files.problems import FileProblem
from integrations.files.reading import Row
from integrations.files.rejects import Reject
from integrations.files.store import Upload
from integrations.files.values import BadValue, is_ahead, read_date

SHOWN_ROWS = 20


@dataclass(frozen=True)
class Cell:
    """A cell as it stands; `problem` says why it cannot be read."""

    text: str
    problem: str = ""


@dataclass(frozen=True)
class PreviewRow:
    """A row with its line number; `problem` concerns the row as a whole."""

    line: int
    cells: tuple[Cell, ...]
    problem: str = ""


@dataclass(frozen=True)
class Heading:
    """A column of the file and the field it was taken for, or None."""

    name: str
    field: Field | None


@dataclass(frozen=True)
class Preview:
    """The start of a file under some choices; `problem` stops the import until it is mended.

    `day_ahead` is the last of its days, where that has not come yet.
    """

    choices: Choices
    header: tuple[str, ...]
    headings: tuple[Heading, ...]
    rows: tuple[PreviewRow, ...]
    estimated_rows: int
    has_doubtful_dates: bool
    day_ahead: date | None
    problem: FileProblem | None

    @property
    def key(self) -> str:
        """Names this set of columns."""
        return header_key(self.choices.kind, self.header)


def first_choices(upload: Upload, currency: str) -> tuple[Choices, tuple[str, ...]]:
    """What we would guess, and the header; raises FileProblem where nothing can be read."""
    start = upload.start(SAMPLE_BYTES)
    dialect = guess_dialect(start)
    sample = take_sample(start, dialect, is_whole=len(start) == upload.size)
    return guess_choices(Kind(upload.kind), sample, dialect, currency), sample.header


def make_preview(upload: Upload, choices: Choices) -> Preview:
    """Read the first rows by these choices; raises FileProblem where not even a header is found."""
    start = upload.start(SAMPLE_BYTES)
    sample = take_sample(start, choices.dialect, is_whole=len(start) == upload.size)
    choices = with_stages(choices, sample)
    problem, converter = None, None
    try:
        converter = Converter(choices, sample.header)
    except FileProblem as error:
        problem = error
    return Preview(
        choices=choices,
        header=sample.header,
        headings=_headings(choices, sample.header),
        rows=tuple(_row(sample, place, converter) for place in range(_shown(sample))),
        estimated_rows=_estimate(upload, sample, len(start)),
        has_doubtful_dates=_doubtful(choices, sample),
        day_ahead=_day_ahead(choices, sample),
        problem=problem,
    )


def _shown(sample: Sample) -> int:
    return min(SHOWN_ROWS, len(sample.rows))


def _headings(choices: Choices, header: tuple[str, ...]) -> tuple[Heading, ...]:
    fields = {choices.columns.get(field.name): field for field in FIELDS[choices.kind]}
    return tuple(Heading(name, fields.get(name)) for name in header)


def _row(sample: Sample, place: int, converter: Converter | None) -> PreviewRow:
    row = sample.rows[place]
    reject = _reject(row, converter) if converter else None
    cells = tuple(
        Cell(cell[:200], reject.why if reject and reject.column == name else "")
        for name, cell in zip(sample.header, row.cells, strict=False)
    )
    whole = reject.why if reject and not reject.column else ""
    return PreviewRow(row.line, cells, whole)


def _reject(row: Row, converter: Converter) -> Reject | None:
    """Why the import would leave this row out; None where it would take it."""
    found: Any = converter.convert(row)
    if isinstance(found, dict) and converter.choices.kind is Kind.PERFORMANCE:
        found = shape_day(found, converter.choices)
    return found if isinstance(found, Reject) else None


def _estimate(upload: Upload, sample: Sample, read: int) -> int:
    if sample.is_whole or not read:
        return len(sample.rows)
    return round(len(sample.rows) * upload.size / read)


def _doubtful(choices: Choices, sample: Sample) -> bool:
    headings = [choices.columns.get(name, "") for name in ("date", "created_on", "closes_on")]
    cells = [cell for name in headings if name for cell in sample.column(name)[:2000]]
    order, is_doubtful = guess_order(cells, choices.delimiter)
    return is_doubtful and bool(order)


def _day_ahead(choices: Choices, sample: Sample) -> date | None:
    """A day of spend that has come nowhere yet: mostly a year that was typed wrong."""
    heading = choices.columns.get("date", "")
    if choices.kind is not Kind.PERFORMANCE or not heading:
        return None
    days = [_day(cell, choices.order) for cell in sample.column(heading)[:2000]]
    return max((day for day in days if day is not None and is_ahead(day)), default=None)


def _day(cell: str, order: str) -> date | None:
    try:
        return read_date(cell, order)
    except BadValue:
        return None


def known_choices(choices: Choices, remembered: Choices) -> Choices:
    """What was settled last time for the same columns, with this file's own way of writing."""
    return replace(remembered, encoding=choices.encoding, delimiter=choices.delimiter)
