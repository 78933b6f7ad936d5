"""Reports that are sent: the list, one with its history, making, changing and leaving it."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from accounts.selectors import members
from analytics.dashboards.reading import dashboards_for, layout_of
from analytics.models import Dashboard, Publication, Report, ReportRecipient, ReportSending
from analytics.reporting import keeping
from analytics.reporting.composing.documents import compose
from analytics.reporting.forms import ReportForm, initial_of
from analytics.reporting.history import lines_of
from analytics.reporting.kept import FILES_KEPT
from analytics.reporting.mails import file_name
from analytics.reporting.reading import (
    file_for,
    publications_for,
    recipients_of,
    report_for,
    reports_for,
    sees,
    sendings_of,
)
from analytics.reporting.words import language_words, schedule_words
from analytics.views.trust import today_of

_PAGE = 20


@require_safe
@requires(Permission.VIEW_NUMBERS)
def listing(request: MemberRequest) -> HttpResponseBase:
    """Those that are sent, the next one first, and those that were published."""
    reports = list(reports_for(*_reader(request)))
    counts: dict[UUID, int] = {}
    rows = ReportRecipient.objects.filter(report__in=reports, left_at=None)
    for report_id in rows.values_list("report_id", flat=True):
        counts[report_id] = counts.get(report_id, 0) + 1
    context = {
        "rows": [(row, schedule_words(row), counts.get(row.pk, 0)) for row in reports],
        "page_obj": Paginator(publications_for(*_reader(request)), _PAGE).get_page(
            request.GET.get("page")
        ),
        "has_boards": dashboards_for(*_reader(request)).exists(),
        "can_define": _can_define(request),
        "deleted": _deleted(request),
        "withdrawn": _withdrawn(request),
    }
    return render(request, "analytics/reporting/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def new_report(request: MemberRequest) -> HttpResponseBase:
    """Have a dashboard sent."""
    board = request.GET.get("dashboard", "")
    boards = dashboards_for(*_reader(request))
    initial = {"dashboard": board, "name": name_of(boards, board)}
    form = _form(request, {**initial, "recipients": [str(request.user.pk)]})
    row = _done(request, form, lambda: keeping.make_report(what=form.what, user_id=request.user.pk))
    if row is not None:
        messages.success(request, _("“%(name)s” is on its schedule.") % {"name": row.name})
        return _to(request, row.pk)
    return _form_page(request, form, None)


@require_safe
@requires(Permission.VIEW_NUMBERS)
def report(request: MemberRequest, report_id: UUID) -> HttpResponseBase:
    """What is sent to whom and when, and what became of it."""
    row = report_for(report_id, *_reader(request))
    page = Paginator(sendings_of(row), _PAGE).get_page(request.GET.get("page"))
    recipients = [
        (one, member, member is not None and sees(member, row.dashboard))
        for one, member in recipients_of([row])
    ]
    context = {
        "report": row,
        "when": schedule_words(row),
        "language": language_words(row),
        "recipients": recipients,
        "mine": next((one for one, _m, _s in recipients if one.user_id == request.user.pk), None),
        "page_obj": page,
        "lines": lines_of(page.object_list),
        "kept_days": FILES_KEPT.days,
        "can_define": _can_define(request),
        "is_waiting": any(
            one.state == ReportSending.State.WAITING and not one.waits_for
            for one in page.object_list
        ),
    }
    return render(request, "analytics/reporting/report.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def edit_report(request: MemberRequest, report_id: UUID) -> HttpResponseBase:
    """Send something else, at another time, or to others."""
    row = report_for(report_id, *_reader(request))
    there = ReportRecipient.objects.filter(report=row, left_at=None)
    form = _form(request, initial_of(row, there.values_list("user_id", flat=True)))
    done = _done(request, form, lambda: keeping.change_report(report_id=report_id, what=form.what))
    if done is not None:
        messages.success(request, _("Saved."))
        return _to(request, report_id)
    return _form_page(request, form, row)


@require_safe
@requires(Permission.VIEW_NUMBERS)
def preview(request: MemberRequest, report_id: UUID) -> HttpResponseBase:
    """What it would say now, in the reader's own language."""
    row = report_for(report_id, *_reader(request))
    layout = layout_of(row.dashboard)
    composed = compose(row.name, layout, request.workspace, today=today_of(request))
    context = {"report": row, "document": composed.document.as_data()}
    return render(request, "analytics/reporting/preview.html", context)


@require_POST
@requires(Permission.VIEW_NUMBERS)
def send_me_one(request: MemberRequest, report_id: UUID) -> HttpResponseBase:
    """Make it now and mail it to whoever asks."""
    report_for(report_id, *_reader(request))

    def ask() -> None:
        keeping.send_me_one(report_id=report_id, user=request.user)
        words = {"email": request.user.email}
        messages.success(request, _("It is being made and comes to %(email)s.") % words)

    return _tried(request, ask, report_id)


@require_POST
@requires(Permission.DEFINE_NUMBERS, goes_on=True)
def pause(request: MemberRequest, report_id: UUID) -> HttpResponseBase:
    """Send it no more until somebody says so; also where nobody pays."""
    return _paused(request, report_id, is_paused=True)


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def resume(request: MemberRequest, report_id: UUID) -> HttpResponseBase:
    """Send it again, from its next hour on."""
    return _paused(request, report_id, is_paused=False)


