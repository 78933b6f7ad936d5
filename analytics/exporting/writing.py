"""Writes an answer as CSV, keeps it packed for a day, and forgets it."""

import csv
import io
import zlib
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework.exceptions import ValidationError

from accounts.audit import record
from accounts.jobs import enqueue
from accounts.models import Workspace
from accounts.tenancy import in_each_workspace, require_workspace_id
from analytics.api_shapes import QuestionSerializer
from analytics.asking import question_of
from analytics.metrics import CATALOGUE, Unit
from analytics.models import NumbersExport
from analytics.queries import Breakdown, Cell, MetricResult, run_query
from analytics.services.exports import harmless

KEPT = timedelta(hours=24)


def request_export(*, question: dict[str, Any]) -> NumbersExport:
    """Have the answer to a valid question written in the entered workspace."""
    export = NumbersExport.objects.create(question=question, expires_at=timezone.now() + KEPT)
    enqueue("analytics.tasks.write_export", export.pk)
    record("export.requested", export, metrics=question["metrics"])
    return export


def write_export(*, export_id: UUID) -> None:
    """Ask, and keep the file; one that is gone or written already stays as it is."""
    export = NumbersExport.objects.select_for_update().filter(pk=export_id).first()
    if export is None or export.state != NumbersExport.State.WAITING:
        return
    workspace = Workspace.objects.get(pk=require_workspace_id())
    shape = QuestionSerializer(data=export.question)
    try:
        shape.is_valid(raise_exception=True)
        result = run_query(question_of(shape.validated_data, workspace), workspace)
    except ValidationError as refused:
        export.state, export.errors = NumbersExport.State.FAILED, _plain(refused.detail)
    else:
        text, rows = as_csv(result)
        export.state, export.rows = NumbersExport.State.DONE, rows
        export.size, export.content = len(text), zlib.compress(text)
    export.finished_at = timezone.now()
    export.save()


def content_of(export: NumbersExport) -> bytes | None:
    """The file; None while it is not written, or when it is over."""
    if export.content is None or export.expires_at <= timezone.now():
        return None
    return zlib.decompress(bytes(export.content))


def forget_exports() -> int:
    """Delete, in every workspace, what is kept no longer; how many."""
    return in_each_workspace(
        lambda: NumbersExport.objects.filter(expires_at__lt=timezone.now()).delete()[0]
    )


def as_csv(result: MetricResult) -> tuple[bytes, int]:
    """(the file, its rows): a line for each part or day; else one line.

    Columns are the metrics' keys. Money is in whole units of `currency`, a rate is a share of one,
    and what does not exist is an empty cell.
    """
    text, rows = io.StringIO(), 0
    writer = csv.writer(text, lineterminator="\r\n")
    heads, lines = _lines(result)
    keys = list(result.values)
    writer.writerow([*heads, *keys, "currency", "without_rate"])
    for names, cells in lines:
        values = [_value(key, cells[key].value) for key in keys]
        without = sorted({code for cell in cells.values() for code in cell.without_rate})
        writer.writerow([*map(harmless, names), *values, result.currency, " ".join(without)])
        rows += 1
    return text.getvalue().encode(), rows


def _lines(result: MetricResult) -> tuple[list[str], Iterator[tuple[list[str], dict[str, Cell]]]]:
    if result.query.breakdown is not Breakdown.NONE:
        return ["key", "name"], (([row.key, row.name], row.cells) for row in result.rows)
    if result.series:
        return ["day"], _days(result)
    return [], iter([([], result.values)])


def _days(result: MetricResult) -> Iterator[tuple[list[str], dict[str, Cell]]]:
    first = next(iter(result.series.values()))
    for place, day in enumerate(first.days):
        cells = {key: Cell(series.values[place]) for key, series in result.series.items()}
        yield [day.isoformat()], cells


def _value(key: str, value: int | float | None) -> str:
    if value is None:
        return ""
    is_money = CATALOGUE[key].unit is Unit.MONEY
    return str(Decimal(round(value)) / 1_000_000) if is_money else str(value)


def _plain(detail: Any) -> dict[str, Any]:
    if isinstance(detail, dict):
        return {str(name): _told(one) for name, one in detail.items()}
    return {"question": _told(detail)}


def _told(detail: Any) -> Any:
    if isinstance(detail, dict):
        return _plain(detail)
    return [str(one) for one in detail] if isinstance(detail, list) else str(detail)
