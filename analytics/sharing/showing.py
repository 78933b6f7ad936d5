"""What a link shows: charts and tables without a way into the product or anybody's name."""

from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext as _

from accounts.models import Workspace
from analytics.dashboards.contents import TileContent
from analytics.dashboards.layout import Tile, TileKind
from analytics.dashboards.marking import mark_of, notes_of
from analytics.dashboards.trusting import with_trust
from analytics.exploring.address import ExploreAddress, Show
from analytics.exploring.answer import Explored, explore
from analytics.exploring.charts import chart
from analytics.exploring.page import remarks_of
from analytics.exploring.table import bare, table
from analytics.exploring.words import names_in, question
from analytics.models import SavedReport, SharedKind, SharedLink
from analytics.pages.happenings import marked
from analytics.queries.found import TooMany
from analytics.sharing.allowed import safe, withheld
from analytics.sharing.boards import board_page, without_names
from analytics.sharing.parts import Page, Part, address_of, facts_of, refused


def page_of(link: SharedLink, workspace: Workspace) -> Page | None:
    """None where what it shows is gone, or may not be shown to strangers any more."""
    return _PAGES[SharedKind(link.kind)](link, workspace)


def answer_of(link: SharedLink, workspace: Workspace) -> Explored | None:
    """The numbers of a link to a report, for a file; None where there is nothing to show."""
    address = _address_of(link, workspace)
    if address is None or address.asked is None:
        return None
    try:
        return withheld(explore(address.asked, workspace))
    except TooMany:
        return None


def _address_of(link: SharedLink, workspace: Workspace) -> ExploreAddress | None:
    if not SavedReport.objects.filter(pk=link.shows, deleted_at=None).exists():
        return None
    address = address_of(link.question, workspace)
    return None if refused(address, link.name) else address


def _report_page(link: SharedLink, workspace: Workspace) -> Page | None:
    address = _address_of(link, workspace)
    if address is None:
        return None
    names = {key: safe(name) for key, name in names_in(address.where).items()}
    words = question(address, names, workspace.currency)
    if address.asked is None:
        return Page((Part("shared", link.name, words, trouble=address.unfit),), None)
    try:
        explored = withheld(explore(address.asked, workspace))
    except TooMany:
        text = _("This question has more parts than anybody reads.")
        return Page((Part("shared", link.name, words, trouble=text),), None)
    part = part_of(explored, address, workspace, link.name, words)
    return Page((part,), explored.as_of, facts_of(address, workspace))


def part_of(
    explored: Explored, address: ExploreAddress, workspace: Workspace, title: str, words: str
) -> Part:
    """Chart and table of an answer from which names were withheld already."""
    is_bars = address.show is Show.BARS and explored.exploration.down
    kind = "funnel" if address.show is Show.FUNNEL else "bar" if is_bars else "line"
    beside = _beside(explored, address, workspace)
    mark = mark_of(beside, workspace.slug)
    drawn = chart(explored, address, workspace, mark, beside.beside.foretold)
    if drawn is not None and beside.beside.happened is not None:
        drawn = marked(drawn, beside.beside.happened, workspace.slug)
    notes = notes_of(beside, workspace.slug)
    return Part(
        "shared",
        title,
        words,
        kind,
        replace(drawn, trust=None) if drawn else None,
        bare(table(explored, address, workspace.slug)),
        tuple(remarks_of(explored)),
        mark=mark,
        holidays=notes.holidays if notes else "",
    )


def _beside(explored: Explored, address: ExploreAddress, workspace: Workspace) -> TileContent:
    """The same as a tile, with what may be said beside it."""
    tile = Tile("shared", TileKind(address.show.value))
    content = TileContent(tile, address=address, explored=explored)
    return without_names(with_trust((content,), workspace, is_for_members=False)[0])


_PAGES: dict[SharedKind, Callable[[SharedLink, Workspace], Page | None]] = {
    SharedKind.REPORT: _report_page,
    SharedKind.DASHBOARD: board_page,
}
