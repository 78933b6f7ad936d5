"""What all chapters of the business share: chance, time, ids, tables and who is who."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from sandbox import ids
from sandbox.business import plan
from sandbox.business.people import People
from sandbox.business.seasons import days
from sandbox.business.stamps import Stamps
from sandbox.business.writing import Table
from sandbox.schema import OBJECTS


@dataclass(frozen=True)
class CampaignRow:
    """A campaign as it stands in the org."""

    id: str
    plan: plan.Plan
    statuses: tuple[tuple[str, bool], ...]


@dataclass
class Account:
    """An account while the story is told."""

    id: str
    owner: str
    contacts: list[str] = field(default_factory=list)
    is_customer: bool = False


class Story:
    """The shared state of the generation."""

    def __init__(self, db: sqlite3.Connection, seed: int, leads: int, until: datetime) -> None:
        self.db = db
        self.random = Random(f"proactivox sandbox {seed}")
        self.until = until
        self.days = days(until.date(), plan.DAYS)
        self.stamps = Stamps(self.days[0], until)
        self.now = self.stamps.until
        self.people = People(self.random, max(leads, 400))
        self.users: list[str] = []
        self.campaigns: list[CampaignRow] = []
        self.accounts: dict[str, Account] = {}
        self.tables: list[Table] = []
        self.deletions: list[tuple[str, str, str]] = []
        self._ids: dict[str, Iterator[str]] = {}

    def table(self, name: str, columns: str) -> Table:
        table = Table(self.db, name, columns)
        self.tables.append(table)
        return table

    def ids_of(self, name: str) -> Iterator[str]:
        """New ids of an object; those that share a key prefix never meet."""
        if name not in self._ids:
            start = 100_000_000 if name == "OpportunityStage" else 1
            self._ids[name] = ids.sequence(OBJECTS[name].prefix, start)
        return self._ids[name]

    def insert(self, name: str, **values: Any) -> None:
        """One row, for the small objects."""
        names = ", ".join(f'"{column}"' for column in values)
        marks = ", ".join("?" for _ in values)
        self.db.execute(f'INSERT INTO "{name}" ({names}) VALUES ({marks})', tuple(values.values()))

    def system(self, created: int, modified: int | None = None) -> dict[str, Any]:
        """The system fields of a row."""
        changed = self.stamps.text(modified if modified is not None else created)
        return {
            "CreatedDate": self.stamps.text(created),
            "CreatedById": self.users[0],
            "LastModifiedDate": changed,
            "LastModifiedById": self.users[0],
            "SystemModstamp": changed,
        }

    def flush(self) -> None:
        for table in self.tables:
            table.flush()
        self.db.executemany("INSERT INTO _deletions VALUES (?, ?, ?)", self.deletions)
        self.deletions.clear()
