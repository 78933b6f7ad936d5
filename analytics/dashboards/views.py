"""Boards: the list, a new one, one as it is seen, its name and who sees it, copies, deleting."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from analytics.dashboards import keeping, reading
from analytics.dashboards.beginnings import BEGINNINGS
from analytics.dashboards.doors import attempt, board_url, can_define, found, user_of, who
from analytics.dashboards.forms import BoardForm, NewBoardForm, seen_words
from analytics.dashboards.layout import Layout
from analytics.dashboards.parsing import parse_text
from analytics.dashboards.showing import board_context, filter_redirect
from analytics.models import Dashboard
from analytics.models.dashboards import LONGEST_NAME


@require_safe
@requires(Permission.VIEW_NUMBERS)
def dashboard_list(request: MemberRequest) -> HttpResponseBase:
    """One's own, those of others that one sees, and what was deleted and can be had back."""
    rows = list(reading.dashboards_for(**who(request)))
    user_id = user_of(request)
    context = {
        "mine": [(row, seen_words(row)) for row in rows if row.made_by_id == user_id],
        "others": [(row, seen_words(row)) for row in rows if row.made_by_id != user_id],
        "deleted": _deleted(request),
        "beginnings": BEGINNINGS.values(),
        "can_define": can_define(request),
    }
    return render(request, "analytics/dashboards/list.html", context)


def _deleted(request: MemberRequest) -> list[Dashboard]:
    """Those that one may have back."""
    if not can_define(request):
        return []
    since = timezone.now() - timedelta(days=keeping.KEPT_DAYS)
    seen = reading.seen_by(**who(request))
    rows = Dashboard.objects.filter(seen, deleted_at__gt=since).order_by("-deleted_at")
    return [row for row in rows[:50] if keeping.owns(row, **who(request))]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def new_dashboard(request: MemberRequest) -> HttpResponseBase:
    """Name one, and begin with a template or with nothing."""
    begin = request.GET.get("begin", "executive")
    initial = {"beginning": begin if begin in (*BEGINNINGS, "empty") else "executive"}
    if begin in BEGINNINGS:
        initial["name"] = str(BEGINNINGS[begin].label)
    form = NewBoardForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        chosen = BEGINNINGS.get(data["beginning"])
        try:
            row = keeping.make_dashboard(
                name=data["name"],
                roles=tuple(data["roles"]),
                layout=chosen.layout() if chosen else Layout(),
                user_id=user_of(request),
            )
        except Trouble as trouble:
            form.add_error(None, str(trouble))
        else:
            name = "dashboard" if chosen else "new_tile"
            return redirect(board_url(request, row.pk, name))
    status = 422 if request.method == "POST" else 200
    return render(request, "analytics/dashboards/form.html", {"form": form}, status=status)


@require_safe
@requires(Permission.VIEW_NUMBERS)
def dashboard(request: MemberRequest, dashboard_id: UUID) -> HttpResponseBase:
    """The board under the days and the filter of the address."""
    row = found(request, dashboard_id)
    layout = reading.layout_of(row)
    if "filter" in request.GET:
        return filter_redirect(request, layout)
    context: dict[str, Any] = {
        "row": row,
        "owns": keeping.owns(row, **who(request)),
        "can_define": can_define(request),
        **board_context(request, layout),
    }
    return render(request, "analytics/dashboards/board.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def describe_dashboard(request: MemberRequest, dashboard_id: UUID) -> HttpResponseBase:
    """Its name, and who sees it."""
    row = found(request, dashboard_id)
    form = BoardForm(request.POST or None, initial={"name": row.name, "roles": row.roles})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        return attempt(
            request,
            lambda: keeping.describe_dashboard(
                dashboard_id=row.pk,
                name=data["name"],
                roles=tuple(data["roles"]),
                **who(request),
            ),
            _("Saved."),
            board_url(request, row.pk),
        )
    context = {"form": form, "row": row, "owns": keeping.owns(row, **who(request))}
    status = 422 if request.method == "POST" else 200
    return render(request, "analytics/dashboards/form.html", context, status=status)


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def duplicate_dashboard(request: MemberRequest, dashboard_id: UUID) -> HttpResponseBase:
    """A copy that is one's own and seen by nobody else yet; of what was not saved, too."""
    row = found(request, dashboard_id)
    name = _("Copy of %(name)s") % {"name": row.name}
    try:
        sent = request.POST.get("layout")
        copy = keeping.make_dashboard(
            name=name[:LONGEST_NAME],
            roles=(),
            layout=parse_text(sent) if sent else reading.layout_of(row),
            user_id=user_of(request),
        )
    except Trouble as trouble:
        messages.error(request, str(trouble))
        return redirect(board_url(request, row.pk))
    messages.success(request, _("This copy is yours; share it when it is ready."))
    return redirect(board_url(request, copy.pk))


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def drop_dashboard(request: MemberRequest, dashboard_id: UUID) -> HttpResponseBase:
    """Take it away; the list has the way back."""
    found(request, dashboard_id)
    return attempt(
        request,
        lambda: keeping.delete_dashboard(dashboard_id=dashboard_id, **who(request)),
        _("Deleted. It can be had back for 30 days."),
        _list_url(request),
    )


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def undrop_dashboard(request: MemberRequest, dashboard_id: UUID) -> HttpResponseBase:
    """Have a deleted one back."""
    return attempt(
        request,
        lambda: keeping.restore_dashboard(dashboard_id=dashboard_id, **who(request)),
        _("It is back."),
        _list_url(request),
    )


def _list_url(request: MemberRequest) -> str:
    return reverse("analytics:dashboards", kwargs={"slug": request.workspace.slug})
