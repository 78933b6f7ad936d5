"""Changes that tests apply to HubSpot's records, each with a moment chosen or automatic."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from sandbox.hubspot.histories import STAGE, change_deal, enter_stage
from sandbox.hubspot.limits import HubSpotLimits
from sandbox.hubspot.moments import milliseconds
from sandbox.hubspot.store import HubSpotRecords, find, known_kind
from sandbox.hubspot.telling import link
from sandbox.world import World


@dataclass(frozen=True)
class Change:
    """One change at one moment (milliseconds); search shows it from `visible_at` on (seconds)."""

    db: sqlite3.Connection
    values: dict[str, Any]
    at: int
    visible_at: float

    def need(self, name: str) -> Any:
        """A part the operation cannot do without; raises ValueError."""
        if name not in self.values:
            raise ValueError(f"{self.values.get('op')} needs {name!r}")
        return self.values[name]

    @property
    def kind(self) -> str:
        return known_kind(self.need("object"))

    @property
    def key(self) -> int:
        return int(self.need("id"))


def apply(world: World, changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Apply all changes or none; for each what it did. Raises ValueError."""
    now = world.clock.seconds()
    delay = world.part(HubSpotLimits).settings.index_delay
    results = []
    with world.part(HubSpotRecords).writing() as db:
        for values in changes:
            operation = OPERATIONS.get(str(values.get("op")))
            if operation is None:
                raise ValueError(f"no operation {values.get('op')!r}; there are {[*OPERATIONS]}")
            at = milliseconds(values["stamp"]) if "stamp" in values else int(now * 1000)
            visible_at = now + float(values.get("visible_in", delay))
            results.append(operation(Change(db, values, at, visible_at)))
    return results


