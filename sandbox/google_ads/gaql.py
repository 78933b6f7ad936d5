"""The Google Ads query language, as far as reports need it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.google_ads.errors import query_error

_QUERY = re.compile(
    r"\s*SELECT\s+(?P<fields>.+?)\s+FROM\s+(?P<resource>\w+)"
    r"(?:\s+WHERE\s+(?P<where>.+?))?(?:\s+ORDER\s+BY\s+(?P<order>.+?))?"
    r"(?:\s+LIMIT\s+(?P<limit>\d+))?(?:\s+PARAMETERS\s+.+)?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_FIELD = re.compile(r"[a-z_]+(\.[a-z0-9_]+)+")
_CONDITION = re.compile(
    r"(?P<field>[a-z_.0-9]+)\s*"
    r"(?:(?P<sign><=|>=|!=|=|<|>)\s*(?P<value>'[^']*'|\"[^\"]*\"|[\w.-]+)"
    r"|BETWEEN\s+(?P<low>'[^']*')\s+AND\s+(?P<high>'[^']*')"
    r"|(?P<not>NOT\s+)?IN\s*\((?P<many>[^)]*)\))\s*",
    re.IGNORECASE,
)
_SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


@dataclass(frozen=True)
class Condition:
    """A field and what its value has to pass."""

    field: str
    sign: str
    values: tuple[str, ...]

    def admits(self, row: dict[str, Any]) -> bool:
        value = row[self.field]
        known = [_like(value, text) for text in self.values]
        if self.sign == "IN":
            return value in known
        if self.sign == "NOT IN":
            return value not in known
        if self.sign == "BETWEEN":
            return bool(known[0] <= value <= known[1])
        return _SIGNS[self.sign](value, known[0])


@dataclass(frozen=True)
class Query:
    """What was asked."""

    fields: tuple[str, ...]
    resource: str
    conditions: tuple[Condition, ...]
    order: tuple[tuple[str, bool], ...]
    limit: int | None

    @property
    def metrics(self) -> tuple[str, ...]:
        return tuple(field for field in self.fields if field.startswith("metrics."))

    @property
    def days(self) -> tuple[str, str]:
        """The closed range of segments.date that the conditions leave, as text."""
        low, high = "0001-01-01", "9999-12-31"
        for condition in self.conditions:
            if condition.field != "segments.date":
                continue
            first, last = condition.values[0], condition.values[-1]
            low = max(low, first) if condition.sign in ("=", ">=", "BETWEEN", ">") else low
            high = min(high, last) if condition.sign in ("=", "<=", "BETWEEN", "<") else high
        return low, high


def parse(text: str) -> Query:
    """Raises AdsError queryError."""
    found = _QUERY.match(text)
    if found is None:
        raise query_error("UNEXPECTED_INPUT", f"Error in query: unexpected input {text[:40]}.")
    fields = tuple(part.strip() for part in found["fields"].split(","))
    for field in fields:
        if not _FIELD.fullmatch(field):
            raise query_error("BAD_FIELD_NAME", f"Field name {field!r} is not valid.")
    order = tuple(_ordered(part) for part in (found["order"] or "").split(",") if part.strip())
    limit = int(found["limit"]) if found["limit"] else None
    return Query(fields, found["resource"], _conditions(found["where"] or ""), order, limit)


def _conditions(text: str) -> tuple[Condition, ...]:
    found: list[Condition] = []
    place = 0
    while place < len(text):
        match = _CONDITION.match(text, place)
        if match is None:
            raise query_error("BAD_OPERATOR", f"Error in WHERE: {text[place : place + 40]}.")
        found.append(_condition(match))
        place = match.end()
        if place < len(text):
            joint = re.compile(r"AND\s+", re.IGNORECASE).match(text, place)
            if joint is None:
                raise query_error("EXPECTED_AND", "Error in WHERE: expected AND.")
            place = joint.end()
    return tuple(found)


def _condition(match: "re.Match[str]") -> Condition:
    if match["sign"]:
        return Condition(match["field"], match["sign"], (_plain(match["value"]),))
    if match["low"]:
        return Condition(match["field"], "BETWEEN", (_plain(match["low"]), _plain(match["high"])))
    many = tuple(_plain(part) for part in match["many"].split(","))
    return Condition(match["field"], "NOT IN" if match["not"] else "IN", many)


def _ordered(text: str) -> tuple[str, bool]:
    name, _, way = text.strip().partition(" ")
    return name, way.strip().upper() == "DESC"


def _plain(text: str) -> str:
    return text.strip().strip("'\"")


def _like(value: Any, text: str) -> Any:
    """The text as what it is compared with."""
    if isinstance(value, bool):
        return text.upper() == "TRUE"
    return type(value)(text) if isinstance(value, int | float) else text
