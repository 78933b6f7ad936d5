"""Rows as Salesforce writes them: JSON records for REST, quoted CSV for Bulk."""

import itertools
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from sandbox.clock import json_stamp
from sandbox.schema import Field, SObject
from sandbox.schema.fields import NUMBERS

CHUNK = 500
Lines = Iterator[bytes]
_ADDRESS_PARTS = (
    ("city", "City"),
    ("country", "Country"),
    ("geocodeAccuracy", "GeocodeAccuracy"),
    ("latitude", "Latitude"),
    ("longitude", "Longitude"),
    ("postalCode", "PostalCode"),
    ("state", "State"),
    ("street", "Street"),
)


def records(
    db: sqlite3.Connection,
    sobject: SObject,
    fields: Sequence[Field],
    rowids: Sequence[int],
    *,
    version: str,
) -> list[dict[str, Any]]:
    """REST records for row numbers, in their order; rows that are gone are left out."""
    found: dict[int, dict[str, Any]] = {}
    columns = ", ".join(f'"{field.name}"' for field in sobject.stored)
    for start in range(0, len(rowids), CHUNK):
        part = rowids[start : start + CHUNK]
        marks = ", ".join("?" for _ in part)
        sql = f'SELECT rowid, {columns} FROM "{sobject.name}" WHERE rowid IN ({marks})'
        for row in db.execute(sql, tuple(part)):
            stored = dict(zip((f.name for f in sobject.stored), row[1:], strict=True))
            found[row[0]] = _record(sobject, fields, stored, version)
    return [found[rowid] for rowid in rowids if rowid in found]


def _record(
    sobject: SObject, fields: Sequence[Field], stored: dict[str, Any], version: str
) -> dict[str, Any]:
    url = f"/services/data/v{version}/sobjects/{sobject.name}/{stored['Id']}"
    record: dict[str, Any] = {"attributes": {"type": sobject.name, "url": url}}
    for field in fields:
        record[field.name] = json_value(field, stored)
    return record


def json_value(field: Field, stored: dict[str, Any]) -> Any:
    """One value of a stored row, as REST shows it."""
    if field.is_compound:
        prefix = field.name.removesuffix("Address")
        parts = {key: stored.get(prefix + name) for key, name in _ADDRESS_PARTS}
        return parts if any(value is not None for value in parts.values()) else None
    value = stored[field.name]
    if value is None:
        return None
    if field.type == "boolean":
        return bool(value)
    if field.type == "datetime":
        return json_stamp(value)
    return value


def csv_expression(field: Field) -> str:
    """SQL that writes one value as Bulk does, without its quotes."""
    column = f'"{field.name}"'
    if field.type == "boolean":
        return f"CASE {column} WHEN 1 THEN 'true' ELSE 'false' END"
    if field.type == "int":
        return f"coalesce({column}, '')"
    if field.type in NUMBERS:
        # Java's way with doubles: 12500.0, but 1.25E7.
        small = f"CAST({column} AS TEXT)"
        large = f"java_double({column})"
        return (
            f"CASE WHEN {column} IS NULL THEN '' WHEN abs({column}) < 1e7 THEN {small}"
            f" ELSE {large} END"
        )
    if field.type in ("id", "reference", "datetime", "date"):
        return f"coalesce({column}, '')"
    return f"replace(coalesce({column}, ''), '\"', '\"\"')"


def java_double(value: float) -> str:
    """A large number as Java prints it: 12500000.0 -> 1.25E7."""
    digits, exponent = f"{value:.15e}".split("e")
    digits = digits.rstrip("0")
    return f"{digits}{'0' if digits.endswith('.') else ''}E{int(exponent)}"


def csv_rows(
    db: sqlite3.Connection,
    sobject: SObject,
    fields: Sequence[Field],
    rowids: Sequence[int],
    delimiter: str,
    ending: str,
) -> Lines:
    """CSV lines without a header, one for each row number, in their order."""
    db.create_function("java_double", 1, java_double, deterministic=True)
    db.execute("DROP TABLE IF EXISTS temp.chosen")
    db.execute("CREATE TEMP TABLE chosen (place INTEGER PRIMARY KEY, row INTEGER)")
    db.executemany("INSERT INTO temp.chosen (row) VALUES (?)", ((rowid,) for rowid in rowids))
    middle = f" || '\"{delimiter}\"' || ".join(csv_expression(field) for field in fields)
    sql = (
        f"SELECT CAST('\"' || {middle} || '\"{ending}' AS BLOB) FROM temp.chosen AS c"
        f' CROSS JOIN "{sobject.name}" AS t ON t.rowid = c.row ORDER BY c.place'
    )
    return itertools.chain.from_iterable(db.execute(sql))
