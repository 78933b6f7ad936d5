"""From flat rows to the stream's batches: filtered, summed over what is not asked, and nested."""

import secrets
from collections.abc import Iterable
from typing import Any

from sandbox.google_ads.errors import query_error
from sandbox.google_ads.gaql import Query
from sandbox.google_ads.tables import Row

BATCH_ROWS = 500


def answer(query: Query, rows: Iterable[Row], *, has_summary: bool) -> list[dict[str, Any]]:
    """The batches of searchStream; the summary row comes in one of its own, at the end."""
    found = _summed(query, [row for row in rows if _admits(query, row)])
    for field, is_down in reversed(query.order):
        found.sort(key=lambda row: row[field], reverse=is_down)
    found = found[: query.limit]
    mask = ",".join(_camel_path(field) for field in query.fields)
    request = secrets.token_urlsafe(16)
    batches: list[dict[str, Any]] = []
    for start in range(0, len(found), BATCH_ROWS):
        results = [_nested(query, row) for row in found[start : start + BATCH_ROWS]]
        batches.append({"results": results, "fieldMask": mask, "requestId": request})
    if not batches:
        batches.append({"fieldMask": mask, "requestId": request})
    batches[-1]["queryResourceConsumption"] = str(len(found))
    if has_summary and query.metrics:
        sums = {name: sum(row[name] for row in found) for name in query.metrics}
        summary = {"metrics": {_camel(n.partition(".")[2]): _json(v) for n, v in sums.items()}}
        batches.append({"summaryRow": summary, "fieldMask": mask, "requestId": request})
    return batches


def _admits(query: Query, row: Row) -> bool:
    for condition in query.conditions:
        if condition.field not in row:
            raise query_error("UNRECOGNIZED_FIELD", f"Unrecognized field: {condition.field!r}.")
        if not condition.admits(row):
            return False
    return True


def _summed(query: Query, rows: list[Row]) -> list[Row]:
    """One row for each value of the fields that are not metrics."""
    for row in rows[:1]:
        if unknown := [field for field in query.fields if field not in row]:
            raise query_error("UNRECOGNIZED_FIELD", f"Unrecognized field: {unknown[0]!r}.")
    keys = [field for field in query.fields if field not in query.metrics]
    sums: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        known = sums.setdefault(tuple(row[key] for key in keys), dict.fromkeys(query.metrics, 0))
        for metric in query.metrics:
            known[metric] += row[metric]
        for name, value in row.items():
            known.setdefault(name, value)
    return list(sums.values())


def _nested(query: Query, row: Row) -> dict[str, Any]:
    """The row as JSON: one object a resource, each with its resource name."""
    out: dict[str, Any] = {}
    for field in query.fields:
        part, _, name = field.partition(".")
        holder = out.setdefault(_camel(part), {})
        if f"{part}.resource_name" in row:
            holder["resourceName"] = row[f"{part}.resource_name"]
        holder[_camel(name)] = _json(row[field])
    return out


def _json(value: Any) -> Any:
    """64-bit integers travel as texts, doubles as numbers without a needless point."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if isinstance(value, int):
        return str(value)
    return int(value) if value.is_integer() else value


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _camel_path(field: str) -> str:
    return ".".join(_camel(part) for part in field.split("."))
