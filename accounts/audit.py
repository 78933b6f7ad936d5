"""Writes the audit trail: one sealed line for each change, in the change's own transaction."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.tenancy import require_workspace_id


@dataclass(frozen=True)
class Actor:
    """Who acts: kind is user, api_key, scim, system or public; id is the user's or the key's."""

    kind: str
    id: UUID | None = None


SYSTEM = Actor("system")
_actor: ContextVar[Actor] = ContextVar("actor", default=SYSTEM)
# Whether somebody outside is told of the line is found out in the same statement.
_APPEND = """
WITH line AS (
    INSERT INTO accounts_auditevent
        (workspace_id, actor_kind, actor_id, action, target, data, seq, at, prev, hash)
    VALUES (%s, %s, %s, %s, %s, %s::jsonb, 0, now(), ''::bytea, ''::bytea))
SELECT EXISTS (SELECT FROM accounts_webhookendpoint
    WHERE workspace_id = %s AND off_at IS NULL AND streams @> ARRAY['audit']::varchar[])
"""
_listeners: list[Callable[[], None]] = []


def register_listener(tell: Callable[[], None]) -> None:
    """Have `tell` called in the line's transaction where an endpoint listens to the trail."""
    _listeners.append(tell)


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Everything recorded in this block is this actor's doing."""
    token = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(token)


def current_actor() -> Actor:
    """Who acts now; the system when nobody said."""
    return _actor.get()


def record(action: str, target: Any = "", **data: Any) -> None:
    """Append `action` ("object.verb") on `target` to the entered workspace's trail.

    `data` holds ids, counts and settings, never values of personal data. Call it last: the chain's
    head is locked until the transaction ends.
    """
    actor = current_actor()
    text = f"{target._meta.label_lower}:{target.pk}" if hasattr(target, "_meta") else str(target)
    workspace_id, said = require_workspace_id(), json.dumps(data, default=str)
    with connection.cursor() as cursor:
        line = (workspace_id, actor.kind, actor.id, action, text, said)
        cursor.execute(_APPEND, (*line, workspace_id))
        is_listened_to = cursor.fetchone()[0]
    if is_listened_to:
        for tell in _listeners:
            tell()


@dataclass(frozen=True)
class Head:
    """The newest line of a chain: its number and its hash, 0 and nothing before the first."""

    seq: int
    hash: bytes


def head() -> Head:
    """The head of the entered workspace's chain, as the sealing trigger keeps it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, hash FROM app.audit_tip(%s)", [require_workspace_id()])
        row = cursor.fetchone()
    return Head(row[0], bytes(row[1])) if row and row[0] is not None else Head(0, b"")


@dataclass(frozen=True)
class Damage:
    """A place at which the chain does not hold: gap, link, hash, or tail for what is cut off."""

    seq: int
    why: str


def damages() -> list[Damage]:
    """Every broken place in the entered workspace's chain; empty when all of it holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, why FROM app.audit_damages(%s)", [require_workspace_id()])
        return [Damage(seq, why) for seq, why in cursor.fetchall()]