def _paused(request: MemberRequest, report_id: UUID, *, is_paused: bool) -> HttpResponseBase:
    report_for(report_id, *_reader(request))

    def act() -> None:
        keeping.pause_report(report_id=report_id, is_paused=is_paused)

    return _tried(request, act, report_id)


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def delete(request: MemberRequest, report_id: UUID) -> HttpResponseBase:
    """Take it away, with the way back on the next page."""
    report_for(report_id, *_reader(request))
    keeping.delete_report(report_id=report_id)
    url = reverse("analytics:sent_reports", kwargs={"slug": request.workspace.slug})
    return redirect(f"{url}?{urlencode({'deleted': str(report_id)})}")


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def restore(request: MemberRequest, report_id: UUID) -> HttpResponseBase:
    """Have a deleted one back."""
    if _deleted(request, report_id) is None:
        raise Http404("No such report.")

    def act() -> None:
        keeping.restore_report(report_id=report_id)
        messages.success(request, _("It is back."))

    return _tried(request, act, report_id)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW_NUMBERS)
def leave(request: MemberRequest, report_id: UUID) -> HttpResponseBase:
    """A recipient says that they no longer wish it, or wish it again; mails lead here."""
    rows = ReportRecipient.objects.filter(report__deleted_at=None, user=request.user)
    mine = rows.filter(report_id=report_id).select_related("report").first()
    if mine is None:
        raise Http404("Not for this reader.")
    if request.method == "POST":
        is_back = mine.left_at is not None
        keeping.leave_report(report_id=report_id, user=request.user, is_back=is_back)
        text = _("You get it again.") if is_back else _("You get it no longer.")
        messages.success(request, text)
        return redirect("analytics:leave_sent_report", request.workspace.slug, report_id)
    return render(request, "analytics/reporting/leave.html", {"mine": mine, "report": mine.report})


@require_safe
@requires(Permission.DEFINE_NUMBERS)
def who_gets_what(request: MemberRequest) -> HttpResponseBase:
    """Each member with the reports that they get."""
    reports = list(reports_for(*_reader(request)))
    found: dict[UUID, tuple[Any, list[Any]]] = {}
    for one, member in recipients_of(reports):
        is_seen = member is not None and sees(member, _board(reports, one.report_id))
        found.setdefault(one.user_id, (one.user, []))[1].append((one, member, is_seen))
    context = {"people": list(found.values())}
    return render(request, "analytics/reporting/recipients.html", context)


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def remove_recipient(request: MemberRequest, report_id: UUID, user_id: UUID) -> HttpResponseBase:
    """Send it to somebody no more."""
    report_for(report_id, *_reader(request))
    keeping.remove_recipient(report_id=report_id, user_id=user_id)
    messages.success(request, _("Taken away."))
    return redirect("analytics:report_recipients", request.workspace.slug)


@require_safe
@requires(Permission.VIEW_NUMBERS)
def file(request: MemberRequest, file_id: UUID) -> HttpResponseBase:
    """The very PDF that was sent."""
    row = file_for(file_id, *_reader(request))
    return as_pdf(bytes(row.content), row.sending.report.name)


def name_of(boards: Iterable[Dashboard], key: str) -> str:
    """What the board is called from which one comes; "" where one comes from none."""
    return next((one.name for one in boards if str(one.pk) == key), "") if key else ""


def as_pdf(content: bytes, name: str) -> HttpResponse:
    """A PDF that the browser shows, or keeps under a name."""
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{file_name(name)}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _form(request: MemberRequest, initial: dict[str, Any]) -> ReportForm:
    boards = dashboards_for(*_reader(request))
    return ReportForm(request.POST or None, boards=boards, members=members(), initial=initial)


def _form_page(request: MemberRequest, form: ReportForm, row: Report | None) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "row": row}
    return render(request, "analytics/reporting/form.html", context, status=status)


def _done(request: MemberRequest, form: ReportForm, act: Callable[[], Report]) -> Report | None:
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return act()
    except Trouble as trouble:
        form.add_error(None, str(trouble))
        return None


def _tried(request: MemberRequest, act: Callable[[], None], report_id: UUID) -> HttpResponseBase:
    try:
        act()
    except Trouble as trouble:
        messages.error(request, f"{trouble} {trouble.advice}".strip())
    return _to(request, report_id)


def _to(request: MemberRequest, report_id: UUID) -> HttpResponseBase:
    return redirect("analytics:sent_report", request.workspace.slug, report_id)


def _board(reports: list[Report], report_id: UUID) -> Any:
    return next(one.dashboard for one in reports if one.pk == report_id)


def _reader(request: MemberRequest) -> tuple[str, UUID]:
    return request.membership.role, request.user.pk


def _can_define(request: MemberRequest) -> bool:
    return Permission.DEFINE_NUMBERS in request.permissions


def _deleted(request: MemberRequest, report_id: UUID | None = None) -> Report | None:
    """The one that was just deleted, for who may have it back."""
    try:
        wanted = report_id or UUID(request.GET.get("deleted", ""))
    except ValueError:
        return None
    boards = dashboards_for(*_reader(request)).order_by().values("id")
    rows = Report.objects.filter(deleted_at__isnull=False, dashboard_id__in=boards)
    return rows.filter(pk=wanted).first() if _can_define(request) else None


def _withdrawn(request: MemberRequest) -> Publication | None:
    """The published one that was just withdrawn, for who may have it back."""
    try:
        wanted = UUID(request.GET.get("withdrawn", ""))
    except ValueError:
        return None
    boards = dashboards_for(*_reader(request)).order_by().values("id")
    rows = Publication.objects.filter(withdrawn_at__isnull=False, dashboard_id__in=boards)
    rows = rows.defer("document", "numbers", "pdf")
    return rows.filter(pk=wanted).first() if _can_define(request) else None
