"""Turns a row's cells into values by the choices, or says which cell is wrong and why."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.national_numbers import mask
from integrations.files import values
from integrations.files.choices import Choices
from integrations.files.fields import FIELDS, METRICS, Field, Kind, Shape
from integrations.files.problems import FileProblem
from integrations.files.reading import Row
from integrations.files.rejects import Reject

Reader = Callable[[str], Any]
_IDS = {"id", "campaign_id"}


@dataclass(frozen=True)
class Column:
    """One field's place in the row and how its cells are read."""

    field: Field
    heading: str
    place: int
    read: Reader

    @property
    def is_free(self) -> bool:
        """Whether anything may stand in it; what looks like a number of a person is no id then."""
        return self.field.shape is Shape.TEXT and self.field.name not in _IDS


class Converter:
    """Reads rows of one file; `convert` gives {field: value}, or the Reject that stopped it."""

    def __init__(self, choices: Choices, header: tuple[str, ...]) -> None:
        self.choices = choices
        self.header = header
        self.columns = _columns(choices, header)
        # {field: how many national identification numbers were left out of it}
        self.left_out: Counter[str] = Counter()
        refuse_missing(choices, {column.field.name for column in self.columns})

    def convert(self, row: Row) -> dict[str, Any] | Reject:
        """Every mapped field's value; a row with one bad cell is left out as a whole."""
        if row.problem:
            return Reject(row.line, "", "", row.problem)
        if len(row.cells) != len(self.header) and not self._is_padded(row):
            detail = str(len(self.header))
            return Reject(row.line, "", str(len(row.cells)), "ragged", detail)
        found: dict[str, Any] = {}
        for column in self.columns:
            cell = row.cells[column.place]
            try:
                value = column.read(self._kept(cell, column.field) if column.is_free else cell)
                if column.field.is_required and value in (None, ""):
                    raise values.BadValue("missing")
            except values.BadValue as bad:
                return Reject(row.line, column.heading, cell, bad.code, bad.detail)
            found[column.field.name] = value
        return found

    def _kept(self, cell: str, field: Field) -> str:
        masked = mask(cell)
        self.left_out[field.name] += len(masked.numbers)
        return masked.text

    def _is_padded(self, row: Row) -> bool:
        """Some programs end each row with empty cells too many."""
        width = len(self.header)
        return len(row.cells) > width and not any(c.strip() for c in row.cells[width:])


def _columns(choices: Choices, header: tuple[str, ...]) -> tuple[Column, ...]:
    return tuple(
        Column(field, heading, header.index(heading), _reader(field, choices))
        for field in FIELDS[choices.kind]
        if (heading := choices.columns.get(field.name, "")) in header
    )


def _reader(field: Field, choices: Choices) -> Reader:
    match field.shape:
        case Shape.DATE:
            return lambda cell: values.read_date(cell, choices.order)
        case Shape.AMOUNT if field.name == "conversions":
            return lambda cell: _not_negative(values.read_number(cell, choices.point))
        case Shape.AMOUNT:
            return lambda cell: values.read_number(cell, choices.point)
        case Shape.COUNT:
            return lambda cell: values.read_count(cell, choices.point)
        case Shape.CURRENCY:
            return values.read_currency
        case Shape.TEXT:
            return lambda cell: values.read_text(cell, field.longest)


def _not_negative(number: Any) -> Any:
    if number is not None and number < 0:
        raise values.BadValue("negative")
    return number


def refuse_missing(choices: Choices, mapped: set[str]) -> None:
    """Raise FileProblem, naming what no column was chosen for."""
    lacking = [str(f.label) for f in FIELDS[choices.kind] if f.is_required and f.name not in mapped]
    if choices.kind is Kind.PERFORMANCE:
        if not mapped & {"campaign", "campaign_id"}:
            lacking.append(_("Campaign or campaign id"))
        if not mapped & set(METRICS):
            lacking.append(_("At least one number, such as spend or clicks"))
    if lacking:
        raise FileProblem(
            _("No column was found for: %(fields)s.") % {"fields": "; ".join(lacking)},
            advice=_("Choose the columns on the preview."),
            code="missing_columns",
        )


def row_hash(row: Row) -> int:
    """64 bits that are equal for rows with equal cells, within one process; fits a bigint."""
    return hash(tuple(row.cells))
