"""Search over CRM objects: filters, one sort, and never more than 10,000 results of a query."""

from collections.abc import Callable
from typing import Any

from sandbox.hubspot.access import guarded
from sandbox.hubspot.errors import HubSpotError, invalid_request
from sandbox.hubspot.limits import HubSpotLimits
from sandbox.hubspot.moments import milliseconds
from sandbox.hubspot.objects import known
from sandbox.hubspot.store import MODIFIED, HubSpotRecords, Record, find
from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
_NUMBERS: dict[str, Callable[[float, float], bool]] = {
    "EQ": lambda value, asked: value == asked,
    "NEQ": lambda value, asked: value != asked,
    "GT": lambda value, asked: value > asked,
    "GTE": lambda value, asked: value >= asked,
    "LT": lambda value, asked: value < asked,
    "LTE": lambda value, asked: value <= asked,
}


@routes.add("POST", "/crm/v3/objects/{kind}/search")
@guarded("crm.objects.{kind}.read", is_search=True)
def search(world: World, request: Request, *, kind: str) -> Response:
    """What matches and is in the index; archived records never are."""
    known(kind)
    settings = world.part(HubSpotLimits).settings
    asked = request.json() or {}
    limit, after = int(asked.get("limit", 10)), int(asked.get("after") or 0)
    if not 0 <= limit <= settings.search_rows:
        raise invalid_request(f"limit must be at most {settings.search_rows}")
    if after + limit > settings.search_window:
        raise HubSpotError(400, "", "There was a problem with the request.")
    found = _ordered(_matching(world, kind, asked), asked)
    names = list(asked.get("properties", []))
    body: dict[str, Any] = {
        "total": len(found),
        "results": [record.shown(names) for record in found[after : after + limit]],
    }
    if after + limit < len(found):
        body["paging"] = {"next": {"after": str(after + limit)}}
    return json_response(body)


def _matching(world: World, kind: str, asked: dict[str, Any]) -> list[Record]:
    groups = asked.get("filterGroups") or [{"filters": asked.get("filters", [])}]
    if len(groups) > 5 or any(len(group["filters"]) > 6 for group in groups):
        raise invalid_request("too many filters")
    where, values = "archived IS NULL AND kind = ? AND visible_at <= ?", [kind]
    now = world.clock.seconds()
    lowest = min((_lowest(kind, group["filters"]) for group in groups), default=0)
    with world.part(HubSpotRecords).reading() as db:
        records = find(db, f"{where} AND updated >= ?", (*values, now, lowest))
    return [
        record
        for record in records
        if any(all(_fits(record, one) for one in group["filters"]) for group in groups)
    ]


def _lowest(kind: str, filters: list[dict[str, Any]]) -> int:
    """The earliest change that can match: only those rows are fetched."""
    starts = [
        milliseconds(one["value"])
        for one in filters
        if one["propertyName"] == MODIFIED[kind] and one["operator"] in ("GTE", "GT", "BETWEEN")
    ]
    return max(starts, default=0)


def _fits(record: Record, asked: dict[str, Any]) -> bool:
    name, operator = str(asked["propertyName"]), str(asked["operator"])
    value = record.value(name)
    if operator in ("HAS_PROPERTY", "NOT_HAS_PROPERTY"):
        return (value is not None) == (operator == "HAS_PROPERTY")
    if value is None:
        return False
    if operator == "IN":
        return value in {str(one) for one in asked["values"]}
    if operator == "CONTAINS_TOKEN":
        return str(asked["value"]).lower() in value.lower().split(";")
    if operator == "EQ" and not str(asked["value"]).isdigit():
        return value == str(asked["value"])
    number = _number(value)
    if operator == "BETWEEN":
        return _number(asked["value"]) <= number <= _number(asked["highValue"])
    if operator not in _NUMBERS:
        raise invalid_request(f"{operator} is not a valid operator")
    return _NUMBERS[operator](number, _number(asked["value"]))


def _number(value: str | float) -> float:
    try:
        return float(value)
    except ValueError:
        return float(milliseconds(value))


def _ordered(found: list[Record], asked: dict[str, Any]) -> list[Record]:
    """By the one sort that counts; without one by the day of creation, ties in no order."""
    sorts = asked.get("sorts") or [{"propertyName": "createdate", "direction": "ASCENDING"}]
    name = sorts[0]["propertyName"]

    def place(record: Record) -> tuple[bool, float]:
        value = record.value(name)
        return value is not None, _number(value or 0)

    # Equal values come in an order of their own, which no caller may build on.
    found.sort(key=lambda record: record.id * 7919 % 10_007)
    found.sort(key=place, reverse=sorts[0].get("direction") == "DESCENDING")
    return found
