"""Tiles of a board: added, from the explorer too, and taken away; each makes a version."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from analytics.dashboards import keeping, reading
from analytics.dashboards.doors import (
    board_url,
    found,
    made_of,
    put,
    user_of,
    who,
)
from analytics.dashboards.forms import (
    NEW_BOARD,
    AddForm,
    MetricTileForm,
    ReportTileForm,
    TextForm,
    sized,
)
from analytics.dashboards.layout import Layout, Tile, TileKind, clean_days, clean_question
from analytics.dashboards.settling import placed_last
from analytics.reports.keeping import reports_of


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def new_tile(request: MemberRequest, dashboard_id: UUID) -> HttpResponseBase:
    """A tile more: from a saved report, from a metric, or a text."""
    row = found(request, dashboard_id)
    layout = made_of(request, row)
    reports = list(reports_of(user_of(request))[:200])
    sent = request.POST.get("what", "")

    def data(what: str) -> Any:
        return request.POST if sent == what else None

    forms: dict[str, MetricTileForm | ReportTileForm | TextForm] = {
        "metric": MetricTileForm(data("metric"), auto_id="metric-%s"),
        "report": ReportTileForm(data("report"), reports=reports, auto_id="report-%s"),
        "text": TextForm(data("text"), auto_id="text-%s"),
    }
    form = forms.get(sent)
    if form is not None and form.is_valid():
        wanted = replace(layout, tiles=placed_last(layout.tiles, form.new_tile()))
        return put(request, row, wanted, board_url(request, row.pk, "edit_dashboard"))
    context = {"row": row, "forms": forms, "has_reports": bool(reports), "sent": sent}
    status = 422 if request.method == "POST" else 200
    return render(request, "analytics/dashboards/add.html", context, status=status)


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def drop_tile(request: MemberRequest, dashboard_id: UUID, tile_id: str) -> HttpResponseBase:
    """Take a tile away; an older version has it back."""
    row = found(request, dashboard_id)
    layout = made_of(request, row)
    kept = replace(layout, tiles=tuple(one for one in layout.tiles if one.id != tile_id))
    return put(request, row, kept, board_url(request, row.pk, "edit_dashboard"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def add_question(request: MemberRequest) -> HttpResponseBase:
    """Put the question `q` of the explorer on one of the boards, or on a new one."""
    boards = list(reading.dashboards_for(**who(request))[:500])
    asked = request.POST.get("q") or request.GET.get("q") or ""
    question = clean_question(asked)
    shown = request.GET.get("show", "")
    kind = shown if shown in set(TileKind) else TileKind.SERIES
    initial = {"kind": kind, "title": request.GET.get("title", "")[:120]}
    form = AddForm(request.POST or None, boards=boards, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        one = sized(TileKind(data["kind"]), title=data["title"], question=question)
        if data["dashboard"] == NEW_BOARD:
            return _begun(request, one, clean_days(asked))
        row = next(one for one in boards if str(one.pk) == data["dashboard"])
        layout = reading.layout_of(row)
        wanted = replace(layout, tiles=placed_last(layout.tiles, one))
        return put(request, row, wanted, f"{board_url(request, row.pk)}#tile-{one.id}", row.version)
    context = {"form": form, "question": asked}
    status = 422 if request.method == "POST" else 200
    return render(request, "analytics/dashboards/add_question.html", context, status=status)


def _begun(request: MemberRequest, one: Tile, days: str) -> HttpResponseBase:
    """A new board with this one tile, under the days that were explored."""
    name = one.title or _("New dashboard")
    layout = Layout(placed_last((), one), days)
    try:
        row = keeping.make_dashboard(name=name, roles=(), layout=layout, user_id=user_of(request))
    except Trouble as trouble:
        messages.error(request, str(trouble))
        return redirect(reverse("analytics:dashboards", kwargs={"slug": request.workspace.slug}))
    messages.success(request, _("This dashboard is yours; share it when it is ready."))
    return redirect(board_url(request, row.pk))
