"""Composing a board: where tiles stand, and which days and filter are its own."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from analytics.dashboards import keeping
from analytics.dashboards.doors import (
    board_url,
    clash_page,
    found,
    made_of,
    put,
    saved,
    who,
    whole_number,
)
from analytics.dashboards.layout import Layout, Tile, clean_days
from analytics.dashboards.parsing import parse_text
from analytics.dashboards.showing import board_context
from analytics.models import Dashboard


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def arrange_dashboard(request: MemberRequest, dashboard_id: UUID) -> HttpResponseBase:
    """Where the tiles stand; `then` says where one goes once that is saved."""
    row = found(request, dashboard_id)
    layout = made_of(request, row)
    if request.method != "POST":
        context = {"row": row, "is_editing": True, **board_context(request, layout)}
        return render(request, "analytics/dashboards/edit.html", context)
    moved = replace(layout, tiles=tuple(_moved(tile, request.POST) for tile in layout.tiles))
    try:
        changed = _save(request, row, moved)
    except keeping.Outdated as clash:
        return clash_page(request, clash, moved)
    except Trouble as trouble:
        messages.error(request, str(trouble))
        return redirect(board_url(request, row.pk, "edit_dashboard"))
    return redirect(_then(request, changed))


def _moved(tile: Tile, given: Mapping[str, Any]) -> Tile:
    """Where a form wants a tile; in forms columns and rows are counted from 1."""
    x, y = (
        whole_number(given.get(f"{name}-{tile.id}"), getattr(tile, name) + 1) - 1 for name in "xy"
    )
    w, h = (whole_number(given.get(f"{name}-{tile.id}"), getattr(tile, name)) for name in "wh")
    w, h = min(max(w, 1), 12), min(max(h, 1), 12)
    return replace(tile, x=min(max(x, 0), 12 - w), y=min(max(y, 0), 999), w=w, h=h)


def _save(request: MemberRequest, row: Dashboard, layout: Layout) -> Dashboard:
    version = whole_number(request.POST.get("version"))
    return keeping.set_layout(dashboard_id=row.pk, layout=layout, version=version, **who(request))


def _then(request: MemberRequest, row: Dashboard) -> str:
    """The page after saving: the board, a new tile's, or that of one tile."""
    what, _colon, tile_id = request.POST.get("then", "").partition(":")
    if what == "add":
        return board_url(request, row.pk, "new_tile")
    if what == "tile" and tile_id.isalnum():
        return tile_url(request, row, tile_id)
    messages.success(request, saved(row))
    return board_url(request, row.pk)


def tile_url(request: MemberRequest, row: Dashboard, tile_id: str) -> str:
    """The page of one tile."""
    words = {"slug": request.workspace.slug, "dashboard_id": row.pk, "tile_id": tile_id}
    return reverse("analytics:tile", kwargs=words)


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def keep_words(request: MemberRequest, dashboard_id: UUID) -> HttpResponseBase:
    """Make the days and the filter that are seen the board's own."""
    row = found(request, dashboard_id)
    days, where = clean_days(request.POST.get("days", "")), request.POST.get("where", "")
    layout = replace(made_of(request, row), days=days, where=where)
    return put(request, row, layout, board_url(request, row.pk))


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def put_layout(request: MemberRequest, dashboard_id: UUID) -> HttpResponseBase:
    """Set the board as one wanted it before somebody else changed it; theirs stays a version."""
    row = found(request, dashboard_id)
    try:
        layout = parse_text(request.POST.get("layout", ""))
    except Trouble as trouble:
        messages.error(request, str(trouble))
        return redirect(board_url(request, row.pk))
    return put(request, row, layout, board_url(request, row.pk))
