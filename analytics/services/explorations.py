"""Writes an answer of the explorer into a file, and notes who took it."""

import csv
import io

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import Workspace
from analytics.exploring.answer import Explored
from analytics.exploring.files import Value, sheet_of, workbook
from analytics.pages.charts import in_words
from analytics.services.exports import harmless


def export_csv(*, explored: Explored) -> str:
    """The rows as CSV, and a line of the audit trail."""
    record("numbers.exported", "explore", rows=len(sheet_of(explored).rows))
    return csv_of(explored)


def csv_of(explored: Explored) -> str:
    """The rows as CSV: names made harmless, money in whole units, rates as shares of one."""
    sheet, text = sheet_of(explored), io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(map(harmless, sheet.heads))
    writer.writerows([_cell(value) for value in row] for row in sheet.rows)
    # Excel reads UTF-8 only behind this mark.
    return "\ufeff" + text.getvalue()


def _cell(value: Value) -> str:
    if isinstance(value, str):
        return harmless(value)
    return "" if value is None else str(value)


def export_xlsx(*, explored: Explored, question: str, workspace: Workspace) -> bytes:
    """The same as a workbook, with the question and each definition on a sheet of its own."""
    sheet, now = sheet_of(explored), timezone.now().astimezone(workspace.zone)
    query = explored.exploration.query
    facts = [
        (_("Question"), question),
        (_("Workspace"), workspace.name),
        (_("Period"), in_words(query.period)),
        (_("Currency"), explored.currency),
        (_("Written"), f"{date_format(now, 'DATETIME_FORMAT')} ({workspace.time_zone})"),
    ]
    if explored.as_of:
        read = date_format(explored.as_of.astimezone(workspace.zone), "DATETIME_FORMAT")
        facts.append((_("As of"), read))
    facts += [
        (
            str(metric.label),
            f"{metric.formula} ({_('version %(version)d') % {'version': metric.version}})",
        )
        for metric in query.catalogue
    ]
    record("numbers.exported", "explore", rows=len(sheet.rows))
    return workbook(sheet, facts, now)
