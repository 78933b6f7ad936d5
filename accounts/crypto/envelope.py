"""Envelope encryption, format PX1.

b"PX1" | id of the data key, 16 bytes | nonce, 12 bytes | AES-256-GCM ciphertext and tag. The
associated data names table, column, workspace and row, so a value moved to any other place does
not decrypt.
"""

import os
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from accounts.crypto.keys import DecryptFailed, active_key, load_key
from accounts.models import WorkspaceKey

MAGIC = b"PX1"
_HEADER = 3 + 16 + 12
_SHORTEST = _HEADER + 16


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


def encrypt(place: Place, plaintext: str) -> bytes:
    """The value sealed for its place."""
    return Sealer(place.workspace_id, place.table, place.column).seal(place.row_id, plaintext)


class Sealer:
    """Seals many values of one column under the key that is active now; keep it for a moment."""

    def __init__(self, workspace_id: UUID, table: str, column: str) -> None:
        key = active_key(workspace_id, WorkspaceKey.Purpose.DATA)
        self._cipher = AESGCM(key.secret)
        self._head = MAGIC + key.id.bytes
        self._bound = Place(table, column, workspace_id, UUID(int=0)).bound()[:-16]

    def seal(self, row_id: UUID, plaintext: str) -> bytes:
        """The value sealed for its row; what `encrypt` gives."""
        nonce = os.urandom(12)
        sealed = self._cipher.encrypt(nonce, plaintext.encode(), self._bound + row_id.bytes)
        return self._head + nonce + sealed


def decrypt(place: Place, sealed: bytes) -> str:
    """The plaintext; raises DecryptFailed."""
    blob = bytes(sealed)
    key = load_key(place.workspace_id, key_id_of(blob), WorkspaceKey.Purpose.DATA)
    nonce, text = blob[19:_HEADER], blob[_HEADER:]
    try:
        return AESGCM(key.secret).decrypt(nonce, text, place.bound()).decode()
    except InvalidTag as error:
        raise DecryptFailed(f"{place.table}.{place.column} does not open in its place.") from error


def key_id_of(sealed: bytes) -> UUID:
    """Which data key sealed the value; raises DecryptFailed for what is not in format PX1."""
    blob = bytes(sealed)
    if blob[:3] != MAGIC or len(blob) < _SHORTEST:
        raise DecryptFailed("The stored value is not in format PX1.")
    return UUID(bytes=blob[3:19])
