"""Envelope encryption (format PX1) and keyed hashes, by keys of one workspace and one purpose.

PX1: b"PX1" | id of the data key, 16 bytes | nonce, 12 bytes | AES-256-GCM ciphertext and tag.
The associated data names table, column, workspace and row, so a value moved to any other place
does not decrypt. Data keys are wrapped by the key ring of the environment (DATA_KEYS).
"""

import hmac
import os
import threading
import time
import unicodedata
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.models import WorkspaceKey
from accounts.tenancy import new_id

MAGIC = b"PX1"
NORMALISER = 1
_CACHE_SECONDS = 300
_CACHE_SIZE = 1000


class DecryptFailed(Exception):
    """The value was altered, moved, or its key is gone; never is ciphertext returned instead."""


@dataclass(frozen=True)
class DataKey:
    """An unwrapped data key; its bytes never show in a log."""

    id: UUID
    secret: bytes = field(repr=False)


@dataclass(frozen=True)
class Place:
    """Where a value lives; table and column are constants of ours, not names of the database."""

    table: str
    column: str
    workspace_id: UUID
    row_id: UUID

    def bound(self) -> bytes:
        """The associated data that ties a ciphertext to this place."""
        parts = (MAGIC, self.table.encode(), self.column.encode())
        return b"|".join((*parts, self.workspace_id.bytes, self.row_id.bytes))


_cache: dict[UUID, tuple[float, UUID, str, DataKey]] = {}
_active: dict[tuple[UUID, str], tuple[float, UUID]] = {}
_lock = threading.Lock()


def encrypt(place: Place, plaintext: str) -> bytes:
    """The value sealed for its place."""
    key = active_key(place.workspace_id, WorkspaceKey.Purpose.DATA)
    nonce = os.urandom(12)
    sealed = AESGCM(key.secret).encrypt(nonce, plaintext.encode(), place.bound())
    return MAGIC + key.id.bytes + nonce + sealed


def decrypt(place: Place, sealed: bytes) -> str:
    """The plaintext; raises DecryptFailed."""
    blob = bytes(sealed)
    if blob[:3] != MAGIC or len(blob) < 47:
        raise DecryptFailed("The stored value is not in format PX1.")
    key = load_key(place.workspace_id, UUID(bytes=blob[3:19]), WorkspaceKey.Purpose.DATA)
    try:
        return AESGCM(key.secret).decrypt(blob[19:31], blob[31:], place.bound()).decode()
    except InvalidTag as error:
        raise DecryptFailed(f"{place.table}.{place.column} does not open in its place.") from error


def normalise(value: str) -> str:
    """The form in which identifiers are compared: NFKC, trimmed, case folded."""
    return unicodedata.normalize("NFKC", value).strip().casefold()


class KeyedHash:
    """HMAC-SHA-256 of one column's normalised values under one workspace's key, 16 bytes each."""

    def __init__(self, workspace_id: UUID, column: str, *, purpose: str = "index") -> None:
        self.key = active_key(workspace_id, purpose)
        self._secret = _derive(self.key.secret, column)

    def of(self, value: str) -> bytes:
        return hmac.digest(self._secret, normalise(value).encode(), "sha256")[:16]


def all_hashes(workspace_id: UUID, column: str, value: str, *, purpose: str) -> list[bytes]:
    """The value's hash under every key of the purpose that still opens, newest first."""
    rows = WorkspaceKey.objects.filter(workspace_ref=workspace_id, purpose=purpose).exclude(
        state=WorkspaceKey.State.SHREDDED
    )
    digest = normalise(value).encode()
    return [
        hmac.digest(
            _derive(load_key(workspace_id, row.id, purpose).secret, column), digest, "sha256"
        )[:16]
        for row in rows.order_by("-created_at")
    ]


def _derive(secret: bytes, column: str) -> bytes:
    info = f"px-bidx|{NORMALISER}|{column}".encode()
    return HKDF(hashes.SHA256(), 32, salt=None, info=info).derive(secret)


def active_key(workspace_id: UUID, purpose: str) -> DataKey:
    """The key that seals new values; made on first use."""
    with _lock:
        known = _active.get((workspace_id, purpose))
    if known and known[0] > time.monotonic():
        return load_key(workspace_id, known[1], purpose)
    row = _active_row(workspace_id, purpose) or _make_key(workspace_id, purpose)
    with _lock:
        _active[(workspace_id, purpose)] = (time.monotonic() + _CACHE_SECONDS, row.id)
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
        _cache[key_id] = (time.monotonic() + _CACHE_SECONDS, workspace_id, purpose, key)
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
