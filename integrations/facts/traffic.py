"""Brings a property's visits up to what was read: only differences are written, all is kept."""

from collections.abc import Collection, Sequence
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.tenancy import new_id, require_workspace_id
from integrations.changes import Change, changing
from integrations.facts import traffic_sql as sql
from integrations.facts.flags import PROVISIONAL
from integrations.facts.merge import FactChanges
from integrations.facts.piece import Piece
from integrations.facts.visits import Origin, VisitDay


def write_traffic_days(piece: Piece) -> FactChanges:
    """Days in the window become what was read; older ones are only added to, and lose nothing.

    Rows are VisitDay. Runs in the caller's transaction, inside the workspace.
    """
    if not piece.rows and not piece.is_inside:
        return FactChanges(0, 0, 0, 0)
    ids = _ensure_origins(piece, {row.origin for row in piece.rows})
    _stage(piece, piece.rows, ids)
    names: dict[str, Any] = {
        "workspace": require_workspace_id(),
        "source": piece.source_id,
        "account": piece.account,
        "run": piece.run_id,
        "first": piece.first_on,
        "last": piece.last_on,
        "partition": piece.is_inside,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.LOCK, names)
        cursor.execute(sql.NOW)
        names["seen"] = cursor.fetchone()[0]
        cursor.execute(sql.FORGET)
        cursor.execute(sql.COMPARE, names)
        cursor.execute(sql.COUNT)
        inserted, updated, vanished, staged = cursor.fetchone()
        changes = FactChanges(inserted, updated, vanished, staged - inserted - updated)
        if not changes.is_nothing:
            with changing(Change(piece.source_id, "TrafficDay", "changed_visit")):
                for statement in sql.WRITE:
                    cursor.execute(statement, names)
    return changes


def origin_key(origin: Origin) -> UUID:
    """The digest by which an origin is found again."""
    text = "\x1f".join(origin).encode()
    return UUID(bytes=blake2b(text, digest_size=16).digest())


def _ensure_origins(piece: Piece, origins: Collection[Origin]) -> dict[Origin, UUID]:
    """The ids of the origins; new ones are made."""
    ordered = sorted(origins)
    keys = [origin_key(origin) for origin in ordered]
    place: list[Any] = [require_workspace_id(), piece.source_id, piece.account]
    columns = [[origin[number] for origin in ordered] for number in range(len(Origin._fields))]
    with connection.cursor() as cursor:
        cursor.execute(sql.ORIGINS, [*place, [new_id() for _ in ordered], keys, *columns])
        cursor.execute(sql.ORIGIN_IDS, [*place, keys])
        ids = dict(cursor.fetchall())
    return {origin: ids[key] for origin, key in zip(ordered, keys, strict=True)}


def _stage(piece: Piece, rows: Sequence[VisitDay], ids: dict[Origin, UUID]) -> None:
    with connection.cursor() as cursor:
        for statement in sql.STAGE:
            cursor.execute(statement)
        with cursor.copy(sql.COPY) as copy:
            for row in rows:
                flags = row.flags | (PROVISIONAL if row.on >= piece.provisional_from else 0)
                currency = row.currency or piece.currency
                values = [getattr(row, metric) for metric in sql.METRICS]
                copy.write_row([ids[row.origin], row.on, *values, currency, flags])
        cursor.execute("ANALYZE pg_temp.staged_visit")
