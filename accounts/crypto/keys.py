"""Data keys of one workspace and one purpose, wrapped by the key ring of the environment."""

import os
import threading
import time
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.models import WorkspaceKey
from accounts.tenancy import new_id

CACHE_SECONDS = 300
_CACHE_SIZE = 1000


class DecryptFailed(Exception):
    """The value was altered, moved, or its key is gone; never is ciphertext returned instead."""


@dataclass(frozen=True)
class DataKey:
    """An unwrapped data key; its bytes never show in a log."""

    id: UUID
    secret: bytes = field(repr=False)


_cache: dict[UUID, tuple[float, UUID, str, DataKey]] = {}
_active: dict[tuple[UUID, str], tuple[float, UUID]] = {}
# Made in a transaction that is still open here: only its own connection can see them.
_uncommitted: set[UUID] = set()
_lock = threading.Lock()


def active_key(workspace_id: UUID, purpose: str) -> DataKey:
    """The key that seals new values; made on first use."""
    with _lock:
        known = _active.get((workspace_id, purpose))
    if known and known[0] > time.monotonic():
        return load_key(workspace_id, known[1], purpose)
    row = _active_row(workspace_id, purpose) or _make_key(workspace_id, purpose)
    with _lock:
        # Were its transaction rolled back, values sealed later by a remembered key would be lost.
        if row.id not in _uncommitted:
            _active[(workspace_id, purpose)] = (time.monotonic() + CACHE_SECONDS, row.id)
    return load_key(workspace_id, row.id, purpose)


def load_key(workspace_id: UUID, key_id: UUID, purpose: str) -> DataKey:
    """An unwrapped key of this workspace and purpose, kept in memory for five minutes."""
    with _lock:
        known = _cache.get(key_id)
    if known and known[0] > time.monotonic() and known[1:3] == (workspace_id, purpose):
        return known[3]
    row = WorkspaceKey.objects.filter(
        id=key_id, workspace_ref=workspace_id, purpose=purpose
    ).first()
    if row is None or row.wrapped is None:
        raise DecryptFailed(f"Key {key_id} of this workspace is gone.")
    key = DataKey(key_id, unwrap(row))
    with _lock:
        if len(_cache) >= _CACHE_SIZE:
            _cache.clear()
        _cache[key_id] = (time.monotonic() + CACHE_SECONDS, workspace_id, purpose, key)
    return key


def forget_keys() -> None:
    """Drop all unwrapped keys from memory; after a rotation or a shredding."""
    with _lock:
        _cache.clear()
        _active.clear()


def wrap(secret: bytes, workspace_id: UUID, key_id: UUID, purpose: str) -> tuple[str, bytes]:
    """(id of the key-encryption key, wrapped bytes), by the primary key of the ring."""
    nonce = os.urandom(12)
    kek_id = settings.DATA_KEY_PRIMARY
    context = _wrap_context(workspace_id, key_id, purpose)
    return kek_id, nonce + AESGCM(settings.DATA_KEYS[kek_id]).encrypt(nonce, secret, context)


def unwrap(row: WorkspaceKey) -> bytes:
    """The data key's 32 bytes; raises DecryptFailed when the ring lacks its wrapping key."""
    kek = settings.DATA_KEYS.get(row.kek_id)
    if kek is None or row.wrapped is None:
        raise DecryptFailed(f"DATA_KEYS lacks {row.kek_id!r}, which wraps key {row.id}.")
    blob = bytes(row.wrapped)
    context = _wrap_context(row.workspace_ref, row.id, row.purpose)
    try:
        return AESGCM(kek).decrypt(blob[:12], blob[12:], context)
    except InvalidTag as error:
        raise DecryptFailed(f"Key {row.id} was altered or moved.") from error


def _wrap_context(workspace_id: UUID, key_id: UUID, purpose: str) -> bytes:
    return b"|".join((b"px-dek", workspace_id.bytes, key_id.bytes, purpose.encode()))


def _active_row(workspace_id: UUID, purpose: str) -> WorkspaceKey | None:
    return WorkspaceKey.objects.filter(
        workspace_ref=workspace_id, purpose=purpose, state=WorkspaceKey.State.ACTIVE
    ).first()


def _make_key(workspace_id: UUID, purpose: str) -> WorkspaceKey:
    key_id = new_id()
    kek_id, wrapped = wrap(AESGCM.generate_key(256), workspace_id, key_id, purpose)
    _uncommitted.add(key_id)
    transaction.on_commit(lambda: _uncommitted.discard(key_id))
    try:
        with transaction.atomic():
            return WorkspaceKey.objects.create(
                id=key_id,
                workspace_ref=workspace_id,
                purpose=purpose,
                kek_id=kek_id,
                wrapped=wrapped,
            )
    except IntegrityError:
        # Another worker made it in the same moment; its key is as good as ours.
        row = _active_row(workspace_id, purpose)
        if row is None:
            raise
        return row
