"""The explorer's table: dimensions, then metrics or the parts of one across; all others, all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from analytics.exploring.address import ExploreAddress
from analytics.exploring.answer import Cells, Explored, Line, is_pivoted
from analytics.exploring.answer import Column as Pivoted
from analytics.exploring.flat import passport_words
from analytics.exploring.leaves import DIMENSIONS
from analytics.exploring.others import ALL, REST, others_words
from analytics.exploring.question import fits
from analytics.figures import change_of
from analytics.metrics import Metric
from analytics.pages.table_cells import Column, TableCell, TableRow
from analytics.pages.tables import as_text
from analytics.queries.dimensions import Breakdown
from analytics.queries.result import Cell
from analytics.queries.where import Clause, Condition, Not, Operator, both

# Into what a part is split when one clicks on it.
_NEXT = {
    Breakdown.CHANNEL: Breakdown.CAMPAIGN,
    Breakdown.PLATFORM: Breakdown.CAMPAIGN,
    Breakdown.LEAD_SOURCE: Breakdown.CRM_CAMPAIGN,
    Breakdown.SOURCE: Breakdown.CHANNEL,
}


@dataclass(frozen=True)
class Table:
    """What components/table.html takes."""

    columns: list[Column]
    rows: list[TableRow]
    totals: list[TableCell]


def bare(found: Table) -> Table:
    """A table whose cells and heads lead nowhere."""
    columns = [replace(one, sort_url="", sort="") for one in found.columns]
    rows = [replace(row, url="", cells=_bare(row.cells)) for row in found.rows]
    return Table(columns, rows, _bare(found.totals))


def _bare(cells: list[TableCell]) -> list[TableCell]:
    return [replace(cell, passport_url="", sub_url="", sub_label="") for cell in cells]


def table(explored: Explored, address: ExploreAddress, slug: str) -> Table:
    """The table of an answer; each number opens its passport."""
    return _Drawing(explored, address, slug).table()


@dataclass(frozen=True)
class _Place:
    """The rows that a line is of, where a tree of tests says them; else it is REST or ALL."""

    where: Clause | None


@dataclass(frozen=True)
class _Drawing:
    explored: Explored
    address: ExploreAddress
    slug: str

    def table(self) -> Table:
        asked = self.explored.exploration
        rows = [self._row(line) for line in self.explored.lines]
        if (rest := self.explored.rest) is not None:
            count = self.explored.count - len(self.explored.lines)
            name = _("Other (%(count)d)") % {"count": count}
            rows.append(TableRow(self._cells(rest, self._named([name]), REST)))
        if not asked.query.dimensions:
            return Table(self._columns(), [TableRow(self._total())], [])
        return Table(self._columns(), rows, self._total())

    def _total(self) -> list[TableCell]:
        is_whole = self.explored.exploration.having is None
        place = _Place(self.address.where) if is_whole else ALL
        return self._cells(self.explored.total, self._named([_("All")]), place)

    def _row(self, line: Line) -> TableRow:
        where = both(self.address.where, part_of(self.explored.exploration.down, line.keys))
        cells = self._cells(line, self._named(line.names or (_("All"),)), _Place(where))
        return TableRow(cells, self._deeper(where) if line.keys else "")

    def _deeper(self, where: Clause | None) -> str:
        """This part alone, split by what it is made of, where these metrics can be."""
        down = self.explored.exploration.down
        by = _NEXT.get(down[0]) if len(down) == 1 else None
        can = by and set(fits((by,))) & set(self.explored.exploration.query.catalogue)
        changes = {"by": by.value if by and can else None, "pivot": None, "sort": None}
        if changes["by"] is None:
            changes["metrics"] = ",".join(self.address.metrics)
        return self.address.narrowed(where, **changes)

    def _named(self, names: Sequence[str]) -> list[TableCell]:
        wide = max(1, len(self.explored.exploration.down))
        return [TableCell(name) for name in [*names, *[""] * wide][:wide]]

    def _cells(self, line: Line, names: list[TableCell], place: _Place | str) -> list[TableCell]:
        asked, metrics = self.explored.exploration, self.explored.exploration.query.catalogue
        if not is_pivoted(asked):
            return [*names, *(self._cell(m, line.cells, line.before, place) for m in metrics)]
        metric, across = asked.metric, []
        for column, cells in zip(self.explored.columns, line.columns, strict=True):
            across.append(self._cell(metric, cells, None, place, column))
        return [*names, self._cell(metric, line.cells, line.before, place), *across]

    def _cell(
        self,
        metric: Metric,
        cells: Cells,
        before: Cells | None,
        place: _Place | str,
        column: Pivoted | None = None,
    ) -> TableCell:
        cell = cells[metric.key]
        text, full = as_text(metric, cell, self.explored.currency)
        return TableCell(
            text,
            full,
            self._sub(metric, cell, before),
            is_number=True,
            is_null=cell.value is None,
            passport_url=self._passport(metric, place, column) if cell.value is not None else "",
        )

    def _sub(self, metric: Metric, cell: Cell, before: Cells | None) -> str:
        by = change_of(metric, cell, before[metric.key]) if before else None
        without = ", ".join(cell.without_rate)
        lacks = _("without %(currencies)s") % {"currencies": without} if without else ""
        return " · ".join(filter(None, (by.text if by else "", lacks)))

    def _passport(self, metric: Metric, place: _Place | str, column: Pivoted | None) -> str:
        """Under its filters, where they say which rows it is of; else by its place in the table."""
        url = self._numbers[metric.key]
        if isinstance(place, str):
            return url + others_words(self.address, place, column)
        if column is None:
            return url + self._words(place.where)
        if column.key is not None:
            part = part_of((self.explored.exploration.pivot,), (column.key,))
            return url + self._words(both(place.where, part))
        shown = tuple(one.key for one in self.explored.columns if one.key is not None)
        others = Not(Condition(self.explored.exploration.pivot, Operator.IS, shown))
        return url + self._words(both(place.where, others))

    def _words(self, where: Clause | None) -> str:
        """The same for all metrics of a row."""
        if where not in self._known:
            self._known[where] = passport_words(self.address, where)
        return self._known[where]

    @cached_property
    def _known(self) -> dict[Clause | None, str]:
        return {}

    @cached_property
    def _numbers(self) -> dict[str, str]:
        """{metric: the address of its passport}"""
        metrics = self.explored.exploration.query.catalogue
        return {
            one.key: reverse("analytics:number", kwargs={"slug": self.slug, "metric": one.key})
            for one in metrics
        }

    def _columns(self) -> list[Column]:
        asked, order = self.explored.exploration, self.explored.exploration.order
        down = [str(DIMENSIONS[one]) for one in asked.down] or [_("Part")]
        first = self._head("name", down[0], order) if asked.down else Column(down[0], False, "", "")
        heads = [first, *(Column(name, False, "", "") for name in down[1:])]
        if not is_pivoted(asked):
            return [*heads, *(self._metric(m, order) for m in asked.query.catalogue)]
        names = [
            column.name if column.key is not None else _("Other")
            for column in self.explored.columns
        ]
        all_of = _("%(metric)s, all") % {"metric": asked.metric.label}
        return [
            *heads,
            Column(all_of, True, "", ""),
            *(Column(name, True, "", "") for name in names),
        ]

    def _metric(self, metric: Metric, order: tuple[str, bool]) -> Column:
        column = self._head(metric.key, str(metric.label), order)
        return Column(column.label, True, column.sort_url, column.sort, str(metric.formula))

    def _head(self, key: str, label: str, order: tuple[str, bool]) -> Column:
        is_current, is_down = order[0] == key, order[1]
        # A first click asks for the largest first, or for names from A on.
        turn = not is_down if is_current else key != "name"
        url = self.address.with_(sort=f"-{key}" if turn else key)
        return Column(label, False, url, ("descending" if is_down else "ascending") * is_current)


def part_of(by: Sequence[Breakdown], keys: Sequence[str]) -> Clause | None:
    """The tree that only the rows of one part fit."""
    return both(*(Condition(one, Operator.IS, (key,)) for one, key in zip(by, keys, strict=True)))
