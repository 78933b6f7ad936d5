"""No answer may be endless: bounds on its size, unpacked as well, and on the time that it takes."""

import time
import zlib
from collections.abc import Iterator

import httpx

from accounts.errors import Trouble

# The largest honest answer is a page of 50,000 records; it stays well below.
MOST_BYTES = 256 * 1024 * 1024
MOST_SECONDS = 600.0
_STEP = 256 * 1024
# The one way of packing that is asked for and read; these window bits make zlib read its header.
ACCEPTED, _GZIP = "gzip", 15 + 16


class AnswerTooLarge(Trouble):
    """What came back is more than any answer may be; nothing of it was kept."""

    code = "answer_too_large"


class BoundedStream(httpx.SyncByteStream):
    """An answer's bytes, unpacked; raises AnswerTooLarge, ReadTimeout or DecodingError."""

    def __init__(self, inner: httpx.SyncByteStream, *, is_packed: bool) -> None:
        self._inner = inner
        self._unpacking = zlib.decompressobj(_GZIP) if is_packed else None
        self._until = time.monotonic() + MOST_SECONDS
        self._left = MOST_BYTES

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._inner:
            if time.monotonic() > self._until:
                raise httpx.ReadTimeout("The answer takes too long.")
            for part in self._unpacked(chunk):
                self._left -= len(part)
                if self._left < 0:
                    raise AnswerTooLarge(f"An answer has more than {MOST_BYTES:,} bytes.")
                yield part
        if self._unpacking is not None and not self._unpacking.eof and self._left < MOST_BYTES:
            raise httpx.DecodingError("The packed answer ends in the middle.")

    def _unpacked(self, chunk: bytes) -> Iterator[bytes]:
        """In small steps, so that a small chunk cannot fill the memory before it is counted."""
        if self._unpacking is None:
            yield chunk
            return
        try:
            part = self._unpacking.decompress(chunk, _STEP)
            yield part
            while self._unpacking.unconsumed_tail or len(part) == _STEP:
                part = self._unpacking.decompress(self._unpacking.unconsumed_tail, _STEP)
                yield part
        except zlib.error as error:
            raise httpx.DecodingError("The packed answer cannot be unpacked.") from error

    def close(self) -> None:
        self._inner.close()


def bounded(response: httpx.Response) -> httpx.Response:
    """The same answer, whose bytes stay within the bounds; packed once, in a way we know."""
    said = response.headers.get("Content-Encoding", "").strip().lower()
    if said not in ("", "identity", ACCEPTED):
        response.close()
        raise httpx.DecodingError(f"Answers packed as {said[:40]!r} are not read.")
    headers = response.headers.copy()
    if said == ACCEPTED:
        # What is left is no longer packed, and of another length.
        headers.pop("Content-Encoding")
        headers.pop("Content-Length", None)
    stream = response.stream
    if not isinstance(stream, httpx.SyncByteStream):
        raise TypeError("An answer has to be read as it comes.")
    return httpx.Response(
        response.status_code,
        headers=headers,
        stream=BoundedStream(stream, is_packed=said == ACCEPTED),
        extensions=response.extensions,
    )
