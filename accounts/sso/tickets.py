"""What a request hands to a later one: sealed in the cache for minutes, under a random number."""

import base64
from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid4

import orjson
from django.core.cache import cache

from accounts.crypto import Place, decrypt, encrypt
from accounts.models import SsoConnection
from accounts.sso.provider import Proven


def give(connection: SsoConnection, proven: Proven, *, seconds: int, **more: str) -> UUID:
    """A ticket (122 random bits) under which it is found again."""
    ticket = uuid4()
    text = orjson.dumps({"proven": asdict(proven), "connection": str(connection.pk), **more})
    sealed = encrypt(_place(connection.workspace_id, ticket), text.decode())
    cache.set(_key(ticket), base64.b64encode(sealed).decode(), timeout=seconds)
    return ticket


def look(workspace_id: UUID, ticket: UUID) -> tuple[Proven, dict[str, Any]] | None:
    """(whom it is about, what else was handed over); None for one that is over or another's."""
    kept = cache.get(_key(ticket))
    if kept is None:
        return None
    values = orjson.loads(decrypt(_place(workspace_id, ticket), base64.b64decode(kept)))
    said = values.pop("proven")
    return Proven(**{**said, "groups": tuple(said["groups"])}), values


def take(workspace_id: UUID, ticket: UUID) -> tuple[Proven, dict[str, Any]] | None:
    """The same, once: of two who ask at the same moment one gets it."""
    found = look(workspace_id, ticket)
    return found if found is not None and cache.delete(_key(ticket)) else None


def _key(ticket: UUID) -> str:
    return f"px:sso:ticket:{ticket}"


def _place(workspace_id: UUID, ticket: UUID) -> Place:
    return Place("sso_ticket", "proven", workspace_id, ticket)
