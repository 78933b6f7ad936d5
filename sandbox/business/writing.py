"""Rows gathered and written in bulk."""

import sqlite3
from typing import Any

from sandbox.schema import OBJECTS
from sandbox.store.tables import insert_sql

BATCH = 4000


class Table:
    """Rows of one object with a fixed set of columns."""

    def __init__(self, db: sqlite3.Connection, name: str, columns: str) -> None:
        self._db = db
        self._sql = insert_sql(OBJECTS[name], tuple(columns.split()))
        self._rows: list[tuple[Any, ...]] = []
        self.columns = tuple(columns.split())

    def add(self, row: tuple[Any, ...]) -> None:
        self._rows.append(row)
        if len(self._rows) >= BATCH:
            self.flush()

    def flush(self) -> None:
        if self._rows:
            self._db.executemany(self._sql, self._rows)
            self._rows.clear()
