"""A file in pieces: whatever its size, little of it is in memory, and no piece can be exchanged."""

import hashlib
import random
from typing import Any

import pytest

from accounts.crypto import DecryptFailed
from accounts.tenancy import inside
from privacy.access.chunks import PIECE, ChunkWriter, read_chunks
from privacy.models import Package, PackageChunk
from tests.cast import Cast
from tests.privacy.requests.conftest import taken_down

pytestmark = pytest.mark.django_db


class Held:
    """A lease that nobody takes away."""

    def __init__(self, workspace_id: Any) -> None:
        self.workspace_id = workspace_id

    def batch(self) -> Any:
        return inside(self.workspace_id)


def test_pieces_come_back_in_their_order_and_no_other(cast: Cast) -> None:
    """Statement 38: sealed at rest, piece by piece, each for its own place."""
    request_id = taken_down(cast.acme)
    with inside(cast.acme):
        package = Package.objects.create(request_id=request_id)
    data = random.Random(1).randbytes(3 * PIECE + 5)
    held: Any = Held(cast.acme.pk)
    writer = ChunkWriter(held, package.pk)
    for start in range(0, len(data), 10_000):
        writer.write(data[start : start + 10_000])
        assert len(writer._waiting) <= PIECE
    assert writer.finish() == hashlib.sha256(data).hexdigest()
    pieces = list(read_chunks(cast.acme.pk, package.pk))
    assert [len(piece) for piece in pieces] == [PIECE, PIECE, PIECE, 5]
    assert b"".join(pieces) == data
    with inside(cast.acme):
        PackageChunk.objects.filter(number=0).update(number=9)
        PackageChunk.objects.filter(number=1).update(number=0)
    with pytest.raises(DecryptFailed):
        list(read_chunks(cast.acme.pk, package.pk))
    with inside(cast.rival), pytest.raises(DecryptFailed):
        list(read_chunks(cast.rival.pk, package.pk))
