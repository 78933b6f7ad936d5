"""A tile changed where it stands, in a panel with a preview; without scripts on its own page."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.doors import MemberRequest, requires
from accounts.parts import is_part
from accounts.permissions import Permission
from analytics.dashboards.address import read_board
from analytics.dashboards.contents import contents_of
from analytics.dashboards.doors import board_url, found, made_of, put
from analytics.dashboards.drawing import DrawnTile, drawn, without_links
from analytics.dashboards.forms import TextForm, sized
from analytics.dashboards.layout import Layout, Tile, TileKind
from analytics.dashboards.panel import Panel, Today, panel_of, read_panel
from analytics.dashboards.settling import placed_last
from analytics.dashboards.trusting import with_trust
from analytics.exploring.page import suggestions
from analytics.models import Dashboard
from analytics.queries import fiscal_year
from analytics.views.trust import today_of

# The id of a tile that is not there yet, and what it asks before anybody has said.
NEW, _FIRST = "new", "metrics=spend"
# Beside the tile on the board itself, its preview needs an id of its own.
_PREVIEW = "preview"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def tile(request: MemberRequest, dashboard_id: UUID, tile_id: str) -> HttpResponseBase:
    """One tile: its title, how it is shown, its days, and its question or its text."""
    row = found(request, dashboard_id)
    layout = made_of(request, row)
    one = layout.tile(tile_id)
    if one is None:
        raise Http404("No such tile.")
    if one.kind is TileKind.TEXT:
        return _text(request, row, layout, one)
    return _question(request, row, layout, one)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def ask_tile(request: MemberRequest, dashboard_id: UUID) -> HttpResponseBase:
    """A new tile, from its question on."""
    row = found(request, dashboard_id)
    one = replace(sized(TileKind.SERIES, question=_FIRST), id=NEW)
    return _question(request, row, made_of(request, row), one)


@require_safe
@requires(Permission.DEFINE_NUMBERS)
def preview_tile(request: MemberRequest, dashboard_id: UUID, tile_id: str) -> HttpResponseBase:
    """What a panel that is being filled in would show; nothing is kept."""
    row = found(request, dashboard_id)
    layout = made_of(request, row)
    one = layout.tile(tile_id) or replace(sized(TileKind.SERIES, question=_FIRST), id=NEW)
    panel = read_panel(request.GET, one, _today(request))
    context = {
        **panel.context(),
        "one": _drawn(request, layout, panel.tile),
        "problems": _problems(panel),
        "is_oob": True,
    }
    return render(request, "analytics/dashboards/_preview.html", context)


def _today(request: MemberRequest) -> Today:
    workspace = request.workspace
    return Today(today_of(request), fiscal_year(workspace), workspace.week_start)


def _problems(panel: Panel) -> list[str]:
    """Why it could not be kept so; beside its field each is said once one tries."""
    rows = (*panel.asked.where.rows, *panel.asked.having.rows) if panel.asked else ()
    found = [str(text) for errors in panel.form.errors.values() for text in errors]
    found += [panel.metrics_error, panel.split_error, *(row.error for row in rows)]
    return [text for text in found if text]


def _question(
    request: MemberRequest, row: Dashboard, layout: Layout, one: Tile
) -> HttpResponseBase:
    if request.method != "POST":
        return _shown(request, row, panel_of(one, _today(request)).context(), layout)
    panel = read_panel(request.POST, one, _today(request))
    is_look = "look" in request.POST
    if is_look or panel.is_wrong:
        return _shown(request, row, panel.context(), layout, 200 if is_look else 422, panel.tile)
    return _kept(request, row, layout, panel.tile)


def _text(request: MemberRequest, row: Dashboard, layout: Layout, one: Tile) -> HttpResponseBase:
    initial = {"title": one.title, "text": one.text}
    form = TextForm(request.POST or None, initial=initial, auto_id="tile-%s")
    if request.method == "POST" and form.is_valid():
        return _kept(request, row, layout, form.tile(one))
    status = 422 if request.method == "POST" else 200
    return _shown(request, row, {"form": form, "tile": one}, layout, status)


def _kept(request: MemberRequest, row: Dashboard, layout: Layout, made: Tile) -> HttpResponseBase:
    """Save it, and go back to where it stands, under the days that were looked at."""
    tiles = tuple(made if known.id == made.id else known for known in layout.tiles)
    if made.id == NEW:
        w, h = sized(made.kind).w, sized(made.kind).h
        made = replace(made, id=sized(made.kind).id, w=w, h=h)
        tiles = placed_last(layout.tiles, made)
    words = QueryDict(request.POST.get("board", "")[:2_000].lstrip("?")).urlencode()
    url = f"{board_url(request, row.pk)}{'?' if words else ''}{words}#tile-{made.id}"
    answer = put(request, row, replace(layout, tiles=tiles), url)
    if is_part(request) and answer.status_code == 302:
        saved = {"tile-saved": {"url": answer["Location"]}}
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(saved)})
    return answer


def _shown(
    request: MemberRequest,
    row: Dashboard,
    parts: Mapping[str, Any],
    layout: Layout,
    status: int = 200,
    made: Tile | None = None,
) -> HttpResponseBase:
    """The panel in the drawer, or as a page; there the preview stands from the start."""
    is_fragment = is_part(request)
    shown = made or parts["tile"]
    has_preview = shown.kind is not TileKind.TEXT and (not is_fragment or made is not None)
    context = {
        **parts,
        "row": row,
        "one": _drawn(request, layout, shown) if has_preview else None,
        "suggestions": suggestions() if "where_rows" in parts else (),
        "is_new": shown.id == NEW,
        "version": request.POST.get("version") or row.version,
        "board": request.POST.get("board", request.GET.urlencode()),
    }
    name = "_panel" if is_fragment else "tile"
    return render(request, f"analytics/dashboards/{name}.html", context, status=status)


def _drawn(request: MemberRequest, layout: Layout, one: Tile) -> DrawnTile:
    """The tile as it would stand on the board under the days that are looked at."""
    workspace, today = request.workspace, today_of(request)
    given = request.POST if request.method == "POST" else request.GET
    words = QueryDict(given.get("board", request.GET.urlencode())[:2_000].lstrip("?"))
    fiscal = fiscal_year(workspace)
    board = read_board(words, layout, today, fiscal, workspace.week_start).layout
    alone = replace(board, tiles=(replace(one, id=_PREVIEW),))
    contents = with_trust(contents_of(alone, workspace, today=today), workspace)
    # What opens something else would take the panel away with all that is filled in.
    return without_links(drawn(contents, workspace.slug)[0])
