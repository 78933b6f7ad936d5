"""Which rows of an answer are shown, chosen where the sums are: by PostgreSQL.

Only the first rows come out of it one by one; all others come as one, and so do those that do not
fit the ranges. What has no rate comes part by part, because it is told of by its currencies.
"""
# ruff: noqa: S608  Only names written in these modules are put into the statement.

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db import connection

from accounts.models import Workspace
from analytics.exploring.piles import NOW, Pile, piled, piles_of
from analytics.exploring.question import MOST_COLUMNS, Exploration
from analytics.exploring.ranked import Keys, Ranked, is_pivoted
from analytics.exploring.values import LACKS, SUM, TOLD, can_be_reckoned, needed, value_of, within
from analytics.metrics import CATALOGUE, MEASURES, Metric
from analytics.queries.dimensions import Breakdown
from analytics.queries.found import Found, TooMany, sums_by_side
from analytics.queries.judging import KNOWN, Judge
from analytics.queries.names import keys_of
from analytics.queries.periods import Period
from analytics.queries.sides import MOST_SUMS
from analytics.queries.sql import in_two, names_of
from analytics.queries.where import Range, leaves_of

_MANY = frozenset({Breakdown.CAMPAIGN, Breakdown.CRM_CAMPAIGN})
_SHOWN, _REST, _UNFIT, _QUIET = "shown", "rest", "unfit", "quiet"
_C = 'COLLATE "C"'


def can_rank(asked: Exploration) -> bool:
    """Whether rows can be many, and their order and ranges are such that SQL can tell."""
    key = asked.order[0]
    metrics = [CATALOGUE[one.metric] for one in leaves_of(asked.having) if isinstance(one, Range)]
    if key == "name" or not _MANY & set(asked.query.dimensions):
        return False
    return all(map(can_be_reckoned, [*metrics, CATALOGUE[key]]))


def ranked_there(
    asked: Exploration, workspace: Workspace, before: Period | None, judge: Judge, most: int
) -> tuple[Ranked, Mapping[tuple[str, str], int]]:
    """The rows of an answer, and amounts by (measure, currency) that have no rate.

    One statement; raises TooMany beyond `most` sums.
    """
    numbers: dict[str, Any] = {"most": most + 1, "top": asked.top, "columns": MOST_COLUMNS}
    text = _Statement(asked, judge, numbers).text()
    with connection.cursor() as cursor:
        cursor.execute(text, names_of(asked.read, workspace, before) | numbers)
        rows = cursor.fetchall()
    if rows and rows[0][0] > most:
        raise TooMany
    return _read(asked, rows)


def _read(
    asked: Exploration, rows: list[tuple[Any, ...]]
) -> tuple[Ranked, Mapping[tuple[str, str], int]]:
    names, found, first = sums_by_side(asked.read), Found(), asked.query.period.first_on
    last, across, keys = dict[str, int](), dict[str | None, int](), dict[str, Keys]()
    for _all, side, period, kind, place, down, column, at, until, without_rate, *values in rows:
        key = (kind, f"{place:09}" if place else "", "" if column is None else f"={column}")
        found.add(names[side], (period, first, key), without_rate, values)
        last[kind] = max(until, last.get(kind, 0))
        if place:
            keys[key[1]] = tuple(down)
        if kind in (_SHOWN, _REST):
            # What is in no column that is shown comes last.
            across[column] = MOST_COLUMNS + 1 if column is None else at or 0
    piles: dict[str, dict[str | None, Pile]] = defaultdict(dict)
    for part, pile in piles_of(found).items():
        kind, place, column = keys_of(part)
        piles[place or kind][column.removeprefix("=") if column else None] = pile
    ranked = Ranked(
        {keys[place]: piles[place] for place in sorted(keys)},
        piles.get(_REST),
        piled(piles.get(_QUIET, {}).values()),
        last.get(_REST) or last.get(_SHOWN, 0),
        last.get(_UNFIT, 0),
        tuple(sorted(across, key=lambda one: across[one])) if is_pivoted(asked) else (),
    )
    return ranked, found.left_out


