"""A backup that was altered, cut off or made with another key says so and gives nothing."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.crypto import DecryptFailed, SealedWriter, unsealed
from accounts.crypto.streams import PIECE
from privacy.backups import backups_gone_by
from privacy.backups.format import NoBackup, PartWriter, new_head, read_parts
from privacy.backups.shelf import SUFFIX, backups, take_away

_DAY = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)


def written(made_at: datetime = _DAY) -> bytes:
    stream = BytesIO()
    head = new_head(made_at=made_at, postgres="18", migrations=(), applied=0, ledger_head=0)
    parts = PartWriter(stream, head)
    parts.add("database", [b"x" * PIECE, b"the end"])
    parts.add("files/a/b.csv", [])
    parts.end()
    return stream.getvalue()


def read(blob: bytes) -> dict[str, int]:
    return {name: sum(map(len, blocks)) for name, blocks in read_parts(BytesIO(blob))}


def test_parts_come_back_as_they_were() -> None:
    """Statement 48: what is backed up can be restored, and nobody reads it on the way."""
    blob = written()
    assert read(blob) == {"database": PIECE + 7, "files/a/b.csv": 0}
    assert b"the end" not in blob


@pytest.mark.parametrize("left", [0, 4, 40, 300, PIECE // 2, PIECE + 200, -1])
def test_what_is_cut_off_is_refused(left: int) -> None:
    """Statement 48: wherever it was cut."""
    with pytest.raises(NoBackup):
        read(written()[:left])


def test_a_cut_between_two_pieces_is_called_so() -> None:
    """Statement 48: it is told from an alteration."""
    blob = written()
    start = 8 + int.from_bytes(blob[4:8], "big")
    first = 4 + int.from_bytes(blob[start : start + 4], "big")
    with pytest.raises(NoBackup, match="cut off"):
        read(blob[: start + first])


@pytest.mark.parametrize("place", [20, 200, 1000, PIECE, -3])
def test_what_was_altered_is_refused(place: int) -> None:
    """Statement 48: one bit anywhere, the readable head included."""
    blob = bytearray(written())
    blob[place] ^= 1
    with pytest.raises(NoBackup):
        read(bytes(blob))


def test_what_follows_the_end_is_refused() -> None:
    """Statement 48: nothing can be added."""
    with pytest.raises(NoBackup):
        read(written() + b"more")


def test_pieces_cannot_be_exchanged() -> None:
    """Statement 48: each piece belongs to its place."""
    stream = BytesIO()
    sealed = SealedWriter(stream, b"k" * 32, b"head")
    sealed.write(bytes(3 * PIECE))
    sealed.close()
    size = 4 + PIECE + 16
    blob = stream.getvalue()
    other = blob[size : 2 * size] + blob[:size] + blob[2 * size :]
    with pytest.raises(DecryptFailed):
        list(unsealed(BytesIO(other), b"k" * 32, b"head"))


def test_the_key_is_named_that_is_missing_or_another(settings: Settings) -> None:
    """Statement 48: an older key goes on opening; without it the message says which."""
    blob = written()
    ring = dict(settings.DATA_KEYS)
    settings.DATA_KEYS = {**ring, "newer": os.urandom(32)}
    settings.DATA_KEY_PRIMARY = "newer"
    assert len(read(blob)) == 2
    settings.DATA_KEYS = {"newer": os.urandom(32)}
    with pytest.raises(NoBackup, match="made with the key 'test', which DATA_KEYS lacks"):
        read(blob)
    settings.DATA_KEYS = {"test": os.urandom(32)}
    with pytest.raises(NoBackup, match="is not the one that made the backup"):
        read(blob)


def test_backups_go_in_time_and_in_number(tmp_path: Path, settings: Settings) -> None:
    """Statement 48: their lifetime is bounded, and can be stated to the person."""
    settings.BACKUP_DAYS, settings.BACKUP_COUNT = 30, 2
    now = timezone.now()
    for days in (31, 29, 3, 1):
        made_at = now - timedelta(days=days)
        (tmp_path / f"proactivox-{made_at:%Y%m%d}{SUFFIX}").write_bytes(written(made_at))
    (tmp_path / f"other{SUFFIX}").write_bytes(b"no backup")
    assert len(take_away(tmp_path)) == 2
    kept = backups(tmp_path)
    ages = [(now - one.head.made_at).days for one in kept if one.head]
    assert ages == [1, 3]
    assert [one.why_not for one in kept if one.head is None] == [
        "This file is no backup of Proactivox."
    ]
    assert backups_gone_by(now) == now + timedelta(days=31)
