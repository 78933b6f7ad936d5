"""Saved reports: the list, saving and renaming one, overwriting its question, deleting it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from analytics.models import SavedReport
from analytics.reports import keeping
from analytics.reports.asking import clean, url_of
from analytics.reports.forms import ReportForm

_PAGE = 50


@require_safe
@requires(Permission.VIEW_NUMBERS)
def report_list(request: MemberRequest) -> HttpResponseBase:
    """Those that one sees; one that was just deleted can be had back here."""
    page = Paginator(keeping.reports_of(_user(request)), _PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "rows": [(row, url_of(row, request.workspace.slug)) for row in page.object_list],
        "can_define": Permission.DEFINE_NUMBERS in request.permissions,
        "deleted": _deleted(request),
    }
    return render(request, "analytics/reports/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def new_report(request: MemberRequest) -> HttpResponseBase:
    """Keep the question `q`, as the explorer's address has it."""
    question = clean(request.POST.get("q") or request.GET.get("q") or "")
    form = ReportForm(request.POST or None)

    def save() -> SavedReport:
        data = form.cleaned_data
        return keeping.save_report(
            name=data["name"],
            question=question,
            is_shared=data["is_shared"],
            user_id=_user(request),
        )

    if request.method == "POST" and (row := _done(form, save)):
        messages.success(request, _("Saved as “%(name)s”.") % {"name": row.name})
        return redirect(url_of(row, request.workspace.slug))
    context = {"form": form, "question": question, "back": f"?{question}"}
    return render(request, "analytics/reports/form.html", context, status=_status(request))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def report(request: MemberRequest, report_id: UUID) -> HttpResponseBase:
    """Its name, and who sees it."""
    row = _found(request, report_id)
    initial = {"name": row.name, "is_shared": row.is_shared}
    form = ReportForm(request.POST or None, initial=initial)

    def rename() -> SavedReport:
        return keeping.rename_report(
            report_id=report_id, user_id=_user(request), **form.cleaned_data
        )

    if request.method == "POST" and _done(form, rename):
        messages.success(request, _("Saved."))
        return redirect("analytics:reports", slug=request.workspace.slug)
    context = {"form": form, "row": row, "back": f"?{row.question}"}
    return render(request, "analytics/reports/form.html", context, status=_status(request))


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def overwrite_report(request: MemberRequest, report_id: UUID) -> HttpResponseBase:
    """Put the question that is seen in the place of the one that was saved."""
    _found(request, report_id)
    question = clean(request.POST.get("q", ""))
    try:
        row = keeping.overwrite_report(
            report_id=report_id, question=question, user_id=_user(request)
        )
    except Trouble as trouble:
        messages.error(request, str(trouble))
        return redirect("analytics:reports", slug=request.workspace.slug)
    messages.success(request, _("“%(name)s” asks this now.") % {"name": row.name})
    return redirect(url_of(row, request.workspace.slug))


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def drop_report(request: MemberRequest, report_id: UUID) -> HttpResponseBase:
    """Take it away, with the way back on the next page."""
    _found(request, report_id)
    keeping.delete_report(report_id=report_id, user_id=_user(request))
    url = reverse("analytics:reports", kwargs={"slug": request.workspace.slug})
    return redirect(f"{url}?{urlencode({'deleted': str(report_id)})}")


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def undrop_report(request: MemberRequest, report_id: UUID) -> HttpResponseBase:
    """Have a deleted one back."""
    try:
        keeping.restore_report(report_id=report_id, user_id=_user(request))
        messages.success(request, _("It is back."))
    except Trouble as trouble:
        messages.error(request, str(trouble))
    return redirect("analytics:reports", slug=request.workspace.slug)


def _found(request: MemberRequest, report_id: UUID) -> SavedReport:
    row = keeping.reports_of(_user(request)).filter(pk=report_id).first()
    if row is None:
        raise Http404("No such report.")
    return row


def _done(form: ReportForm, act: Any) -> SavedReport | None:
    if not form.is_valid():
        return None
    try:
        row: SavedReport = act()
    except Trouble as trouble:
        form.add_error(None, str(trouble))
        return None
    return row


def _status(request: MemberRequest) -> int:
    return 422 if request.method == "POST" else 200


def _user(request: MemberRequest) -> UUID:
    found: UUID = request.user.pk
    return found


def _deleted(request: MemberRequest) -> SavedReport | None:
    """The one that was just deleted, for who may have it back."""
    if Permission.DEFINE_NUMBERS not in request.permissions:
        return None
    try:
        wanted = UUID(request.GET.get("deleted", ""))
    except ValueError:
        return None
    rows = SavedReport.objects.filter(keeping.seen_by(_user(request)), deleted_at__isnull=False)
    return rows.filter(pk=wanted).first()
