"""What a link shows: charts and tables without a way into the product or anybody's name."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Workspace
from analytics.exploring.address import ExploreAddress, Show, read_explore
from analytics.exploring.answer import Explored, explore
from analytics.exploring.charts import chart
from analytics.exploring.page import Remark, remarks_of
from analytics.exploring.table import Table, table
from analytics.exploring.words import names_in, question
from analytics.metrics import CATALOGUE
from analytics.models import SavedReport, SharedKind, SharedLink
from analytics.pages.charts import Chart
from analytics.pages.table_cells import TableCell
from analytics.queries import fiscal_year
from analytics.queries.found import TooMany
from analytics.sharing.allowed import refusal, safe, withheld


@dataclass(frozen=True)
class Part:
    """One question with its answer; `trouble` says why there is none."""

    id: str
    title: str
    words: str = ""
    kind: str = ""
    chart: Chart | None = None
    table: Table | None = None
    remarks: tuple[Remark, ...] = ()
    trouble: str = ""


@dataclass(frozen=True)
class Page:
    """All that a link shows; `as_of` is how far its sources were read."""

    parts: tuple[Part, ...]
    as_of: datetime | None
    # Its one part is what the link is named after.
    is_single: bool = True


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


def address_of(asked: str, workspace: Workspace) -> ExploreAddress:
    """A kept question as of today: ranges such as the last 30 days move on."""
    fiscal = fiscal_year(workspace)
    return read_explore(QueryDict(asked), today_in(workspace), fiscal, workspace.week_start)


def today_in(workspace: Workspace) -> date:
    return timezone.now().astimezone(workspace.zone).date()


def refused(address: ExploreAddress, name: str) -> str:
    """Why a question may not be shared; empty where it may."""
    labels = (str(CATALOGUE[key].label) for key in address.metrics)
    return refusal(address.by, address.where, name, *labels)


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
    return Page((part_of(explored, address, workspace, link.name, words),), explored.as_of)


def part_of(
    explored: Explored, address: ExploreAddress, workspace: Workspace, title: str, words: str
) -> Part:
    """Chart and table of an answer from which names were withheld already."""
    is_bars = address.show is Show.BARS and explored.exploration.down
    kind = "funnel" if address.show is Show.FUNNEL else "bar" if is_bars else "line"
    return Part(
        "shared",
        title,
        words,
        kind,
        chart(explored, address, workspace),
        bare(table(explored, address, workspace.slug)),
        tuple(remarks_of(explored)),
    )


def bare(found: Table) -> Table:
    """A table whose cells and heads lead nowhere."""
    columns = [replace(one, sort_url="", sort="") for one in found.columns]
    rows = [replace(row, url="", cells=_bare(row.cells)) for row in found.rows]
    return Table(columns, rows, _bare(found.totals))


def _bare(cells: list[TableCell]) -> list[TableCell]:
    return [replace(cell, passport_url="", sub_url="", sub_label="") for cell in cells]


def _dashboard_page(link: SharedLink, workspace: Workspace) -> Page | None:
    return None


_PAGES: dict[SharedKind, Callable[[SharedLink, Workspace], Page | None]] = {
    SharedKind.REPORT: _report_page,
    SharedKind.DASHBOARD: _dashboard_page,
}
