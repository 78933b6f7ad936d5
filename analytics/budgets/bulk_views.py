"""Many amounts at once: a year's months in one table, and files in and out."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from accounts.security import tell_of_export
from analytics.budgets.files import (
    COLUMNS,
    LARGEST_FILE,
    NOTHING,
    Fault,
    Imported,
    export_budgets,
    import_budgets,
)
from analytics.budgets.years import (
    LAST_MONTH,
    LAST_YEAR,
    Table,
    given_table,
    save_year,
    year_table,
)
from analytics.views.trust import today_of

_FAULTS_SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def budget_year(request: MemberRequest) -> HttpResponseBase:
    """Every monthly budget and goal of a year; what is copied is saved only by the button."""
    today, workspace = today_of(request), request.workspace
    year = _year(request, today)
    if request.method != "POST":
        fill = request.GET.get("fill", "")
        table = year_table(year, today, workspace, fill if fill in (LAST_MONTH, LAST_YEAR) else "")
        return _show(request, table, is_past_asked=False)
    table = given_table(request.POST.dict(), year, today, workspace)
    is_past_meant = request.POST.get("is_past_meant") == "on"
    if table.errors or (table.has_past and not is_past_meant):
        return _show(request, table, is_past_asked=table.has_past, status=422)
    try:
        changed = save_year(table=table, is_past_meant=is_past_meant)
    except Trouble as trouble:
        messages.error(request, str(trouble))
        return _show(request, table, is_past_asked=table.has_past, status=422)
    words = ngettext("%(n)d month changed.", "%(n)d months changed.", changed)
    messages.success(request, words % {"n": changed})
    return redirect(f"{request.path}?year={year}")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def budget_import(request: MemberRequest) -> HttpResponseBase:
    """A file is taken in whole, or not at all and every trouble is named."""
    faults: list[Fault] = []
    if request.method == "POST":
        done, faults = _import(request)
        if not faults:
            words = _("%(made)d new, %(periods)d periods set.")
            messages.success(request, words % vars(done))
            return redirect("analytics:budgets", slug=request.workspace.slug)
    context = {
        "faults": faults[:_FAULTS_SHOWN],
        "more": max(len(faults) - _FAULTS_SHOWN, 0),
        "columns": COLUMNS,
    }
    status = 422 if faults else 200
    return render(request, "analytics/budgets/import.html", context, status=status)


@require_safe
@requires(Permission.EXPORT_NUMBERS)
def budget_export(request: MemberRequest) -> HttpResponseBase:
    """All of them as CSV, as the import takes it."""
    text = export_budgets()
    tell_of_export("numbers", workspace=request.workspace, by=request.user)
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    name = f"{request.workspace.slug}-budgets.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _import(request: MemberRequest) -> tuple[Imported, list[Fault]]:
    text, faults = _text_of(request)
    if faults:
        return NOTHING, faults
    is_past_meant = request.POST.get("is_past_meant") == "on"
    try:
        return import_budgets(text=text, workspace=request.workspace, is_past_meant=is_past_meant)
    except Trouble as trouble:
        return NOTHING, [Fault(0, "", "", str(trouble))]


def _show(
    request: MemberRequest, table: Table, *, is_past_asked: bool, status: int = 200
) -> HttpResponseBase:
    context: dict[str, Any] = {
        "table": table,
        "year": table.year,
        "earlier": table.year - 1,
        "later": table.year + 1,
        "is_past_asked": is_past_asked,
        "is_filled": any(cell.is_filled for line in table.lines for cell in line.cells),
        "fills": {"month": LAST_MONTH, "year": LAST_YEAR},
    }
    return render(request, "analytics/budgets/year.html", context, status=status)


def _year(request: MemberRequest, today: date) -> int:
    text = request.GET.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else today.year
    return year if 2001 <= year <= 2090 else today.year


def _text_of(request: MemberRequest) -> tuple[str, list[Fault]]:
    """The text of the file that was sent."""
    given = request.FILES.get("file")
    if given is None:
        return "", [Fault(0, "", "", _("Choose a file first."))]
    if (given.size or 0) > LARGEST_FILE:
        return "", [Fault(0, "", "", _("The file is larger than 1 MB. Send it in parts."))]
    try:
        return given.read().decode("utf-8-sig"), []
    except UnicodeDecodeError:
        words = _("The file is not in UTF-8. Save it as “CSV UTF-8” and send it again.")
        return "", [Fault(0, "", "", words)]
