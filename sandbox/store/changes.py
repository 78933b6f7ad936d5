"""Changes that tests apply to the records, each with a stamp chosen or automatic."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox import ids
from sandbox.clock import Clock
from sandbox.store import converting, late, merging, records, removals
from sandbox.store.database import Store, touch_version
from sandbox.store.records import Row


@dataclass(frozen=True)
class Change:
    """One change: an operation, its object and record, and what else it needs."""

    db: sqlite3.Connection
    values: dict[str, Any]
    user: str
    at: str
    due_at: float | None

    @property
    def maker(self) -> converting.Maker:
        return converting.Maker(self.db, self.user, self.at)

    def need(self, name: str) -> Any:
        """A part the operation cannot do without; raises ValueError."""
        if name not in self.values:
            raise ValueError(f"{self.values.get('op')} needs {name!r}")
        return self.values[name]


def apply(
    store: Store, clock: Clock, user: str, changes: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Apply all changes or none; for each what it did. Raises ValueError."""
    results = []
    with store.writing() as db:
        for values in changes:
            operation = OPERATIONS.get(str(values.get("op")))
            if operation is None:
                raise ValueError(f"no operation {values.get('op')!r}; there are {[*OPERATIONS]}")
            at = records.as_stamp(str(values["stamp"])) if values.get("stamp") else clock.stamp()
            visible_in = values.get("visible_in")
            due_at = clock.seconds() + float(visible_in) if visible_in is not None else None
            _wait_for_writers(db, values)
            results.append(operation(Change(db, values, user, at, due_at)))
    return results


def _wait_for_writers(db: sqlite3.Connection, values: dict[str, Any]) -> None:
    """As a row's lock has it: no later change of a record comes before an earlier one."""
    names = (values.get("id"), values.get("winner"), *values.get("losers", ()))
    named = {ids.long_id(str(one)) for one in (*names, *values.get("ids", ())) if one}
    if named and values.get("object"):
        late.commit(db, records.object_named(str(values["object"])).name, named)


def _insert(change: Change) -> dict[str, Any]:
    sobject = records.object_named(change.need("object"))
    row = records.defaults(sobject, change.user, change.at)
    row["Id"] = records.new_id(change.db, sobject)
    row |= records.stored_values(sobject, change.values.get("fields", {}))
    if sobject.has("FirstName") and not row.get("Name"):
        row["Name"] = " ".join(part for n in ("FirstName", "LastName") if (part := row.get(n)))
    if change.due_at is None:
        records.insert(change.db, sobject, row)
    else:
        late.keep(change.db, sobject.name, row, change.due_at)
    return {"id": row["Id"], "stamp": change.at}


def _update(change: Change) -> dict[str, Any]:
    """Set fields; with `"silent": true` no stamp moves, as with formulas."""
    sobject = records.object_named(change.need("object"))
    record_id = ids.long_id(change.need("id"))
    old = records.load(change.db, sobject, record_id)
    new: Row = {}
    if not change.values.get("silent"):
        new = {name: change.at for name in records.STAMPED if sobject.has(name)}
    new |= records.stored_values(sobject, change.need("fields"))
    if change.due_at is None:
        records.update(change.db, sobject, record_id, new)
    else:
        late.keep(change.db, sobject.name, old | new, change.due_at)
    if sobject.name == "Lead" and new.get("Status") not in (None, old["Status"]):
        change.maker.note_history(record_id, "Status", old["Status"], new["Status"])
    return {"id": record_id, "stamp": change.at}


def _touch(change: Change) -> dict[str, Any]:
    """Give many rows one stamp: those named by `ids`, or the first `limit`, or all."""
    sobject = records.object_named(change.need("object"))
    columns = ", ".join(f'"{name}" = ?' for name in ("SystemModstamp",) if sobject.has(name))
    if not columns:
        raise ValueError(f"{sobject.name} has no SystemModstamp")
    named = [ids.long_id(one) for one in change.values.get("ids", [])]
    limit = int(change.values.get("limit", -1))
    found = named or [
        row[0]
        for row in change.db.execute(
            f'SELECT "Id" FROM "{sobject.name}" ORDER BY rowid LIMIT ?', (limit,)
        )
    ]
    late.commit(change.db, sobject.name, set(found))
    sql = f'UPDATE "{sobject.name}" SET {columns} WHERE "Id" = ?'
    change.db.executemany(sql, [(change.at, one) for one in found])
    touch_version(change.db, sobject.name)
    return {"count": len(found), "stamp": change.at}


