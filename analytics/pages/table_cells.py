"""Rows of parts as components/table.html takes them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from analytics.address import Address
from analytics.metrics import Metric
from analytics.pages.tables import PAGE, TABS, Part, Parts, as_text, sort_of
from analytics.queries import Breakdown, Cell


@dataclass(frozen=True)
class Column:
    """A head: its name, whether it holds figures, and where a click sorts by it."""

    label: str
    is_number: bool
    sort_url: str
    sort: str
    hint: str = ""


@dataclass(frozen=True)
class TableCell:
    """One cell: short text, the exact value or the reason on hover."""

    text: str
    exact: str = ""
    sub: str = ""
    is_number: bool = False
    is_null: bool = False


@dataclass(frozen=True)
class TableRow:
    """A row whose first cell may be a link."""

    cells: list[TableCell]
    url: str = ""


@dataclass(frozen=True)
class Tab:
    """One way of splitting."""

    label: str
    url: str
    is_current: bool
    icon: str = ""
    count: None = None


@dataclass(frozen=True)
class Table:
    """Everything that the table's part of the page shows."""

    label: str
    tabs: list[Tab]
    columns: list[Column]
    rows: list[TableRow]
    totals: list[TableCell]
    count: int
    first: int
    last: int
    previous_url: str
    next_url: str


def table(found: Parts, address: Address) -> Table:
    """The table of an address."""
    first = (found.page - 1) * PAGE
    return Table(
        label=str(TABS[address.by]),
        tabs=[
            Tab(str(label), address.with_(by=by.value, sort=None, page=None), by is address.by)
            for by, label in TABS.items()
        ],
        columns=[_first_column(address), *(_column(m, address) for m in found.metrics)],
        rows=[_row(part, found, address) for part in found.rows],
        totals=_totals(found),
        count=found.count,
        first=first + 1 if found.rows else 0,
        last=first + len(found.rows),
        previous_url=address.with_(page=found.page - 1) if found.page > 1 else "",
        next_url=address.with_(page=found.page + 1) if found.page < found.pages else "",
    )


def _first_column(address: Address) -> Column:
    key, is_down = sort_of(address)
    is_by_name = key == "name"
    url = address.with_(sort="-name" if is_by_name and not is_down else "name", page=None)
    label = str(TABS[address.by])
    return Column(label, False, url, _order(is_down) if is_by_name else "")


def _column(metric: Metric, address: Address) -> Column:
    key, is_down = sort_of(address)
    is_current = key == metric.key
    # A first click asks for the largest first.
    url = address.with_(sort=metric.key if is_current and is_down else f"-{metric.key}", page=None)
    order = _order(is_down) if is_current else ""
    return Column(str(metric.label), True, url, order, str(metric.formula))


def _order(is_down: bool) -> str:
    return "descending" if is_down else "ascending"


def _row(part: Part, found: Parts, address: Address) -> TableRow:
    cells = [_cell(metric, part.cells[metric.key], found.currency) for metric in found.metrics]
    return TableRow([TableCell(part.name, sub=part.sub), *cells], _narrowed(part, address))


def _narrowed(part: Part, address: Address) -> str:
    """The same page for this part alone, where that is a filter."""
    name = {
        Breakdown.CAMPAIGN: "campaign",
        Breakdown.CHANNEL: "channel",
        Breakdown.PLATFORM: "platform",
        Breakdown.LEAD_SOURCE: "lead_source",
    }.get(address.by)
    return address.with_(**{name: part.key, "page": None}) if name and part.key else ""


def _cell(metric: Metric, cell: Cell, currency: str) -> TableCell:
    text, full = as_text(metric, cell, currency)
    is_null, sub = cell.value is None, ""
    if cell.without_rate and not is_null:
        sub = _("without %(currencies)s") % {"currencies": ", ".join(cell.without_rate)}
    return TableCell(text, full, sub, is_number=True, is_null=is_null)


def _totals(found: Parts) -> list[TableCell]:
    if not found.totals or not found.rows:
        return []
    cells = [_cell(metric, found.totals[metric.key], found.currency) for metric in found.metrics]
    return [TableCell(_("All")), *cells]
