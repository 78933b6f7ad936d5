"""A question's days as arrays of numbers: of a year of many parts no object is made by the row.

Amounts are converted as everywhere; what has no rate is added to nothing, and told of nowhere.
"""
# ruff: noqa: S608  Only names written in these modules are put into the statement.

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
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
from analytics.queries.judging import KNOWN
from analytics.queries.question import MetricQuery
from analytics.queries.sides import SUMS_OF, source_of, sums_of
from analytics.queries.sql import names_of, rows_of, tables

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]
_HEADER = 20
# Of the number of a day so many low bits are flags.
_BITS = 6
_AMOUNTS_KNOWN = {f"{one.key}_known" for one in MEASURES.values() if one.is_money}
_LONG = np.dtype([("length", ">i4"), ("value", ">i8")])
_SHORT = np.dtype([("length", ">i4"), ("value", ">i4")])


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums by part and day. A day of which there is no row holds nothing; the caller says whether
    that is a zero or a gap.

    `known` says where a vendor told of a measure. By side, `rows` is where there is a row, `begun`
    where one that brought anything.
    """

    keys: tuple[str, ...]
    by_name: Mapping[str, Numbers]
    known: Mapping[str, Flags]
    rows: Mapping[str, Flags]
    begun: Mapping[str, Flags]

    def first_days(self, sides: Set[str]) -> npt.NDArray[np.int64]:
        """For each part, the place of its first day that brought anything; the end where none."""
        told: Flags = np.any([self.begun[side] for side in sides], axis=0)
        first = np.where(told.any(axis=1), told.argmax(axis=1), told.shape[1])
        return np.asarray(first, dtype=np.int64)

    def has_row(self, sides: Set[str]) -> Flags:
        """Where any of the sides has a row."""
        found: Flags = np.any([self.rows[side] for side in sides], axis=0)
        return found

    def with_parts(self, other: Sums) -> Sums:
        """The parts of another one below these."""
        pairs = zip(self._tables, other._tables, strict=True)
        joined = [{k: np.vstack([v, theirs[k]]) for k, v in own.items()} for own, theirs in pairs]
        return Sums((*self.keys, *other.keys), *joined)

    def of(self, keys: tuple[str, ...]) -> Sums:
        """Some of the parts, in that order."""
        if keys == self.keys:
            return self
        place = {key: at for at, key in enumerate(self.keys)}
        rows = [place[key] for key in keys]
        return Sums(keys, *({k: v[rows] for k, v in own.items()} for own in self._tables))

    @property
    def _tables(self) -> tuple[Mapping[str, npt.NDArray[Any]], ...]:
        return self.by_name, self.known, self.rows, self.begun


def read_arrays(
    query: MetricQuery, workspace: Workspace, names: Sequence[str], keys: tuple[str, ...]
) -> Sums:
    """The sums `names` of the question's parts `keys`, the whole being "", by one statement."""
    shape = (len(keys), query.period.days)
    size, place = shape[0] * shape[1], {key: at * shape[1] for at, key in enumerate(keys)}
    by_side: dict[str, list[Any]] = {side: [] for side in rows_of(query)}
    for row in _rows(query, workspace, names):
        if row[1] in place:
            by_side[row[0]].append(row[1:])
    found: dict[str, Numbers] = {name: np.zeros(shape) for name in names}
    known = {name: np.zeros(shape, dtype=bool) for name in names if name in KNOWN}
    has_row = {side: np.zeros(shape, dtype=bool) for side in by_side}
    begun = {side: np.zeros(shape, dtype=bool) for side in by_side}
    for side, rows in by_side.items():
        if not rows:
            continue
        at = np.concatenate([place[part] + (packed >> _BITS) for part, packed, *_more in rows])
        bits = np.concatenate([packed for _part, packed, *_more in rows])
        for bit, flags in enumerate((begun[side], *(known[one] for one in _known(side, names)))):
            flags.reshape(size)[at[bits & (1 << bit) != 0]] = True
        has_row[side].reshape(size)[at] = True
        for column, name in enumerate(_own(side, names), start=2):
            # Added up, for a day has a row for each currency and source.
            values = np.concatenate([row[column] for row in rows])
            found[name] = _added(at, values, size).reshape(shape)
    return Sums(keys, found, known, has_row, begun)


def _added(at: npt.NDArray[Any], values: npt.NDArray[Any], size: int) -> Numbers:
    return np.asarray(np.bincount(at, values, size), dtype=np.float64)


def _own(side: str, names: Sequence[str]) -> list[str]:
    return [name for name in SUMS_OF[side] if name in names]


def _known(side: str, names: Sequence[str]) -> list[str]:
    return [name for name in _own(side, names) if name in KNOWN]


def _rows(query: MetricQuery, workspace: Workspace, names: Sequence[str]) -> list[Any]:
    with connection.cursor() as cursor:
        ours = cursor.cursor
        types = ours.adapters.types
        ours.format = Format.BINARY
        ours.adapters.register_loader(types["int8"].array_oid, _Longs)
        ours.adapters.register_loader(types["int4"].array_oid, _Shorts)
        cursor.execute(_statement(query, names), names_of(query, workspace, None))
        found: list[Any] = cursor.fetchall()
        return found


def _statement(query: MetricQuery, names: Sequence[str]) -> str:
    sides = rows_of(query, is_plain=True)
    most = max(len(_own(side, names)) for side in sides)
    parts = " UNION ALL ".join(_part(side, names, most, sums_of(side, query)) for side in sides)
    return f"{tables(query, sides)} {parts}"


def _part(side: str, names: Sequence[str], most: int, every: Sequence[str]) -> str:
    """Beside the sums one number a row: its day, whether it brought anything, what was told."""
    own = _own(side, names)
    cells = [f"array_agg({_cell(side, name)})" for name in own]
    cells += ["NULL::bigint[]"] * (most - len(own))
    told = " OR ".join(f"{_cell(side, name)} <> 0" for name in every)
    known = [f"{_cell(side, KNOWN[name])} <> 0" for name in _known(side, names)]
    flags = " | ".join(
        f"CASE WHEN {test} THEN {1 << bit} ELSE 0 END" for bit, test in enumerate((told, *known))
    )
    return f"""
    SELECT '{side}' AS side, r.part::text,
        array_agg((r."on" - %(first)s::date) << {_BITS} | ({flags})), {", ".join(cells)}
    FROM {side} r GROUP BY r.part
    """


def _cell(side: str, name: str) -> str:
    """Of what is not in the workspace's currency a factor is looked up, and of nothing else."""
    is_money = name in MEASURES and MEASURES[name].is_money
    if not is_money and name not in _AMOUNTS_KNOWN:
        return f"coalesce(r.{name}, 0)::bigint"
    factor = factor_of(side, source_of(side))
    known = f"CASE WHEN {factor} > 0 THEN r.{name} END"
    other = f"round(r.{name} * {factor})" if is_money else known
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
