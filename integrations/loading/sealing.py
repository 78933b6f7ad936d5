"""Seals people's opted-in values and keeps them, a page's at once."""

# ruff: noqa: S608 - names come from our own models, ids are UUIDs

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.crypto import Place, Sealer
from accounts.tenancy import new_id
from integrations.loading.merging import is_apart, know_size
from integrations.loading.people import PersonValue
from integrations.loading.restricting import is_anybody_restricted
from integrations.loading.target import Target

_PLACE = "person_field"
_COPY_HEAD, _COPY_END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
_FOUR_VALUES, _UUID_SIZE, _NULL = b"\0\x04", b"\0\0\0\x10", b"\xff\xff\xff\xff"


def keep_person_fields(target: Target, values: Sequence[PersonValue]) -> None:
    """Seal the opted-in values of rows that were just written; empty ones are removed."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT external_id FROM pg_temp.{target.incoming} WHERE deleted_at IS NULL"
        )
        written = {row[0] for row in cursor.fetchall()}
    write_sealed(target, [value for value in values if value.external_id in written])


def write_sealed(target: Target, values: Sequence[PersonValue]) -> None:
    """Seal values, each there once, and keep them over what was stored; empty ones are removed."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.sealed_field")
        cursor.execute(
            "CREATE TEMPORARY TABLE sealed_field (external_id text, field text, row_id uuid, "
            "sealed bytea) ON COMMIT DROP"
        )
        # Made beforehand: they may look up a key, and a COPY lets no other statement through.
        sealers = {f: Sealer(target.workspace_id, _PLACE, f) for f in {v.field for v in values}}
        with cursor.copy("COPY pg_temp.sealed_field FROM STDIN (FORMAT binary)") as copy:
            copy.write(b"".join(_sealed_rows(values, sealers)))
        know_size(cursor, "pg_temp.sealed_field", "external_id")
        if not all(value.value for value in values):
            _remove_emptied(cursor, target)
        statements = [_INSERT if _are_new(cursor, target) else _INSERT + _OVER]
        if is_anybody_restricted():
            statements.append(_MARK)
        for statement in statements:
            cursor.execute(statement.format(target, target.of_source("p"), target.of_source("x")))


def _are_new(cursor: Any, target: Target) -> bool:
    """Whether nothing is stored of these people: then no conflict need be looked for."""
    kept, stage = "integrations_personfield", "pg_temp.sealed_field"
    cursor.execute(is_apart(target, kept, stage, "external_id"))
    return bool(cursor.fetchone()[0])


def _remove_emptied(cursor: Any, target: Target) -> None:
    """In two steps, because a first sync finds none to remove, and looks for them by key."""
    own = target.of_source("p")
    cursor.execute(_EMPTIED.format(own))
    if emptied := cursor.fetchall():
        cursor.execute(_REMOVE.format(own), [list(part) for part in zip(*emptied, strict=True)])


def _sealed_rows(values: Iterable[PersonValue], sealers: Mapping[str, Sealer]) -> Iterator[bytes]:
    """Rows of sealed_field as COPY reads them in binary: for each value its length, and its bytes.

    Written here, because the adapter takes longer for a row than the sealing.
    """
    yield _COPY_HEAD
    heads = {field: _sized(field.encode()) + _UUID_SIZE for field in sealers}
    for external_id, field, value in values:
        row_id = new_id()
        yield _FOUR_VALUES + _sized(external_id.encode()) + heads[field] + row_id.bytes
        yield _sized(sealers[field].seal(row_id, value)) if value else _NULL
    yield _COPY_END


def _sized(value: bytes) -> bytes:
    return len(value).to_bytes(4, "big") + value


def person_place(workspace_id: UUID, field: str, row_id: UUID) -> Place:
    """Where a sealed field lives, for whoever opens it."""
    return Place(_PLACE, field, workspace_id, row_id)


# Looked up by key, once a value: while a first sync fills the table faster than it is analysed, the
# planner takes it for nearly empty, and would read the whole stage for each of its rows.
_EMPTIED = (
    "SELECT s.external_id, s.field FROM pg_temp.sealed_field s CROSS JOIN LATERAL ("
    "SELECT FROM integrations_personfield p WHERE {0} AND p.external_id = s.external_id "
    "AND p.field = s.field OFFSET 0) p WHERE s.sealed IS NULL"
)
_REMOVE = (
    "DELETE FROM integrations_personfield p USING unnest(%s::text[], %s::text[]) "
    "AS s (external_id, field) WHERE {0} AND p.external_id = s.external_id AND p.field = s.field"
)
_INSERT = (
    "INSERT INTO integrations_personfield (workspace_id, source_id, external_id, field, row_id, "
    "sealed) SELECT '{0.workspace_id}', '{0.source_id}', external_id, field, row_id, sealed "
    "FROM pg_temp.sealed_field WHERE sealed IS NOT NULL"
)
_OVER = (
    " ON CONFLICT (workspace_id, source_id, external_id, field) DO UPDATE "
    "SET row_id = excluded.row_id, sealed = excluded.sealed"
)
_MARK = (
    "UPDATE integrations_personfield p SET is_restricted = true FROM pg_temp.sealed_field s "
    "WHERE {1} AND p.external_id = s.external_id AND NOT p.is_restricted AND s.external_id IN "
    "(SELECT x.external_id FROM integrations_restriction x WHERE {2} AND x.external_id <> '')"
)
