"""Published reports: publishing one, its page with what changed since, its PDF, withdrawing it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.parts import nothing_new
from accounts.permissions import Permission
from accounts.underway import is_recent, is_still, mark_of
from analytics.dashboards.reading import dashboards_for
from analytics.models import Publication
from analytics.reporting.changes import changes_of
from analytics.reporting.forms import PublishForm
from analytics.reporting.freezing import publishing
from analytics.reporting.freezing.comparing import compare
from analytics.reporting.reading import publication_for
from analytics.reporting.views import as_pdf, name_of


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def publish(request: MemberRequest) -> HttpResponseBase:
    """Freeze what a dashboard shows now."""
    boards = dashboards_for(*_reader(request))
    board = request.GET.get("dashboard", "")
    initial = {"dashboard": board, "name": name_of(boards, board)}
    form = PublishForm(request.POST or None, boards=boards, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            row = publishing.publish(
                dashboard=form.board, name=form.cleaned_data["name"], user_id=request.user.pk
            )
        except Trouble as trouble:
            form.add_error(None, f"{trouble} {trouble.advice}".strip())
        else:
            messages.success(request, _("Published. These numbers stay as they are."))
            return redirect("analytics:publication", request.workspace.slug, row.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "analytics/reporting/publish.html", {"form": form}, status=status)


@require_safe
@requires(Permission.VIEW_NUMBERS)
def publication(request: MemberRequest, publication_id: UUID) -> HttpResponseBase:
    """What was frozen, and what became of it since."""
    row = publication_for(publication_id, *_reader(request))
    is_printing = row.pdf is None and is_recent(row.published_at)
    underway = mark_of("pdf") if is_printing else ""
    if is_still(request, underway):
        return nothing_new()
    compared = compare(row, request.workspace)
    context: dict[str, Any] = {
        "row": row,
        "document": row.document,
        "changes": changes_of(row, compared),
        "count": len(compared),
        "has_pdf": row.pdf is not None,
        "underway": underway,
        "can_define": Permission.DEFINE_NUMBERS in request.permissions,
    }
    return render(request, "analytics/reporting/publication.html", context)


@require_safe
@requires(Permission.VIEW_NUMBERS)
def publication_file(request: MemberRequest, publication_id: UUID) -> HttpResponseBase:
    """Its PDF."""
    row = publication_for(publication_id, *_reader(request))
    if row.pdf is None:
        raise Http404("It is not printed yet.")
    return as_pdf(bytes(row.pdf), row.name)


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def withdraw(request: MemberRequest, publication_id: UUID) -> HttpResponseBase:
    """Show it to nobody any more, with the way back on the next page."""
    publication_for(publication_id, *_reader(request))
    publishing.withdraw(publication_id=publication_id)
    url = reverse("analytics:sent_reports", kwargs={"slug": request.workspace.slug})
    return redirect(f"{url}?{urlencode({'withdrawn': str(publication_id)})}")


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def restore(request: MemberRequest, publication_id: UUID) -> HttpResponseBase:
    """Show a withdrawn one again."""
    if withdrawn_of(request, publication_id) is None:
        raise Http404("No such report.")
    publishing.restore(publication_id=publication_id)
    messages.success(request, _("It is back."))
    return redirect("analytics:publication", request.workspace.slug, publication_id)


def withdrawn_of(request: MemberRequest, publication_id: UUID) -> Publication | None:
    """A withdrawn one of a dashboard that the reader sees."""
    boards = dashboards_for(*_reader(request)).order_by().values("id")
    rows = Publication.objects.filter(withdrawn_at__isnull=False, dashboard_id__in=boards)
    return rows.defer("document", "numbers", "pdf").filter(pk=publication_id).first()


def _reader(request: MemberRequest) -> tuple[str, UUID]:
    return request.membership.role, request.user.pk
