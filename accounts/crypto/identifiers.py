"""Keyed hashes of identifiers, by which people are matched without being known."""

import hmac
import unicodedata
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from accounts.crypto.keys import active_key, load_key
from accounts.models import WorkspaceKey

NORMALISER = 1


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
