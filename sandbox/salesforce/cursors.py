"""Query results that are still being read, page by page."""

import secrets
import threading
from array import array
from collections import OrderedDict
from dataclasses import dataclass

from sandbox.schema import Field, SObject

KEPT = 50


@dataclass(frozen=True)
class QueryCursor:
    """The rows of a query, fixed at the time it was asked."""

    sobject: SObject
    fields: tuple[Field, ...]
    rowids: "array[int]"
    total: int
    page_rows: int


class Cursors:
    """Open results by locator; the oldest are forgotten."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: OrderedDict[str, QueryCursor] = OrderedDict()

    def keep(self, cursor: QueryCursor) -> str:
        locator = f"01g{secrets.token_hex(6)}IAC"
        with self._lock:
            self._open[locator] = cursor
            while len(self._open) > KEPT:
                self._open.popitem(last=False)
        return locator

    def find(self, locator: str) -> QueryCursor | None:
        with self._lock:
            return self._open.get(locator)

    def clear(self) -> None:
        with self._lock:
            self._open.clear()
