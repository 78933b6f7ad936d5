"""Writes the audit trail: one sealed line for each change, in the change's own transaction."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.tenancy import require_workspace_id


@dataclass(frozen=True)
class Actor:
    """Who acts: kind is user, api_key, system or public; id is the user's or the key's."""

    kind: str
    id: UUID | None = None


SYSTEM = Actor("system")
_actor: ContextVar[Actor] = ContextVar("actor", default=SYSTEM)


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
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_auditevent "
            "(workspace_id, actor_kind, actor_id, action, target, data, seq, at, prev, hash) "
            "VALUES (%s, %s, %s, %s, %s, %s::jsonb, 0, now(), ''::bytea, ''::bytea)",
            [
                require_workspace_id(),
                actor.kind,
                actor.id,
                action,
                text,
                json.dumps(data, default=str),
            ],
        )


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
