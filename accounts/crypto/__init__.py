"""Sealed values and keyed hashes; how keys are rotated stands in accounts.crypto.rotation."""

from accounts.crypto.envelope import MAGIC, Place, Sealer, decrypt, encrypt, key_id_of
from accounts.crypto.identifiers import (
    NORMALISER,
    KeyedHash,
    KnownHashes,
    all_hashes,
    normalise,
)
from accounts.crypto.keys import (
    DataKey,
    DecryptFailed,
    active_key,
    forget_keys,
    load_key,
    unwrap,
    wrap,
)
from accounts.crypto.people import hashes_of_person
from accounts.crypto.sealed import SealedColumn, register_sealed, sealed_columns
from accounts.crypto.streams import SealedWriter, stream_key, unsealed

__all__ = [
    "MAGIC",
    "NORMALISER",
    "DataKey",
    "DecryptFailed",
    "KeyedHash",
    "KnownHashes",
    "Place",
    "SealedColumn",
    "SealedWriter",
    "Sealer",
    "active_key",
    "all_hashes",
    "decrypt",
    "encrypt",
    "forget_keys",
    "hashes_of_person",
    "key_id_of",
    "load_key",
    "normalise",
    "register_sealed",
    "sealed_columns",
    "stream_key",
    "unsealed",
    "unwrap",
    "wrap",
]
