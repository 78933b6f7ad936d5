"""Rows of parts as components/table.html takes them."""

from dataclasses import dataclass, replace

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from analytics.address import Address
from analytics.figures import short
from analytics.metrics import Metric, Unit
from analytics.pages.charts import still_grows
from analytics.pages.tables import PAGE, TABS, Part, Parts, as_text, sort_of
from analytics.queries import Breakdown, Cell
from analytics.queries.result import Number
from analytics.trust.foretold import Foretold
from analytics.trust.settling import Estimate


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
    sub_url: str = ""
    sub_label: str = ""
    is_number: bool = False
    is_null: bool = False
    is_unsettled: bool = False
    passport_url: str = ""


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
    cells = [
        _settling(_cell(m, part.cells[m.key], found.currency), m, part.settled.get(m.key), found)
        for m in found.metrics
    ]
    label = _("Manage") if part.manage_url else ""
    first = TableCell(part.name, sub=part.sub, sub_url=part.manage_url, sub_label=label)
    return TableRow([first, *cells], _narrowed(part, address))


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


def _settling(cell: TableCell, metric: Metric, told: Foretold | None, found: Parts) -> TableCell:
    """A cell that is hatched, with the band it will settle in, where its days still grow."""
    if cell.is_null or told is None or told.total is None or told.until is None:
        return cell
    total = told.total
    if not told.now or not still_grows(total, told.now):
        return cell
    low, high, value, now = (
        short(metric.unit, one, found.currency)
        for one in (total.low, total.high, total.value, told.now)
    )
    band = low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}
    day = date_format(told.until, "DATE_FORMAT")
    hint = _(
        "The days until %(day)s stand at %(now)s, and will settle at %(value)s: %(band)s in 4 of 5 "
        "cases."
    ) % {"day": day, "now": now, "value": value, "band": band}
    sub = " · ".join(filter(None, (cell.sub, _to_come(total, told.now))))
    return replace(cell, sub=sub, exact=f"{cell.exact}. {hint}", is_unsettled=True)


def _to_come(total: Estimate, now: Number) -> str:
    """By how much the days that can be told of will still change; younger ones stand beside."""
    low, high = (_signed(one / now - 1) for one in (total.low, total.high))
    if low == high:
        return _("%(by)s to come") % {"by": low}
    return _("%(low)s to %(high)s to come") % {"low": low, "high": high}


def _signed(by: float) -> str:
    sign = "\u2212" if by < 0 else "+"
    return sign + short(Unit.RATE, abs(by), "")


def _totals(found: Parts) -> list[TableCell]:
    if not found.totals or not found.rows:
        return []
    cells = [_cell(metric, found.totals[metric.key], found.currency) for metric in found.metrics]
    return [TableCell(_("All")), *cells]
