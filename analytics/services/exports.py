"""Writes what is seen into a file that a spreadsheet opens without running anything in it."""

import csv
import io
from collections.abc import Iterable, Mapping
from decimal import Decimal
from uuid import UUID

from accounts.audit import record
from analytics.metrics import Metric, Unit
from analytics.pages.tables import Parts
from analytics.pipeline.oldest import OldDeal
from analytics.queries import Cell
from integrations.models import Source

# A cell that begins so is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export_parts(*, parts: Parts, by: str) -> str:
    """The rows as CSV: names made harmless, money in whole units, rates as shares of one."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    heads = [_head(metric, parts.currency) for metric in parts.metrics]
    lacks = [_without_rate(part.cells.values()) for part in parts.rows]
    # A column that stands only where something was left out, and names its currencies.
    more = ["without_rate"] if any(lacks) else []
    writer.writerow([by, "detail", *map(harmless, heads), *more])
    for part, without in zip(parts.rows, lacks, strict=True):
        cells = [_cell(metric, part.cells[metric.key]) for metric in parts.metrics]
        row = [harmless(part.name), harmless(part.sub), *cells]
        writer.writerow([*row, without] if more else row)
    record("numbers.exported", by, rows=len(parts.rows))
    # Excel reads UTF-8 only behind this mark.
    return "\ufeff" + text.getvalue()


def export_deals(*, deals: list[OldDeal], sources: Mapping[UUID, Source], currency: str) -> str:
    """Open deals as CSV, by their ids; amounts in their own currency and in the workspace's."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    heads = ["source", "id", "stage", "since", "days", "since_is_known", "amount", "currency"]
    more = [f"amount ({currency})", "probability", "lead_source", "basis"]
    writer.writerow([*heads, *map(harmless, more)])
    for one in deals:
        row = [one.external_id, one.stage]
        writer.writerow(
            [
                *map(harmless, (sources[one.source_id].name, *row)),
                one.since_on,
                one.age,
                "yes" if one.is_since_known else "no",
                _units(one.amount),
                one.currency,
                _units(one.worth),
                "" if one.probability is None else one.probability,
                harmless(one.lead_source),
                one.basis,
            ]
        )
    record("numbers.exported", "pipeline", rows=len(deals))
    return "\ufeff" + text.getvalue()


def _units(micros: int | None) -> str:
    return "" if micros is None else str(Decimal(micros) / 1_000_000)


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _head(metric: Metric, currency: str) -> str:
    return f"{metric.label} ({currency})" if metric.unit is Unit.MONEY else str(metric.label)


def _without_rate(cells: Iterable[Cell]) -> str:
    return " ".join(sorted({code for cell in cells for code in cell.without_rate}))


def _cell(metric: Metric, cell: Cell) -> str:
    if cell.value is None:
        return ""
    if metric.unit is Unit.MONEY:
        return str(Decimal(int(cell.value)) / 1_000_000)
    return str(cell.value)
