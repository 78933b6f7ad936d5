"""What a backup looks like: a head that anybody may read, then a sealed stream of named parts.

Head: b"PXB1" | length, 4 bytes | JSON. It is bound to every piece of the stream. In the stream,
each part: length of its name, 2 bytes | name | blocks of (length, 4 bytes | bytes), a block of none
at the end | sha256. A part without a name ends the backup.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

import orjson
from django.conf import settings

from accounts.crypto import DecryptFailed, SealedWriter, stream_key, unsealed
from accounts.errors import Trouble

_MAGIC = b"PXB1"
_LONGEST_HEAD = 1024 * 1024
_PURPOSE = "px-backup"


class NoBackup(Trouble):
    """The file is no backup, is not whole, or was made with another key; nothing was done."""

    code = "no_backup"


@dataclass(frozen=True)
class Head:
    """What a backup says of itself: when, by which key, of which versions, up to which erasure."""

    made_at: datetime
    key_id: str
    salt: bytes
    check: bytes
    postgres: str
    migrations: tuple[str, ...]
    applied: int
    ledger_head: int

    @property
    def secret(self) -> bytes:
        """The key of its stream; raises NoBackup when the ring cannot make it."""
        ring = settings.DATA_KEYS.get(self.key_id)
        if ring is None:
            raise NoBackup(
                f"The backup was made with the key {self.key_id!r}, which DATA_KEYS lacks.",
                advice="Put that key back into DATA_KEYS; it need not be the primary one.",
            )
        key, check = stream_key(ring, self.salt, _PURPOSE)
        if check != self.check:
            raise NoBackup(
                f"The key {self.key_id!r} in DATA_KEYS is not the one that made the backup.",
                advice="Put the key back that had this name then.",
            )
        return key


def new_head(**facts: Any) -> Head:
    """A head under the ring's primary key; `facts` are its other fields."""
    salt = os.urandom(32)
    key_id = settings.DATA_KEY_PRIMARY
    _key, check = stream_key(settings.DATA_KEYS[key_id], salt, _PURPOSE)
    return Head(key_id=key_id, salt=salt, check=check, **facts)


def write_head(stream: BinaryIO, head: Head) -> bytes:
    """Write it; its bytes, to which the pieces are bound."""
    facts: Mapping[str, Any] = {
        "made_at": head.made_at.isoformat(),
        "key_id": head.key_id,
        "salt": head.salt.hex(),
        "check": head.check.hex(),
        "postgres": head.postgres,
        "migrations": list(head.migrations),
        "applied": head.applied,
        "ledger_head": head.ledger_head,
    }
    text = orjson.dumps(facts)
    whole = _MAGIC + len(text).to_bytes(4, "big") + text
    stream.write(whole)
    return whole


def read_head(stream: BinaryIO) -> tuple[Head, bytes]:
    """(head, its bytes); raises NoBackup."""
    start = stream.read(8)
    length = int.from_bytes(start[4:], "big")
    text = stream.read(length) if start[:4] == _MAGIC and length < _LONGEST_HEAD else b""
    try:
        facts = orjson.loads(text)
        facts["made_at"] = datetime.fromisoformat(facts["made_at"])
        facts["salt"], facts["check"] = bytes.fromhex(facts["salt"]), bytes.fromhex(facts["check"])
        facts["migrations"] = tuple(facts["migrations"])
        return Head(**facts), start + text
    except (ValueError, TypeError, KeyError) as error:
        raise NoBackup("This file is no backup of Proactivox.") from error


class PartWriter:
    """Writes parts into a sealed stream."""

    def __init__(self, stream: BinaryIO, head: Head) -> None:
        self._sealed = SealedWriter(stream, head.secret, write_head(stream, head))

    def add(self, name: str, blocks: Iterable[bytes]) -> None:
        """One part, block by block."""
        self._name(name)
        digest = hashlib.sha256()
        for block in filter(None, blocks):
            digest.update(block)
            self._sealed.write(len(block).to_bytes(4, "big"))
            self._sealed.write(block)
        self._sealed.write(bytes(4) + digest.digest())

    def end(self) -> None:
        """Say that all parts are there."""
        self._name("")
        self._sealed.close()

    def _name(self, name: str) -> None:
        encoded = os.fsencode(name)
        self._sealed.write(len(encoded).to_bytes(2, "big") + encoded)


def read_parts(stream: BinaryIO) -> Iterator[tuple[str, Iterator[bytes]]]:
    """(name, blocks) of each part; read all blocks of one before the next. Raises NoBackup."""
    head, whole = read_head(stream)
    plain = _Plain(unsealed(stream, head.secret, whole))
    while name := os.fsdecode(plain.read(int.from_bytes(plain.read(2), "big"))):
        yield name, _blocks(plain)
    plain.end()


def _blocks(plain: "_Plain") -> Iterator[bytes]:
    digest = hashlib.sha256()
    while length := int.from_bytes(plain.read(4), "big"):
        block = plain.read(length)
        digest.update(block)
        yield block
    if plain.read(32) != digest.digest():
        raise _unusable("A part of it is not what it was.")


class _Plain:
    """Reads so many bytes of an iterator of pieces."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._waiting = bytearray()

    def read(self, count: int) -> bytes:
        while len(self._waiting) < count:
            piece = self._next()
            if piece is None:
                raise _unusable("It ends too early.")
            self._waiting += piece
        found = bytes(self._waiting[:count])
        del self._waiting[:count]
        return found

    def end(self) -> None:
        """Read on to the last piece: only then is all of it known to be whole."""
        if self._waiting or self._next() is not None:
            raise _unusable("Something follows its end.")

    def _next(self) -> bytes | None:
        try:
            return next(self._pieces, None)
        except DecryptFailed as error:
            raise _unusable(str(error)) from error


def _unusable(why: str) -> NoBackup:
    return NoBackup(f"The backup cannot be used. {why}", advice="Take another one.")
