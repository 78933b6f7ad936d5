"""Streams sealed piece by piece, so that no file is ever whole in memory.

Each piece: length, 4 bytes | AES-256-GCM ciphertext and tag. The nonce counts the pieces and says
which is the last; the header is associated data of each. So a piece that is altered, moved, left
out or cut off is refused. A key seals one stream: derive it with a salt of the stream's own.
"""

from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from accounts.crypto.keys import DecryptFailed

PIECE = 1024 * 1024
_TAG = 16


def stream_key(secret: bytes, salt: bytes, purpose: str) -> tuple[bytes, bytes]:
    """(the key of one stream, 16 bytes by which a wrong secret is known)."""
    made = HKDF(hashes.SHA256(), 48, salt=salt, info=purpose.encode()).derive(secret)
    return made[:32], made[32:]


class SealedWriter:
    """Seals what is written to it; without `close` the stream counts as cut off."""

    def __init__(self, stream: BinaryIO, key: bytes, header: bytes) -> None:
        self._stream, self._cipher, self._header = stream, AESGCM(key), header
        self._waiting = bytearray()
        self._number = 0

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), is_last=False)
            del self._waiting[:PIECE]
        return len(data)

    def flush(self) -> None:
        """Nothing: pieces are of one size."""

    def close(self) -> None:
        """Seal the last piece. The stream below stays open."""
        self._put(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _put(self, piece: bytes, *, is_last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, is_last), piece, self._header)
        self._stream.write(len(sealed).to_bytes(4, "big") + sealed)
        self._number += 1


def unsealed(stream: BinaryIO, key: bytes, header: bytes) -> Iterator[bytes]:
    """The pieces in the clear; raises DecryptFailed before anything that does not belong is given.

    What came before was as it was written, and is whole only once the iterator has ended.
    """
    cipher, number, is_last = AESGCM(key), 0, False
    length = stream.read(4)
    while not is_last:
        sealed = stream.read(int.from_bytes(length, "big")) if len(length) == 4 else b""
        if len(length) < 4 or len(sealed) < int.from_bytes(length, "big"):
            raise DecryptFailed("It is cut off: its end is missing.")
        if len(sealed) > PIECE + _TAG:
            raise DecryptFailed("It was altered.")
        length = stream.read(4)
        is_last = not length
        try:
            yield cipher.decrypt(_nonce(number, is_last), sealed, header)
        except InvalidTag as error:
            raise _refusal(cipher, number, is_last, sealed, header) from error
        number += 1


def _refusal(
    cipher: AESGCM, number: int, is_last: bool, sealed: bytes, header: bytes
) -> DecryptFailed:
    """What is well but for its place at the end is a stream that was cut between two pieces."""
    if is_last:
        try:
            cipher.decrypt(_nonce(number, False), sealed, header)
        except InvalidTag:
            return DecryptFailed("It was altered.")
        return DecryptFailed("It is cut off: its end is missing.")
    return DecryptFailed("It was altered.")


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])