class _Statement:
    """Its levels: the sums of parts, then of rows, their values, whether they fit, their places."""

    def __init__(self, asked: Exploration, judge: Judge, numbers: dict[str, Any]) -> None:
        self._asked, self._judge, self._numbers = asked, judge, numbers
        key, self._is_down = asked.order
        self._order = CATALOGUE[key]
        ranges = [one.metric for one in leaves_of(asked.having) if isinstance(one, Range)]
        self._ranges = {one: CATALOGUE[one] for one in ranges}
        self._measures = needed([self._order, *self._ranges.values()])
        self._places = {
            name: (side, f"c{n}")
            for side, names in sums_by_side(asked.read).items()
            for n, name in enumerate(names)
        }

    def text(self) -> str:
        tables, rows = in_two(self._asked.read)
        return f"""{tables}, every AS MATERIALIZED ({rows} LIMIT %(most)s),
        told AS ({self._told()}), summed AS ({self._summed()}), valued AS ({self._valued()}),
        sized AS ({self._sized()}), placed AS ({self._placed()}) {self._found()}"""

    def _told(self) -> str:
        """Each row with its keys, its own sums of what is needed, whether its part has anything."""
        own = {one.key for metric in self._asked.query.catalogue for one in metric.measures}
        anything = " OR ".join(self._has_any(key) for key in sorted(own))
        columns = [column for key in self._measures for column in self._columns(key)]
        down, across = self._keys()
        return f"""SELECT e.*, {down} AS down, {across} AS across,
            coalesce({anything}, false) AS is_any, {", ".join(columns)}
        FROM every e WINDOW w AS (PARTITION BY e.part {_C})"""

    def _keys(self) -> tuple[str, str]:
        dimensions = self._asked.query.dimensions
        parts = [f"e.part[{n}]" for n in range(1, len(dimensions) + 1)]
        if len(dimensions) == 1:
            parts = ["e.part"]
        across = "''"
        if is_pivoted(self._asked):
            across = parts.pop(dimensions.index(self._asked.pivot))
        return f"ARRAY[{', '.join(parts)}]::text[]", f"{across}::text"

    def _has_any(self, key: str) -> str:
        side, column = self._places.get(key, ("", ""))
        if not side:
            return "false"
        own = f"e.side = '{side}'"
        if MEASURES[key].is_money:
            return f"bool_or({own} AND e.{column} <> 0) OVER w"
        return " OR ".join(
            f"sum(e.{column}) FILTER (WHERE {own} AND e.period = '{period}') OVER w <> 0"
            for period in ("now", "before")
        )

    def _columns(self, key: str) -> list[str]:
        """Of the period that is asked for, not of the one with which it is compared."""
        is_money, known = MEASURES[key].is_money, KNOWN.get(key, "")
        rated = "e.without_rate = ''"
        found = [f"{self._own(key, rated if is_money else 'true')} AS {SUM}{key}"]
        if known:
            found.append(f"{self._own(known, rated if is_money else 'true')} AS {TOLD}{key}")
        if is_money:
            found.append(f"{self._own(key, f'NOT {rated}')} <> 0 AS {LACKS}{key}")
        return found

    def _own(self, name: str, only: str) -> str:
        side, column = self._places.get(name, ("", "NULL::bigint"))
        if not side:
            return "NULL::bigint"
        return f"CASE WHEN e.side = '{side}' AND e.period = '{NOW}' AND {only} THEN e.{column} END"

    def _names(self) -> list[tuple[str, str]]:
        """(how it is added up, its column) of the sums that are needed."""
        names = []
        for key in self._measures:
            names.append(("sum", f"{SUM}{key}"))
            names += [("sum", f"{TOLD}{key}")] if key in KNOWN else []
            names += [("bool_or", f"{LACKS}{key}")] if MEASURES[key].is_money else []
        return names

    def _added(self, prefix: str, only: str) -> str:
        return ", ".join(
            f"{how}({prefix}{name}) FILTER (WHERE {only}) OVER w AS {name}"
            for how, name in self._names()
        )

    def _kept(self) -> str:
        cells = ", ".join(f"c{n}" for n in range(MOST_SUMS))
        return f"side, period, part, without_rate, down, across, is_any, {cells}"

    def _summed(self) -> str:
        own = ", ".join(f"{name} AS own_{name}" for _how, name in self._names())
        return f"""SELECT {self._kept()}, {own}, {self._added("", "is_any")}
        FROM told WINDOW w AS (PARTITION BY down {_C})"""

    def _valued(self) -> str:
        fits = "is_any"
        if self._asked.having is not None:
            values = {key: self._value(metric) for key, metric in self._ranges.items()}
            ranges = within(self._asked.having, values, self._numbers)
            fits = f"is_any AND coalesce({ranges}, false)"
        own = ", ".join(f"own_{name}" for _how, name in self._names())
        return f"""SELECT {self._kept()}, {own}, {self._value(self._order)} AS value,
            {fits} AS fits FROM summed"""

    def _sized(self) -> str:
        """The value of each column, over all rows that fit."""
        if not is_pivoted(self._asked):
            return f"SELECT {self._kept()}, value, fits FROM valued"
        return f"""SELECT {self._kept()}, value, fits, {self._value(self._order)} AS size FROM (
            SELECT {self._kept()}, value, fits, {self._added("own_", "fits")}
            FROM valued WINDOW w AS (PARTITION BY across {_C})) x"""

    def _value(self, metric: Metric) -> str:
        return value_of(metric, self._judge, self._asked.query.period)

    def _placed(self) -> str:
        way = "DESC" if self._is_down else "ASC"
        column = "NULL::bigint"
        if is_pivoted(self._asked):
            column = f"""dense_rank() OVER (PARTITION BY fits, is_any
                ORDER BY coalesce(size, 0) DESC, across {_C})"""
        return f"""SELECT {self._kept()}, fits, {column} AS of_column, dense_rank() OVER (
            PARTITION BY fits, is_any ORDER BY value {way} NULLS LAST, down {_C}) AS place
        FROM sized"""

    def _found(self) -> str:
        cells = ", ".join(f"sum(c{n})::bigint" for n in range(MOST_SUMS))
        is_shown = "fits AND place <= %(top)s"
        across = "across"
        if is_pivoted(self._asked):
            across = "CASE WHEN of_column <= %(columns)s THEN across END"
        return f"""SELECT (SELECT count(*) FROM every), side, period,
            CASE WHEN {is_shown} THEN '{_SHOWN}' WHEN fits THEN '{_REST}'
                WHEN is_any THEN '{_UNFIT}' ELSE '{_QUIET}' END,
            CASE WHEN {is_shown} THEN place END, CASE WHEN {is_shown} THEN down END,
            CASE WHEN fits THEN {across} END, min(of_column), max(place), without_rate, {cells}
        FROM placed
        GROUP BY 2, 3, 4, 5, 6, 7, without_rate, CASE WHEN without_rate <> '' THEN part END"""
