"""HubSpot's records in a SQLite file of their own, told from the business at their first use."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson

from sandbox.hubspot.moments import iso
from sandbox.hubspot.telling import tell
from sandbox.store import Store
from sandbox.world import World

# What was done with a person: read with the right to contacts.
DONE = ("tasks", "meetings")
KINDS = ("contacts", "companies", "deals", *DONE)
MODIFIED = {
    "contacts": "lastmodifieddate",
    "companies": "hs_lastmodifieddate",
    "deals": "hs_lastmodifieddate",
    "tasks": "hs_lastmodifieddate",
    "meetings": "hs_lastmodifieddate",
}
_COLUMNS = "kind, id, created, updated, archived, properties"


@dataclass(frozen=True)
class Record:
    """One object; moments in milliseconds since 1970, properties as the wire has them."""

    kind: str
    id: int
    created: int
    updated: int
    archived: int | None
    properties: dict[str, str | None] = field(default_factory=dict)

    def shown(self, names: list[str]) -> dict[str, Any]:
        """The record as the API answers it, with the named properties."""
        known = self.properties | {
            "hs_object_id": str(self.id),
            MODIFIED[self.kind]: iso(self.updated),
            "createdate": iso(self.created),
        }
        always = ["createdate", MODIFIED[self.kind], "hs_object_id"]
        body = {
            "id": str(self.id),
            "properties": {name: known.get(name) for name in dict.fromkeys([*names, *always])},
            "createdAt": iso(self.created),
            "updatedAt": iso(self.updated),
            "archived": self.archived is not None,
        }
        if self.archived is not None:
            body["archivedAt"] = iso(self.archived)
        return body

    def value(self, name: str) -> str | None:
        """A property for search; moments as milliseconds."""
        if name == "hs_object_id":
            return str(self.id)
        if name in ("createdate", MODIFIED[self.kind]):
            return str(self.created if name == "createdate" else self.updated)
        return self.properties.get(name)


class HubSpotRecords:
    """Reads and writes of all objects and associations."""

    def __init__(self, world: World) -> None:
        business = world.store.pristine
        # Another number for other tables.
        path = world.folder / f"hubspot-4-{business.name}"
        if not path.exists() or path.stat().st_mtime_ns < business.stat().st_mtime_ns:
            draft = path.with_suffix(".part")
            draft.unlink(missing_ok=True)
            tell(business, draft)
            draft.replace(path)
        self._store = Store(world.folder, path)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        with self._store.reading() as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        with self._store.writing() as db:
            yield db

    def reset(self, *, grants: bool) -> None:
        self._store.reset()


def find(db: sqlite3.Connection, where: str, values: tuple[Any, ...]) -> list[Record]:
    """Records under a condition; those that were merged away are no records any more."""
    sql = f"SELECT {_COLUMNS} FROM objects WHERE merged_into IS NULL AND {where}"
    return [
        Record(kind, key, created, updated, archived, orjson.loads(properties))
        for kind, key, created, updated, archived, properties in db.execute(sql, values)
    ]


def known_kind(kind: str) -> str:
    """An object's name as it is; raises ValueError for one that is not there."""
    if kind not in KINDS:
        raise ValueError(f"no object {kind!r}; there are {', '.join(KINDS)}")
    return kind
