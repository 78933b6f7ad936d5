"""Answers a question of the explorer: its rows, what is left, columns, totals; nothing is lost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from accounts.models import Workspace
from analytics.exploring.piles import BEFORE, NOW, Pile, piled, piles_of
from analytics.exploring.question import Exploration
from analytics.exploring.ranked import Columns, Keys, Ranked, is_pivoted, rank, together
from analytics.exploring.ranking import can_rank, ranked_there
from analytics.queries.found import read_sums
from analytics.queries.freshness import SourceState, as_of, source_states, unsettled_from
from analytics.queries.judging import Judge
from analytics.queries.names import names_of_parts
from analytics.queries.periods import Period, compared
from analytics.queries.result import Cell, LeftOut

__all__ = ["Column", "Explored", "Line", "explore", "is_pivoted"]

# Of sums by side, period and part; beyond it nobody reads them, and a page would wait.
MOST_READ = 40_000
Cells = dict[str, Cell]
_NOTHING = Pile()


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
    ranked, left_out = _read(asked, workspace, before, judge)
    table = _Table(asked, before, judge, ranked)
    return Explored(
        exploration=asked,
        currency=workspace.currency,
        before_period=before,
        total=table.total(),
        lines=table.lines(),
        rest=table.rest(),
        count=ranked.count if asked.query.dimensions else 0,
        unfit=ranked.unfit,
        columns=table.column_names(),
        left_out=tuple(LeftOut(*key, micros) for key, micros in sorted(left_out.items())),
        sources=sources,
        as_of=as_of(sources),
        unsettled_from=unsettled_from(sources, judge.today, workspace.zone),
        snapshots_since=judge.snapshots_since,
        judge=judge,
    )


def _read(
    asked: Exploration, workspace: Workspace, before: Period | None, judge: Judge
) -> tuple[Ranked, Mapping[tuple[str, str], int]]:
    """Where rows can be many only those that are shown leave the database."""
    if can_rank(asked):
        return ranked_there(asked, workspace, before, judge, MOST_READ)
    found = read_sums(asked.read, workspace, before, MOST_READ)
    return rank(asked, judge, piles_of(found)), found.left_out


class _Table:
    """The piles of an answer as lines of cells."""

    def __init__(
        self, asked: Exploration, before: Period | None, judge: Judge, ranked: Ranked
    ) -> None:
        self._asked, self._before, self._judge, self._ranked = asked, before, judge, ranked

    def lines(self) -> tuple[Line, ...]:
        if not self._asked.query.dimensions:
            return ()
        names = names_of_parts(self._asked.down, list(self._ranked.shown))
        return tuple(
            self._line(columns, columns.values(), keys, names.get(keys, ()))
            for keys, columns in self._ranked.shown.items()
        )

    def rest(self) -> Line | None:
        """All that fit and are not shown: exactly what is missing to the total."""
        columns = self._ranked.rest
        return None if columns is None else self._line(columns, columns.values())

    def total(self) -> Line:
        """Of which nothing but zeros was told is no row, but makes the total a zero and no gap."""
        rest = [] if self._ranked.rest is None else [self._ranked.rest]
        columns = together([*self._ranked.shown.values(), *rest])
        quiet = [self._ranked.quiet] if self._asked.having is None else []
        return self._line(columns, [*columns.values(), *quiet])

    def _line(
        self, columns: Columns, piles: Iterable[Pile], keys: Keys = (), names: Keys = ()
    ) -> Line:
        pile, then = piled(piles), self._before
        return Line(
            keys,
            names if keys else (),
            self._cells(pile, NOW, self._asked.query.period),
            self._cells(pile, BEFORE, then) if then else None,
            tuple(
                self._cells(columns.get(one, _NOTHING), NOW, self._asked.query.period)
                for one in self._ranked.across
            ),
        )

    def column_names(self) -> tuple[Column, ...]:
        across = self._ranked.across
        keys = [key for key in across if key is not None]
        names = names_of_parts((self._asked.pivot,), keys) if keys else {}
        return tuple(Column(key, names[key][0] if key is not None else "") for key in across)

    def _cells(self, pile: Pile, name: str, period: Period) -> Cells:
        metrics = self._asked.query.catalogue
        return {m.key: pile.cell(m, name, period, self._judge) for m in metrics}