def _create(change: Change) -> dict[str, Any]:
    """`count` records alike, with ids after the last one; `id` of the first."""
    kind, count = change.kind, int(change.values.get("count", 1))
    highest = change.db.execute("SELECT max(id) FROM objects WHERE kind = ?", (kind,)).fetchone()[0]
    properties = orjson.dumps(change.values.get("properties", {}))
    rows = [
        (kind, highest + number, change.at, change.at, None, None, change.visible_at, properties)
        for number in range(1, count + 1)
    ]
    change.db.executemany("INSERT INTO objects VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    return {"id": str(highest + 1), "stamp": change.at}


def _update(change: Change) -> dict[str, Any]:
    known, new = _properties(change.db, change.kind, change.key), dict(change.need("properties"))
    stage = new.get(STAGE) if change.kind == "contacts" else None
    if stage and stage != known.get(STAGE):
        new |= enter_stage(change.db, change.key, known, stage, change.at)
    if change.kind == "deals":
        (record,) = find(change.db, "kind = ? AND id = ?", ("deals", change.key))
        change_deal(change.db, record, new, change.at)
    _write(change, change.kind, change.key, known | new)
    return {"id": str(change.key), "stamp": change.at}


def _touch(change: Change) -> dict[str, Any]:
    """Give all records of an object one moment of change."""
    done = change.db.execute(
        "UPDATE objects SET updated = ?, visible_at = ? WHERE kind = ? AND merged_into IS NULL"
        " AND archived IS NULL",
        (change.at, change.visible_at, change.kind),
    )
    return {"count": done.rowcount, "stamp": change.at}


def _archive(change: Change) -> dict[str, Any]:
    return _set_archived(change, change.at)


def _restore(change: Change) -> dict[str, Any]:
    return _set_archived(change, None)


def _set_archived(change: Change, archived: int | None) -> dict[str, Any]:
    done = change.db.execute(
        "UPDATE objects SET archived = ?, updated = ?, visible_at = ? WHERE kind = ? AND id = ?",
        (archived, change.at, change.visible_at, change.kind, change.key),
    )
    if done.rowcount != 1:
        raise ValueError(f"no {change.kind} {change.key}")
    return {"id": str(change.key), "stamp": change.at}


def _purge(change: Change) -> dict[str, Any]:
    """Delete for good, as on a request for erasure: no list names the record any more."""
    change.db.execute("DELETE FROM objects WHERE kind = ? AND id = ?", (change.kind, change.key))
    return {"id": str(change.key)}


def _merge(change: Change) -> dict[str, Any]:
    """Merge `loser` into `winner`: a new record takes the place of both, as since 2025.

    With `"keeps_id": true` the winner stays, as it did before.
    """
    kind, winner, loser = change.kind, int(change.need("winner")), int(change.need("loser"))
    kept, gone = (_properties(change.db, kind, one) for one in (winner, loser))
    target = winner if change.values.get("keeps_id") else int(_create(change)["id"])
    losers = [loser] if target == winner else [winner, loser]
    earlier = [int(one) for one in (kept.get("hs_merged_object_ids") or "").split(";") if one]
    merged = earlier + losers
    properties = {**gone, **{name: value for name, value in kept.items() if value is not None}}
    properties["hs_merged_object_ids"] = ";".join(str(one) for one in merged)
    if kind == "contacts":
        vids = ";".join(f"{one}:{change.at}" for one in merged)
        properties["hs_calculated_merged_vids"] = vids
        properties["hs_additional_emails"] = gone.get("email")
    _write(change, kind, target, properties)
    for one in losers:
        sql = "UPDATE objects SET merged_into = ? WHERE kind = ? AND id = ?"
        change.db.execute(sql, (target, kind, one))
        sql = "UPDATE OR IGNORE links SET {0}_id = ? WHERE {0}_kind = ? AND {0}_id = ?"
        for side in ("from", "to"):
            change.db.execute(sql.format(side), (target, kind, one))
    return {"id": str(target), "losers": [str(one) for one in losers], "stamp": change.at}


def _associate(change: Change) -> dict[str, Any]:
    """Link `id` to `to` of object `other`, with a `label` or none; both change by it."""
    other = known_kind(change.need("other"))
    for key in [int(one) for one in change.need("to")]:
        label = change.values.get("label")
        link(change.db, (change.kind, change.key), (other, key), label)
    _write(change, change.kind, change.key, _properties(change.db, change.kind, change.key))
    return {"id": str(change.key), "stamp": change.at}


def _dissociate(change: Change) -> dict[str, Any]:
    other = known_kind(change.need("other"))
    for key in [int(one) for one in change.need("to")]:
        for pair in ((change.kind, change.key, other, key), (other, key, change.kind, change.key)):
            change.db.execute(
                "DELETE FROM links WHERE from_kind = ? AND from_id = ? AND to_kind = ?"
                " AND to_id = ?",
                pair,
            )
    _write(change, change.kind, change.key, _properties(change.db, change.kind, change.key))
    return {"id": str(change.key), "stamp": change.at}


def _properties(db: sqlite3.Connection, kind: str, key: int) -> dict[str, str | None]:
    sql = "SELECT properties FROM objects WHERE kind = ? AND id = ? AND merged_into IS NULL"
    row = db.execute(sql, (kind, key)).fetchone()
    if row is None:
        raise ValueError(f"no {kind} {key}")
    found: dict[str, str | None] = orjson.loads(row[0])
    return found


def _write(change: Change, kind: str, key: int, properties: dict[str, Any]) -> None:
    change.db.execute(
        "UPDATE objects SET properties = ?, updated = ?, visible_at = ? WHERE kind = ? AND id = ?",
        (orjson.dumps(properties), change.at, change.visible_at, kind, key),
    )


OPERATIONS: dict[str, Callable[[Change], dict[str, Any]]] = {
    "create": _create,
    "update": _update,
    "touch": _touch,
    "archive": _archive,
    "restore": _restore,
    "purge": _purge,
    "merge": _merge,
    "associate": _associate,
    "dissociate": _dissociate,
}
