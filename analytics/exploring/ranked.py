"""The rows of an answer in their order; this is the plain way, for answers of few parts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analytics.exploring.piles import NOW, Pile, piled
from analytics.exploring.question import MOST_COLUMNS, Exploration
from analytics.exploring.ranges import is_within
from analytics.metrics import CATALOGUE
from analytics.queries.dimensions import Breakdown
from analytics.queries.found import Part
from analytics.queries.judging import Judge
from analytics.queries.names import keys_of, names_of_parts
from analytics.queries.result import Cell

Keys = tuple[str, ...]
# Piles by column: "" where nothing stands across, None for what is in no column that is shown.
Columns = Mapping[str | None, Pile]


@dataclass(frozen=True)
class Ranked:
    """The first rows in their order, and all others that fit as one.

    `quiet` are parts of which only zeros were told. `count` rows fit, `unfit` ones do not. `across`
    are the columns that are shown, and None for all others.
    """

    shown: Mapping[Keys, Columns]
    rest: Columns | None
    quiet: Pile
    count: int
    unfit: int
    across: tuple[str | None, ...]


def is_pivoted(asked: Exploration) -> bool:
    """Whether a dimension stands across."""
    return asked.pivot is not Breakdown.NONE and asked.pivot in asked.query.dimensions


def together(many: Iterable[Columns]) -> Columns:
    """All of them as one, column by column."""
    by_column: dict[str | None, list[Pile]] = defaultdict(list)
    for columns in many:
        for column, pile in columns.items():
            by_column[column].append(pile)
    return {column: piled(piles) for column, piles in by_column.items()}


def rank(asked: Exploration, judge: Judge, piles: Mapping[Part, Pile]) -> Ranked:
    """The rows of an answer, of the piles of all its parts."""
    return _Ranking(asked, judge, piles).ranked()


class _Ranking:
    def __init__(self, asked: Exploration, judge: Judge, piles: Mapping[Part, Pile]) -> None:
        self._asked, self._judge = asked, judge
        dimensions = asked.query.dimensions
        self._across = dimensions.index(asked.pivot) if is_pivoted(asked) else None
        rows: dict[Keys, dict[str | None, Pile]] = defaultdict(dict)
        self._quiet: list[Pile] = []
        measures = {measure.key for metric in asked.query.catalogue for measure in metric.measures}
        for part, pile in piles.items():
            keys = keys_of(part) if dimensions else ()
            if pile.has_any(measures) or not dimensions:
                rows[self._down(keys)][self._column(keys)] = pile
            else:
                self._quiet.append(pile)
        whole = {keys: piled(columns.values()) for keys, columns in rows.items()}
        self._fitting = {keys: pile for keys, pile in whole.items() if self._fits(pile)}
        self._unfit = len(whole) - len(self._fitting)
        self._rows = {keys: rows[keys] for keys in self._fitting}

    def ranked(self) -> Ranked:
        order = self._ordered() if self._asked.query.dimensions else [*self._rows]
        top, across = self._asked.top, self._columns_shown()
        shown = {keys: self._cut(self._rows[keys], across) for keys in order[:top]}
        hidden = [self._cut(self._rows[keys], across) for keys in order[top:]]
        rest = together(hidden) if hidden else None
        return Ranked(shown, rest, piled(self._quiet), len(order), self._unfit, across)

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
            names = names_of_parts(self._asked.down, list(self._fitting))
            by_name = sorted(self._fitting, key=lambda one: [n.casefold() for n in names[one]])
            return by_name[::-1] if is_down else by_name
        values = {one: self._value(pile, key).value for one, pile in self._fitting.items()}
        known = [one for one in sorted(values) if values[one] is not None]
        known.sort(key=lambda one: values[one] or 0, reverse=is_down)
        return known + [one for one in sorted(values) if values[one] is None]

    def _columns_shown(self) -> tuple[str | None, ...]:
        """The largest by the metric that orders the rows, and None for the others."""
        if self._across is None:
            return ()
        key = self._asked.order[0]
        metric = self._asked.query.metrics[0] if key == "name" else key
        by_column = together(self._rows.values())
        sizes = {one: self._value(pile, metric).value or 0 for one, pile in by_column.items()}
        every = sorted(sizes, key=lambda one: (-sizes[one], one or ""))
        return (*every[:MOST_COLUMNS], *([None] if len(every) > MOST_COLUMNS else []))

    def _cut(self, columns: Columns, across: tuple[str | None, ...]) -> Columns:
        """With all columns that are not shown as one."""
        if None not in across:
            return columns
        kept = {column: pile for column, pile in columns.items() if column in across}
        others = [pile for column, pile in columns.items() if column not in across]
        return {**kept, None: piled(others)} if others else kept

    def _down(self, keys: Keys) -> Keys:
        return tuple(key for n, key in enumerate(keys) if n != self._across)

    def _column(self, keys: Keys) -> str:
        return "" if self._across is None else keys[self._across]
