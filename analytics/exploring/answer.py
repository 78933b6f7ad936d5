"""Answers a question of the explorer: its rows, what is left, columns, totals; nothing is lost."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from accounts.models import Workspace
from analytics.exploring.piles import BEFORE, NOW, Pile, piled, piles_of
from analytics.exploring.question import MOST_COLUMNS, Exploration
from analytics.exploring.ranges import is_within
from analytics.metrics import CATALOGUE
from analytics.queries.dimensions import Breakdown
from analytics.queries.found import Part, read_sums
from analytics.queries.freshness import SourceState, as_of, source_states, unsettled_from
from analytics.queries.judging import Judge
from analytics.queries.names import keys_of, names_of_parts
from analytics.queries.periods import Period, compared
from analytics.queries.result import Cell, LeftOut

# Of sums by side, period and part; beyond it nobody reads them, and a page would wait.
MOST_READ = 40_000
Cells = dict[str, Cell]
Keys = tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One row: its keys and names by dimension; with columns, the cells of each beside its own."""

    keys: Keys
    names: tuple[str, ...]
    cells: Cells
    before: Cells | None
    columns: tuple[Cells, ...] = ()


@dataclass(frozen=True)
class Column:
    """One part of the pivoted dimension; without a key it is all the others."""

    key: str | None
    name: str


@dataclass(frozen=True)
class Explored:
    """An answer: the first lines, all the others as one, and all together.

    `count` lines have any value and fit; `unfit` do not fit the ranges, and are in no sum.
    """

    exploration: Exploration
    currency: str
    before_period: Period | None
    total: Line
    lines: tuple[Line, ...]
    rest: Line | None
    count: int
    unfit: int
    columns: tuple[Column, ...]
    left_out: tuple[LeftOut, ...]
    sources: tuple[SourceState, ...]
    as_of: datetime | None
    unsettled_from: date
    snapshots_since: datetime | None
    judge: Judge


def explore(
    asked: Exploration, workspace: Workspace, sources: tuple[SourceState, ...] | None = None
) -> Explored:
    """The answer, by the sums, the sources' states and a statement for the names of a dimension.

    Who knows the states already gives them. Raises TooMany where it would have more parts than
    anybody reads.
    """
    query = asked.query
    before = compared(query.period, query.comparison)
    sources = source_states() if sources is None else sources
    judge = Judge(query, sources, timezone.now().astimezone(workspace.zone).date())
    found = read_sums(asked.read, workspace, before, MOST_READ)
    table = _Table(asked, before, judge, piles_of(found))
    return Explored(
        exploration=asked,
        currency=workspace.currency,
        before_period=before,
        total=table.line((), [*table.fitting.values(), *table.quiet]),
        lines=table.lines(),
        rest=table.rest(),
        count=len(table.order),
        unfit=table.unfit,
        columns=table.column_names(),
        left_out=tuple(LeftOut(*key, micros) for key, micros in sorted(found.left_out.items())),
        sources=sources,
        as_of=as_of(sources),
        unsettled_from=unsettled_from(sources, judge.today, workspace.zone),
        snapshots_since=judge.snapshots_since,
        judge=judge,
    )


