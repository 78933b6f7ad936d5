"""Keyed hashes of identifiers, by which people are matched without being known."""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from accounts.crypto.keys import active_key, load_key
from accounts.models import WorkspaceKey

NORMALISER = 1
_BLOCK = 64


def normalise(value: str) -> str:
    """The form in which identifiers are compared: NFKC, trimmed, case folded."""
    if value.isascii():
        return value.strip().lower()
    return unicodedata.normalize("NFKC", value).strip().casefold()


class KeyedHash:
    """HMAC-SHA-256 of one column's normalised values under one workspace's key, 16 bytes each."""

    def __init__(self, workspace_id: UUID, column: str, *, purpose: str = "index") -> None:
        self.key = active_key(workspace_id, purpose)
        # HMAC with its two paddings hashed once: hmac.digest sets all up for each value anew, which
        # takes thrice as long as the hashing.
        secret = _derive(self.key.secret, column).ljust(_BLOCK, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in secret))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in secret))

    def of(self, value: str) -> bytes:
        return self.of_normalised(normalise(value).encode())

    def of_normalised(self, value: bytes) -> bytes:
        """The same of what `normalise` gave, encoded: for several hashes of one value."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(value)
        outer.update(inner.digest())
        return outer.digest()[:16]


class KnownHashes:
    """Hashes of values that nobody knows in plain any more, by which a value is told again."""

    def __init__(
        self, workspace_id: UUID, column: str, purpose: str, known: Iterable[bytes]
    ) -> None:
        self._known = frozenset(map(bytes, known))
        self._secrets = _secrets(workspace_id, column, purpose) if self._known else []

    def __bool__(self) -> bool:
        return bool(self._known)

    def has(self, value: str) -> bool:
        """Whether one of the hashes is this value's, under whichever key it was made."""
        return not self._known.isdisjoint(_digests(self._secrets, value))


def all_hashes(workspace_id: UUID, column: str, value: str, *, purpose: str) -> list[bytes]:
    """The value's hash under every key of the purpose that still opens, newest first."""
    return _digests(_secrets(workspace_id, column, purpose), value)


def _secrets(workspace_id: UUID, column: str, purpose: str) -> list[bytes]:
    rows = WorkspaceKey.objects.filter(workspace_ref=workspace_id, purpose=purpose).exclude(
        state=WorkspaceKey.State.SHREDDED
    )
    return [
        _derive(load_key(workspace_id, row.id, purpose).secret, column)
        for row in rows.order_by("-created_at")
    ]


def _digests(secrets: Iterable[bytes], value: str) -> list[bytes]:
    digest = normalise(value).encode()
    return [hmac.digest(secret, digest, "sha256")[:16] for secret in secrets]


def _derive(secret: bytes, column: str) -> bytes:
    info = f"px-bidx|{NORMALISER}|{column}".encode()
    return HKDF(hashes.SHA256(), 32, salt=None, info=info).derive(secret)
