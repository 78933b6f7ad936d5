"""A dashboard behind a link: the version that was shared, without texts and links."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.http import Http404

from accounts.errors import Trouble
from accounts.models import Workspace
from analytics.dashboards.asking import days_shown
from analytics.dashboards.contents import TileContent, contents_of
from analytics.dashboards.drawing import DrawnTile, drawn
from analytics.dashboards.layout import Layout, TileKind
from analytics.dashboards.reading import layout_of
from analytics.dashboards.trusting import with_trust
from analytics.exploring.language import filter_of
from analytics.exploring.table import bare
from analytics.exploring.words import clause_words, names_in
from analytics.models import Dashboard, SharedLink
from analytics.queries import fiscal_year
from analytics.sharing.allowed import safe, withheld
from analytics.sharing.parts import Page, Part, facts_of, refused, today_in


def board_page(link: SharedLink, workspace: Workspace) -> Page | None:
    """None where the dashboard is gone, or one of its tiles may not be shown any more."""
    layout = _layout(link.shows, link.version)
    if layout is None:
        return None
    contents = contents_of(layout, workspace, today=today_in(workspace))
    if refusal_of(contents, link.name):
        return None
    contents = with_trust(contents, workspace, is_for_members=False)
    shown = [_withheld(one) for one in contents if one.tile.kind is not TileKind.TEXT]
    known = [one.explored.as_of for one in shown if one.explored and one.explored.as_of]
    as_of: datetime | None = min(known, default=None)
    parts = tuple(map(_part, drawn(shown, workspace.slug)))
    return Page(parts, as_of, _facts(layout, workspace), is_single=False)


def _facts(layout: Layout, workspace: Workspace) -> tuple[tuple[str, str], ...]:
    """Whoever opens it has nothing but this to tell what the numbers are of."""
    days = days_shown(layout, today_in(workspace), fiscal_year(workspace), workspace.week_start)
    where = filter_of(layout.where)
    names = {key: safe(name) for key, name in names_in(where).items()}
    return facts_of(days, workspace, clause_words(where, names) if where else "")


def refusal_of(contents: tuple[TileContent, ...], name: str) -> str:
    """Why a board may not be shown to strangers; empty where it may."""
    found = (
        refused(one.address, name, one.tile.title) for one in contents if one.address is not None
    )
    return next(filter(None, found), "")


def contents_as_shared(dashboard: Dashboard, workspace: Workspace) -> tuple[TileContent, ...]:
    """What a link of the board as it stands would show."""
    layout = _layout(dashboard.pk, dashboard.version) or Layout()
    return contents_of(layout, workspace, today=today_in(workspace))


def _layout(dashboard_id: UUID, version: int) -> Layout | None:
    row = Dashboard.objects.filter(pk=dashboard_id, deleted_at=None).first()
    if row is None:
        return None
    try:
        return layout_of(row, version)
    except (Http404, Trouble):
        return None


def _withheld(content: TileContent) -> TileContent:
    lines = tuple(replace(one, name=safe(one.name)) for one in content.drawn)
    explored = withheld(content.explored) if content.explored else None
    return without_names(replace(content, drawn=lines, explored=explored))


def without_names(content: TileContent) -> TileContent:
    """What is said of its days, in the names of sources that strangers may read."""
    found = content.beside
    agreed = found.agreement
    if agreed is not None:
        differing = {on: tuple(map(safe, names)) for on, names in agreed.differing.items()}
        agreed = replace(agreed, differing=differing)
    beside = replace(found, agreement=agreed, late=tuple(map(safe, found.late)))
    return replace(content, beside=beside)


def _part(tile: DrawnTile) -> Part:
    """The tile alone: its number and its cells open nothing."""
    figure = replace(tile.figure, passport_url="") if tile.figure else None
    return Part(
        f"shared-{tile.tile.id}",
        safe(tile.title),
        tile.days,
        kind=tile.chart_kind,
        chart=tile.chart,
        table=bare(tile.table) if tile.table else None,
        remarks=tile.remarks,
        trouble=tile.trouble,
        figure=figure,
        mark=tile.mark,
        settles=tile.settles,
        holidays=tile.notes.holidays if tile.notes else "",
    )
