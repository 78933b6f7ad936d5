"""One run: its progress while it lasts, then what it brought and what it left out."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_POST

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from integrations.files.fields import Kind
from integrations.files.problems import reason_of_many
from integrations.files.rejects import as_csv, read_rejects
from integrations.files.store import load
from integrations.files.values import is_ahead
from integrations.models import SyncRun, SyncSlice
from integrations.selectors import accounts_of, stream_labels
from integrations.services import files
from integrations.views.links import crumbs, file_steps
from integrations.views.states import (
    is_stuck,
    job_of,
    left_in_words,
    progress_of,
    run_badge,
    run_kind,
)

_REJECTS_SHOWN = 50
_SLICES_SHOWN = 200
_COUNTS = {
    "campaigns": gettext_noop("Campaigns"),
    "impressions": gettext_noop("Impressions"),
    "clicks": gettext_noop("Clicks"),
    "conversions_micros": gettext_noop("Conversions"),
    "opportunities": gettext_noop("Opportunities"),
    "won": gettext_noop("Won"),
    "lost": gettext_noop("Lost"),
    "open": gettext_noop("Open"),
    "no_company": gettext_noop("Without a company"),
}
_MONEY = {
    "spend": gettext_noop("Spend"),
    "conversion_value": gettext_noop("Conversion value"),
    "won_value": gettext_noop("Won value"),
}


@dataclass(frozen=True)
class Figure:
    """One total of a file, exact."""

    label: str
    value: str


@dataclass(frozen=True)
class SliceLine:
    """A piece of a run in words: its stream, the vendor's account, the way it was read."""

    row: SyncSlice
    label: str
    account: str
    way: str


@require_GET
@requires(Permission.VIEW_SOURCES)
def run_page(request: MemberRequest, source_id: UUID, run_id: UUID) -> HttpResponseBase:
    """Progress, result, rejects, errors in words."""
    run = find_run(source_id, run_id)
    note = run.source.options.get("files", {}).get(str(run.pk), {})
    step = 2 if run.state == SyncRun.State.RUNNING else 3
    outcome = note.get("outcome")
    context = {
        "run": run,
        "source": run.source,
        "badge": run_badge(run),
        "kind": run_kind(run),
        "note": note,
        "steps": file_steps(step) if run.kind == "file" else [],
        "outcome": outcome,
        "figures": _figures(outcome) if outcome else [],
        "first_on": _day(outcome["first_on"]) if outcome else None,
        "last_on": _day(outcome["last_on"]) if outcome else None,
        "is_ahead": bool(outcome) and _is_ahead(run, outcome),
        "reasons": [
            {**line, "why": reason_of_many(line["code"])} for line in note.get("rejects", [])
        ],
        "rejects": _rejects_for(request, run),
        "may_see_rejects": _may_see_rejects(request),
        **_slices(run),
        "upload": _waiting(run, note),
        "may_import": Permission.IMPORT_FILES in request.permissions,
        "breadcrumbs": crumbs(request, run.source),
        **_progress(run),
    }
    return render(request, "integrations/run.html", context)


@require_GET
@requires(Permission.VIEW_SOURCES)
def progress(request: MemberRequest, source_id: UUID, run_id: UUID) -> HttpResponseBase:
    """The live part; when the run is over the page is loaded once more, as a whole."""
    run = find_run(source_id, run_id)
    context = _progress(run)
    context |= {"run": run, "source": run.source}
    response = render(request, "integrations/_run_progress.html", context)
    if not context["is_running"]:
        response["HX-Refresh"] = "true"
    return response


