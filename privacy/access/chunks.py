"""A file in sealed pieces: written as it grows, read as it is sent, never whole in memory."""

import hashlib
import io
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from accounts.crypto import DecryptFailed
from accounts.jobs import Lease
from accounts.tenancy import inside, new_id
from privacy.access.sealing import open_chunk, seal_chunk
from privacy.models import PackageChunk

PIECE = 256 * 1024


class ChunkWriter(io.RawIOBase):
    """What is written goes piece by piece into the package, each in a batch of the job's own."""

    def __init__(self, lease: Lease, package_id: UUID) -> None:
        super().__init__()
        self._lease, self._package_id = lease, package_id
        self._waiting, self._number = bytearray(), 0
        self._digest = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting += data
        # One piece always waits, so that the last is known to be the last.
        while len(self._waiting) > PIECE:
            piece = bytes(self._waiting[:PIECE])
            del self._waiting[:PIECE]
            self._keep(piece, is_last=False)
        return len(data)

    def finish(self) -> str:
        """Keep the last piece; the sha256 of all."""
        self._keep(bytes(self._waiting), is_last=True)
        self._waiting.clear()
        return self._digest.hexdigest()

    def _keep(self, piece: bytes, *, is_last: bool) -> None:
        self._digest.update(piece)
        self.size += len(piece)
        with self._lease.batch():
            row = PackageChunk(
                id=new_id(),
                workspace_id=self._lease.workspace_id,
                package_id=self._package_id,
                number=self._number,
                is_last=is_last,
            )
            row.sealed = seal_chunk(row, piece)
            row.save(force_insert=True)
        self._number += 1


def read_chunks(workspace_id: UUID, package_id: UUID) -> Iterator[bytes]:
    """The pieces in their order, each read in a short transaction.

    Raises DecryptFailed where one was altered, exchanged or cut off.
    """
    number, is_last = 0, False
    while not is_last:
        with inside(workspace_id):
            row = PackageChunk.objects.filter(package_id=package_id, number=number).first()
            if row is None:
                raise DecryptFailed(f"Piece {number} of package {package_id} is missing.")
            piece, is_last = open_chunk(row), row.is_last
        number += 1
        yield piece