def _recalculate(change: Change) -> dict[str, Any]:
    """Let a formula come to another value with no stamp moved: add `by`, or set `value`.

    Of the records named by `ids`, or of all that have a value.
    """
    sobject = records.object_named(change.need("object"))
    field = sobject.by_name.get(str(change.need("field")).lower())
    if field is None or not field.is_calculated:
        raise ValueError(f"{sobject.name} has no formula {change.need('field')!r}")
    value = change.values.get("value")
    is_sum = "by" in change.values
    told = change.values["by"] if is_sum else records.stored_values(sobject, {field.name: value})
    sql = f'UPDATE "{sobject.name}" SET "{field.name}" = ' + (
        f'"{field.name}" + ?' if is_sum else "?"
    )
    named = [ids.long_id(one) for one in change.values.get("ids", [])]
    where = f'"Id" IN ({", ".join("?" for _ in named)})' if named else f'"{field.name}" IS NOT NULL'
    parameters = (told if is_sum else told[field.name], *named)
    count = change.db.execute(f"{sql} WHERE {where}", parameters).rowcount
    touch_version(change.db, sobject.name)
    return {"count": count}


def _delete(change: Change) -> dict[str, Any]:
    sobject = records.object_named(change.need("object"))
    record_id = ids.long_id(change.need("id"))
    gone = removals.delete(change.db, sobject, record_id, at=change.at)
    return {"id": record_id, "stamp": change.at, "deleted": gone}


def _undelete(change: Change) -> dict[str, Any]:
    sobject = records.object_named(change.need("object"))
    record_id = ids.long_id(change.need("id"))
    back = removals.undelete(change.db, sobject, record_id, at=change.at)
    return {"id": record_id, "stamp": change.at, "undeleted": back}


def _hard_delete(change: Change) -> dict[str, Any]:
    """Past the recycle bin; with `"logged": false` the replication calls do not know either."""
    sobject = records.object_named(change.need("object"))
    record_id = ids.long_id(change.need("id"))
    is_logged = bool(change.values.get("logged", True))
    gone = removals.hard_delete(change.db, sobject, record_id, at=change.at, is_logged=is_logged)
    return {"id": record_id, "stamp": change.at, "deleted": gone}


def _hide(change: Change) -> dict[str, Any]:
    """Out of this user's sight, as a change of sharing does it: no log tells, no stamp moves."""
    sobject = records.object_named(change.need("object"))
    record_id = ids.long_id(change.need("id"))
    row = records.load(change.db, sobject, record_id)
    records.remove(change.db, sobject, record_id)
    late.keep(change.db, sobject.name, row, late.NEVER)
    return {"id": record_id}


def _show(change: Change) -> dict[str, Any]:
    """Back in sight, as it was."""
    sobject = records.object_named(change.need("object"))
    record_id = ids.long_id(change.need("id"))
    late.release(change.db, sobject.name, record_id)
    return {"id": record_id}


def _merge(change: Change) -> dict[str, Any]:
    sobject = records.object_named(change.need("object"))
    winner = ids.long_id(change.need("winner"))
    losers = [ids.long_id(one) for one in change.need("losers")]
    merging.merge(change.db, sobject, winner, losers, at=change.at)
    return {"id": winner, "losers": losers, "stamp": change.at}


def _convert(change: Change) -> dict[str, Any]:
    record_id = ids.long_id(change.need("id"))
    given = change.values.get("opportunity", {})
    made = converting.convert(change.maker, record_id, given)
    return {"id": record_id, "stamp": change.at, **made}


OPERATIONS: dict[str, Callable[[Change], dict[str, Any]]] = {
    "insert": _insert,
    "update": _update,
    "touch": _touch,
    "recalculate": _recalculate,
    "delete": _delete,
    "undelete": _undelete,
    "hard_delete": _hard_delete,
    "hide": _hide,
    "show": _show,
    "merge": _merge,
    "convert": _convert,
}