@require_GET
@requires(Permission.IMPORT_FILES)
def rejects(request: MemberRequest, source_id: UUID, run_id: UUID) -> HttpResponseBase:
    """All rejects as a CSV file that is safe to open in a spreadsheet."""
    run = find_run(source_id, run_id)
    path = files.rejects_of(run)
    if not path.exists():
        raise Http404("The list is gone.")
    head = [_("Line"), _("Column"), _("Value"), _("Reason")]
    response = StreamingHttpResponse(
        as_csv(head, read_rejects(path)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="rejects.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@requires(Permission.IMPORT_FILES)
def import_rest(request: MemberRequest, source_id: UUID, run_id: UUID) -> HttpResponseBase:
    """Import a refused file without the rows that cannot be read."""
    run = find_run(source_id, run_id)
    upload = _waiting(run, run.source.options.get("files", {}).get(str(run.pk), {}))
    if run.error_code != "rejects" or upload is None:
        raise Http404("Nothing waits.")
    wanted = files.FileImport(run.source_id, run.source.name, allow_rejects=True)
    header = tuple(upload.choices.get("header", ()))
    try:
        run = files.start_import(upload=upload, header=header, wanted=wanted)
    except Trouble as trouble:
        messages.error(request, str(trouble))
    return redirect("integrations:run", request.workspace.slug, run.source_id, run.pk)


@require_POST
@requires(Permission.IMPORT_FILES, goes_on=True)
def cancel(request: MemberRequest, source_id: UUID, run_id: UUID) -> HttpResponseBase:
    """Stop an import; nothing of it is kept."""
    run = find_run(source_id, run_id)
    files.cancel_import(run=run)
    messages.success(request, _("The import is stopped. Nothing of the file was kept."))
    return redirect("integrations:run", request.workspace.slug, run.source_id, run.pk)


def _rejects_for(request: MemberRequest, run: SyncRun) -> list[Any]:
    """The first cells that were left out: anything may stand in one, people too.

    So whoever can neither import files nor see people, one of ours with a grant above all, is
    shown how many there are and why, and no cell.
    """
    if not _may_see_rejects(request):
        return []
    return list(islice(read_rejects(files.rejects_of(run)), _REJECTS_SHOWN))


def _may_see_rejects(request: MemberRequest) -> bool:
    return bool(request.permissions & {Permission.IMPORT_FILES, Permission.VIEW_PEOPLE})


def _slices(run: SyncRun) -> dict[str, Any]:
    """What was read in pieces: those that failed first, then the newest days."""
    rows = SyncSlice.objects.filter(run=run)
    order = (F("error_text").desc(), "stream", F("last_on").desc(nulls_first=True), "account")
    found = list(rows.order_by(*order)[:_SLICES_SHOWN])
    labels = stream_labels(run.source.connector)
    names = {account.external_id: account.name for account in accounts_of(run.source)}
    lines = [
        SliceLine(
            row, labels.get(row.stream, row.stream), names.get(row.account, row.account), _way(row)
        )
        for row in found
    ]
    return {"slices": lines, "slices_left": rows.count() - len(found)}


def _way(row: SyncSlice) -> str:
    ways = {"bulk": "Bulk API", "reports": _("Report"), "lists": _("List")}
    return ways.get(row.mode, "REST")


def find_run(source_id: UUID, run_id: UUID) -> SyncRun:
    """A run of this source of this workspace; 404 for any other."""
    rows = SyncRun.objects.select_related("source")
    run = rows.filter(pk=run_id, source_id=source_id).first()
    if run is None:
        raise Http404("No such run.")
    return run


def _waiting(run: SyncRun, note: dict[str, Any]) -> Any:
    """The upload behind a file's run, while its bytes are still here."""
    if "upload" not in note:
        return None
    upload = load(run.workspace_id, UUID(note["upload"]))
    return upload if upload is not None and upload.path.exists() else None


def _progress(run: SyncRun) -> dict[str, Any]:
    if run.state != SyncRun.State.RUNNING:
        return {"is_running": False}
    job = job_of(run)
    told = progress_of(job)
    done, total = int(told.get("read_bytes") or 0), int(told.get("total_bytes") or 0)
    return {
        "is_running": not is_stuck(job),
        "is_stuck": is_stuck(job),
        "is_loading": told.get("step") == "loading",
        "rows": told.get("rows") or 0,
        "done": done,
        "total": total,
        "left": left_in_words(run.started_at, done, total),
    }


def _figures(outcome: dict[str, Any]) -> list[Figure]:
    figures = [
        Figure(_(_MONEY[name]), f"{currency} {_micros(micros)}")
        for name, amounts in outcome.get("money", {}).items()
        for currency, micros in amounts.items()
    ]
    totals = outcome.get("totals", {})
    for name in (name for name in _COUNTS if name in totals):
        is_split = name.endswith("_micros") and totals[name] % 10**6
        whole = totals[name] // 10**6 if name.endswith("_micros") else totals[name]
        text = _micros(totals[name]) if is_split else _count(whole)
        figures.append(Figure(_(_COUNTS[name]), text))
    return figures


def _count(number: int) -> str:
    return number_format(number, force_grouping=True)


def _micros(micros: int) -> str:
    """Whole units with two decimals; rounded here, because number_format cuts off."""
    rounded = (Decimal(micros) / 10**6).quantize(Decimal("0.01"))
    return number_format(rounded, decimal_pos=2, force_grouping=True)


def _is_ahead(run: SyncRun, outcome: dict[str, Any]) -> bool:
    """Whether a file told of days that have come nowhere yet; deals may well close later."""
    last_on = _day(outcome["last_on"])
    is_spend = run.source.options.get("kind") == Kind.PERFORMANCE
    return is_spend and last_on is not None and is_ahead(last_on)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
