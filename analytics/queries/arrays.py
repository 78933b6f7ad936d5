"""A question's days as arrays of numbers: of a year of many parts no object is made by the row.

Amounts are converted as everywhere; what has no rate is added to nothing, and told of nowhere.
"""
# ruff: noqa: S608  Only names written in these modules are put into the statement.

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.pq import Format

from accounts.models import Workspace
from analytics.metrics import MEASURES
from analytics.queries.converting import factor_of
from analytics.queries.question import MetricQuery
from analytics.queries.sides import SUMS_OF, source_of
from analytics.queries.sql import names_of, rows_of, tables

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]
_HEADER = 20
_LONG = np.dtype([("length", ">i4"), ("value", ">i8")])
_SHORT = np.dtype([("length", ">i4"), ("value", ">i4")])


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums by part and day. A day of which there is no row holds nothing; the caller says whether
    that is a zero or a gap.

    By side, `begun` is {part: the first of its days that brought anything}, `rows` where there is
    a row.
    """

    keys: tuple[str, ...]
    by_name: Mapping[str, Numbers]
    begun: Mapping[str, Mapping[str, date]]
    rows: Mapping[str, Flags]

    def begun_on(self, sides: Set[str]) -> dict[str, date]:
        """{part: its first day on any of the sides}."""
        found: dict[str, date] = {}
        for side in sides & self.begun.keys():
            for key, day in self.begun[side].items():
                found[key] = min(day, found.get(key, day))
        return found

    def has_row(self, sides: Set[str]) -> Flags:
        """Where any of the sides has a row."""
        found: Flags = np.any([self.rows[side] for side in sides & self.rows.keys()], axis=0)
        return found

    def with_parts(self, other: Sums) -> Sums:
        """The parts of another one below these."""
        return Sums(
            (*self.keys, *other.keys),
            {name: np.vstack([one, other.by_name[name]]) for name, one in self.by_name.items()},
            {side: {**one, **other.begun.get(side, {})} for side, one in self.begun.items()},
            {side: np.vstack([one, other.rows[side]]) for side, one in self.rows.items()},
        )

    def of(self, keys: tuple[str, ...]) -> Sums:
        """Some of the parts, in that order."""
        if keys == self.keys:
            return self
        place = {key: at for at, key in enumerate(self.keys)}
        chosen = [place[key] for key in keys]
        return Sums(
            keys,
            {name: one[chosen] for name, one in self.by_name.items()},
            self.begun,
            {side: one[chosen] for side, one in self.rows.items()},
        )


def read_arrays(
    query: MetricQuery, workspace: Workspace, names: Sequence[str], keys: tuple[str, ...]
) -> Sums:
    """The sums `names` of the question's parts `keys`, the whole being "", by one statement."""
    days = query.period.days
    size, place = len(keys) * days, {key: at * days for at, key in enumerate(keys)}
    found = {name: np.zeros(size) for name in names}
    begun: dict[str, dict[str, date]] = {}
    has_row: dict[str, Flags] = {}
    by_side: dict[str, list[Any]] = {side: [] for side in rows_of(query)}
    for row in _rows(query, workspace, names):
        if row[1] in place:
            by_side[row[0]].append(row[1:])
    for side, rows in by_side.items():
        begun[side] = {part: first for part, first, *_more in rows if first is not None}
        has_row[side] = np.zeros(size, dtype=bool)
        if rows:
            at = np.concatenate([place[part] + on for part, _first, on, *_more in rows])
            has_row[side][at] = True
            for column, name in enumerate(_own(side, names), start=3):
                # Added up, for a day has a row for each currency and source.
                values = np.concatenate([row[column] for row in rows])
                found[name] = np.bincount(at, values, size)
    shape = (len(keys), days)
    return Sums(
        keys,
        {name: one.reshape(shape) for name, one in found.items()},
        begun,
        {side: one.reshape(shape) for side, one in has_row.items()},
    )


def _own(side: str, names: Sequence[str]) -> list[str]:
    return [name for name in SUMS_OF[side] if name in names]


def _rows(query: MetricQuery, workspace: Workspace, names: Sequence[str]) -> list[Any]:
    with connection.cursor() as cursor:
        ours = cursor.cursor
        ours.format = Format.BINARY
        types = ours.adapters.types
        ours.adapters.register_loader(types["int8"].array_oid, _Longs)
        ours.adapters.register_loader(types["int4"].array_oid, _Shorts)
        cursor.execute(_statement(query, names), names_of(query, workspace, None))
        found: list[Any] = cursor.fetchall()
        return found


def _statement(query: MetricQuery, names: Sequence[str]) -> str:
    sides = rows_of(query)
    most = max(len(_own(side, names)) for side in sides)
    parts = " UNION ALL ".join(_part(side, _own(side, names), most) for side in sides)
    return f"{tables(query, sides)} {parts}"


def _part(side: str, names: Sequence[str], most: int) -> str:
    cells = [f"array_agg({_cell(side, name)})" for name in names]
    cells += ["NULL::bigint[]"] * (most - len(names))
    told = " OR ".join(f"{_cell(side, name)} <> 0" for name in SUMS_OF[side])
    return f"""
    SELECT '{side}' AS side, r.part::text, min(r."on") FILTER (WHERE {told}) AS begun,
        array_agg(r."on" - %(first)s::date), {", ".join(cells)}
    FROM {side} r GROUP BY r.part
    """


def _cell(side: str, name: str) -> str:
    """Of what is not in the workspace's currency a factor is looked up, and of nothing else."""
    is_money = name in MEASURES and MEASURES[name].is_money
    if not is_money and name != "spend_known":
        return f"coalesce(r.{name}, 0)::bigint"
    factor = factor_of(side, source_of(side))
    other = (
        f"round(r.{name} * {factor})" if is_money else f"CASE WHEN {factor} > 0 THEN r.{name} END"
    )
    return f"""coalesce(CASE WHEN r.currency = %(currency)s THEN r.{name} ELSE {other} END, 0
        )::bigint"""


class _Longs(Loader):
    """An array without nulls, of one dimension, as PostgreSQL sends it."""

    format = Format.BINARY

    def load(self, data: Buffer) -> Any:
        return np.frombuffer(data, _LONG, offset=_HEADER)["value"]


class _Shorts(Loader):
    """The same of shorter numbers."""

    format = Format.BINARY

    def load(self, data: Buffer) -> Any:
        return np.frombuffer(data, _SHORT, offset=_HEADER)["value"]