class _Table:
    """The piles of an answer, set in rows and columns."""

    def __init__(
        self, asked: Exploration, before: Period | None, judge: Judge, piles: Mapping[Part, Pile]
    ) -> None:
        self._asked, self._before, self._judge = asked, before, judge
        dimensions = asked.query.dimensions
        self._across = dimensions.index(asked.pivot) if asked.pivot in dimensions else None
        rows: dict[Keys, dict[str, Pile]] = defaultdict(dict)
        quiet: list[Pile] = []
        measures = {measure.key for metric in asked.query.catalogue for measure in metric.measures}
        for part, pile in piles.items():
            keys = keys_of(part) if dimensions else ()
            if pile.has_any(measures) or not dimensions:
                rows[self._down(keys)][self._column(keys)] = pile
            else:
                quiet.append(pile)
        self._rows = rows
        whole = {keys: piled(parts.values()) for keys, parts in rows.items()}
        self.fitting = {keys: pile for keys, pile in whole.items() if self._fits(pile)}
        # Of which nothing but zeros was told: no row, but the total is a zero and no gap.
        self.quiet = quiet if asked.having is None else []
        self.unfit = len(whole) - len(self.fitting)
        self.order = self._ordered() if dimensions else []
        self._shown = self.order[: asked.top]
        self._hidden = self.order[asked.top :]
        self._columns = self._columns_shown()
        self._names = names_of_parts(asked.down, self._shown)

    def lines(self) -> tuple[Line, ...]:
        return tuple(self.line(keys, [self.fitting[keys]], [keys]) for keys in self._shown)

    def rest(self) -> Line | None:
        """All that fit and are not shown: exactly what is missing to the total."""
        if not self._hidden:
            return None
        return self.line((), [self.fitting[keys] for keys in self._hidden], self._hidden)

    def line(self, keys: Keys, piles: Iterable[Pile], rows: Iterable[Keys] | None = None) -> Line:
        pile, of = piled(piles), list(self.fitting if rows is None else rows)
        then = self._before
        return Line(
            keys,
            self._names.get(keys, ()) if keys else (),
            self._cells(pile, NOW, self._asked.query.period),
            self._cells(pile, BEFORE, then) if then else None,
            tuple(self._column_cells(of, column) for column in self._columns),
        )

    def column_names(self) -> tuple[Column, ...]:
        keys = [key for key in self._columns if key is not None]
        names = names_of_parts((self._asked.pivot,), keys) if keys else {}
        return tuple(Column(key, names[key][0] if key is not None else "") for key in self._columns)

    def _column_cells(self, rows: Iterable[Keys], column: str | None) -> Cells:
        """Without a key, of all columns that are not shown."""
        piles = [
            pile
            for keys in rows
            for key, pile in self._rows[keys].items()
            if key == column or (column is None and key not in self._columns)
        ]
        return self._cells(piled(piles), NOW, self._asked.query.period)

    def _cells(self, pile: Pile, name: str, period: Period) -> Cells:
        metrics = self._asked.query.catalogue
        return {m.key: pile.cell(m, name, period, self._judge) for m in metrics}

    def _value(self, pile: Pile, metric: str) -> Cell:
        return pile.cell(CATALOGUE[metric], NOW, self._asked.query.period, self._judge)

    def _fits(self, pile: Pile) -> bool:
        """Ranges choose among rows; where nothing is split there is nothing to choose."""
        having = self._asked.having if self._asked.query.dimensions else None
        return having is None or bool(is_within(having, lambda key: self._value(pile, key)))

    def _ordered(self) -> list[Keys]:
        """By a value or by name; what has no value comes last, and equal ones by their keys."""
        key, is_down = self._asked.order
        if key == "name":
            names = names_of_parts(self._asked.down, list(self.fitting))
            by_name = sorted(self.fitting, key=lambda one: [n.casefold() for n in names[one]])
            return by_name[::-1] if is_down else by_name
        values = {one: self._value(pile, key).value for one, pile in self.fitting.items()}
        known = [one for one in sorted(values) if values[one] is not None]
        known.sort(key=lambda one: values[one] or 0, reverse=is_down)
        return known + [one for one in sorted(values) if values[one] is None]

    def _columns_shown(self) -> list[str | None]:
        """The largest by the metric that orders the rows, and None for the others."""
        if self._across is None:
            return []
        by_column: dict[str, list[Pile]] = defaultdict(list)
        for keys in self.fitting:
            for column, pile in self._rows[keys].items():
                by_column[column].append(pile)
        key = self._asked.order[0]
        metric = self._asked.query.metrics[0] if key == "name" else key
        sizes = {one: self._value(piled(of), metric).value or 0 for one, of in by_column.items()}
        every: list[str | None] = [*sorted(sizes, key=lambda one: (-sizes[one], one))]
        return every if len(every) <= MOST_COLUMNS else [*every[:MOST_COLUMNS], None]

    def _down(self, keys: Keys) -> Keys:
        return tuple(key for n, key in enumerate(keys) if n != self._across)

    def _column(self, keys: Keys) -> str:
        return "" if self._across is None else keys[self._across]


def is_pivoted(asked: Exploration) -> bool:
    """Whether a dimension stands across."""
    return asked.pivot is not Breakdown.NONE and asked.pivot in asked.query.dimensions
