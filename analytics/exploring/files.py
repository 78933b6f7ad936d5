"""What is seen, as rows of a file; CSV and XLSX hold the same, and nothing that is executed."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from analytics.exploring.answer import Explored, Line, is_pivoted
from analytics.exploring.leaves import DIMENSIONS
from analytics.figures import MICROS
from analytics.metrics import Metric, Unit
from analytics.queries.result import Cell

Value = str | int | float | Decimal | None
_FORMATS = {
    Unit.MONEY: "#,##0.00",
    Unit.COUNT: "#,##0",
    Unit.RATE: "0.00%",
    Unit.RATIO: "0.00",
    Unit.DURATION: "0.0",
}
# In a spreadsheet's first columns names are read, in the others figures.
_WIDE, _NARROW, _WIDEST = 32, 16, 90


@dataclass(frozen=True)
class Sheet:
    """Heads and rows; of each column of figures the unit, of one of names None."""

    heads: list[str]
    units: list[Unit | None]
    rows: list[list[Value]]


def sheet_of(explored: Explored) -> Sheet:
    """The table as it is seen: rows, all others, all; empty where there is no value."""
    asked, names = explored.exploration, _names(explored)
    columns = _columns(explored)
    lines = [(list(line.names), line) for line in explored.lines]
    if explored.rest is not None:
        lines.append(([_("Other")], explored.rest))
    lines.append(([_("All")], explored.total))
    wide = max(1, len(asked.down))
    return Sheet(
        [*names, *(head for head, _metric in columns)],
        [*[None] * wide, *(metric.unit for _head, metric in columns)],
        [[*[*found, *[""] * wide][:wide], *_values(explored, line)] for found, line in lines],
    )


def _names(explored: Explored) -> list[str]:
    return [str(DIMENSIONS[one]) for one in explored.exploration.down] or [""]


def _columns(explored: Explored) -> list[tuple[str, Metric]]:
    asked, currency = explored.exploration, explored.currency
    if not is_pivoted(asked):
        return [(_head(metric, currency), metric) for metric in asked.query.catalogue]
    across = [column.name or _("Other") for column in explored.columns]
    return [(_head(asked.metric, currency), asked.metric), *((one, asked.metric) for one in across)]


def _head(metric: Metric, currency: str) -> str:
    return f"{metric.label} ({currency})" if metric.unit is Unit.MONEY else str(metric.label)


def _values(explored: Explored, line: Line) -> list[Value]:
    asked = explored.exploration
    if not is_pivoted(asked):
        return [_value(metric, line.cells[metric.key]) for metric in asked.query.catalogue]
    metric = asked.metric
    return [_value(metric, one[metric.key]) for one in (line.cells, *line.columns)]


def _value(metric: Metric, cell: Cell) -> Value:
    if cell.value is not None and metric.unit is Unit.MONEY:
        return Decimal(int(cell.value)) / MICROS
    return cell.value


def workbook(sheet: Sheet, facts: Sequence[tuple[str, str]], made_at: datetime) -> bytes:
    """XLSX: numbers as numbers, texts never as formulas or links; what it means beside it."""
    import xlsxwriter  # by the few requests that ask for a workbook

    file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"created": made_at.replace(tzinfo=None)})
        bold = book.add_format({"bold": True})
        page = book.add_worksheet(_("Numbers"))
        page.freeze_panes(1, 0)
        for column, (head, unit) in enumerate(zip(sheet.heads, sheet.units, strict=True)):
            look = book.add_format({"num_format": _FORMATS[unit]}) if unit else None
            page.set_column(column, column, _NARROW if unit else _WIDE, look)
            page.write_string(0, column, head, bold)
        for place, row in enumerate(sheet.rows, 1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(place, column, value)
                elif value is not None:
                    page.write_number(place, column, float(value))
        words = book.add_worksheet(_("Definitions"))
        words.set_column(0, 0, _WIDE)
        words.set_column(1, 1, _WIDEST)
        for place, (name, text) in enumerate(facts):
            words.write_string(place, 0, name, bold)
            words.write_string(place, 1, text)
    return file.getvalue()
