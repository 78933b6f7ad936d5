"""Filters and pages: of all that RFC 7644 can ask, what directories do ask."""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from accounts.scim.errors import NO_FILTER, NO_VALUE, ScimError

MOST = 200
_FILTER = re.compile(
    r'^\s*([\w.:]+|emails\[[^\]]*\]\.value)\s+eq\s+("(?:[^"\\]|\\.)*")\s*$', re.IGNORECASE
)


@dataclass(frozen=True)
class Page:
    """Which rows: the first is number 1, as SCIM counts."""

    start: int
    count: int

    def of(self, rows: Any) -> list[Any]:
        """So many of a query or list."""
        return list(rows[self.start - 1 : self.start - 1 + self.count])


def read_page(said: Any) -> Page:
    """startIndex and count of a query; less than the least is the least (RFC 7644, 3.4.2.4)."""
    return Page(max(1, _number(said, "startIndex", 1)), min(MOST, _number(said, "count", MOST)))


def read_filter(text: str, known: Collection[str]) -> tuple[str, str] | None:
    """(attribute in small letters, value) of `attribute eq "value"`; None for no filter."""
    if not text.strip():
        return None
    found = _FILTER.match(text)
    name = found[1].lower() if found else ""
    name = "emails.value" if name.startswith("emails[") else name
    if found is None or name not in known:
        said = " or ".join(f'{one} eq "…"' for one in sorted(known))
        raise ScimError(f"This filter is not known here; known is {said}.", kind=NO_FILTER)
    try:
        return name, str(json.loads(found[2]))
    except ValueError as error:
        raise ScimError("The filter's value is no text.", kind=NO_FILTER) from error


def _number(said: Any, name: str, default: int) -> int:
    try:
        return max(0, int(said.get(name, default)))
    except ValueError as error:
        raise ScimError(f"{name} is a whole number.", kind=NO_VALUE) from error
