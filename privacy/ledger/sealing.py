"""Seals entries by the ring of DATA_KEYS: a data key of the database may be gone with it.

Format: b"PXL1" | length of the key's id, 1 byte | id | nonce, 12 bytes | AES-256-GCM.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from accounts.crypto import DecryptFailed

_MAGIC = b"PXL1"


def seal(content: bytes, sequence: int) -> bytes:
    """The content under the ring's primary key, bound to its number."""
    key_id = settings.DATA_KEY_PRIMARY.encode()
    nonce = os.urandom(12)
    sealed = _cipher(settings.DATA_KEY_PRIMARY).encrypt(nonce, content, _bound(sequence))
    return b"".join((_MAGIC, bytes([len(key_id)]), key_id, nonce, sealed))


def unseal(blob: bytes, sequence: int) -> bytes:
    """The content; raises DecryptFailed."""
    key_id = key_id_of(blob)
    if key_id not in settings.DATA_KEYS:
        raise DecryptFailed(f"DATA_KEYS lacks {key_id!r}, which seals entry {sequence}.")
    rest = blob[5 + blob[4] :]
    try:
        return _cipher(key_id).decrypt(rest[:12], rest[12:], _bound(sequence))
    except InvalidTag as error:
        raise DecryptFailed(f"Entry {sequence} was altered or moved.") from error


def key_id_of(blob: bytes) -> str:
    """Which key of the ring seals it; raises DecryptFailed for what is no entry."""
    if blob[:4] != _MAGIC or len(blob) < 5 + 12 + 16:
        raise DecryptFailed("This is no entry of the ledger.")
    return blob[5 : 5 + blob[4]].decode(errors="replace")


def _bound(sequence: int) -> bytes:
    return b"px-ledger|%d" % sequence


def _cipher(key_id: str) -> AESGCM:
    secret = HKDF(hashes.SHA256(), 32, salt=None, info=b"px-ledger").derive(
        settings.DATA_KEYS[key_id]
    )
    return AESGCM(secret)
