"""Makes a backup: the whole database as the role that sees all of it, and the private files."""

import hashlib
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from privacy.backups.format import Head, PartWriter, new_head
from privacy.backups.servers import Programs, running
from privacy.backups.shelf import SUFFIX
from privacy.ledger import head as ledger_head
from privacy.ledger.writing import newest_applied

DATABASE = "database"
FILES = "files/"
_BLOCK = 256 * 1024


@dataclass(frozen=True)
class Made:
    """A backup that is whole on the disk."""

    path: Path
    size: int
    sha256: str
    head: Head


def make_backup(*, url: str, programs: Programs, folder: Path) -> Made:
    """Write a backup into the folder, whole or not at all; raises Trouble.

    `url` is the database as the role that backs up.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    head = _head()
    path = folder / f"proactivox-{head.made_at:%Y%m%dT%H%M%S}-{os.getpid()}{SUFFIX}"
    draft = path.with_name(path.name + ".new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            told = _Told(stream)
            _write(PartWriter(told, head), url, programs)  # type: ignore[arg-type]
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return Made(path, told.size, told.digest.hexdigest(), head)


def _head() -> Head:
    applied = newest_applied()
    recorder = MigrationRecorder(connection)
    return new_head(
        made_at=timezone.now(),
        postgres=_version(),
        migrations=tuple(sorted(".".join(key) for key in recorder.applied_migrations())),
        applied=applied.sequence if applied else 0,
        ledger_head=ledger_head(),
    )


def _version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])


def _write(parts: PartWriter, url: str, programs: Programs) -> None:
    parts.add(DATABASE, _dump(url, programs))
    for path in _private_files():
        name = path.relative_to(settings.PRIVATE_FILES_DIR).as_posix()
        try:
            stream = path.open("rb")
        except FileNotFoundError:
            continue  # imported or discarded meanwhile
        with stream:
            parts.add(FILES + name, iter(lambda: stream.read(_BLOCK), b""))  # noqa: B023
    parts.end()


def _dump(url: str, programs: Programs) -> Iterator[bytes]:
    words: list[str | Path] = [programs.pg_dump, "--format=custom", "--compress=3", "--no-password"]
    with running(words, url, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None  # noqa: S101  it was asked for
        while block := process.stdout.read(_BLOCK):
            yield block


def _private_files() -> Iterator[Path]:
    root = Path(settings.PRIVATE_FILES_DIR)
    return (path for path in sorted(root.rglob("*")) if path.is_file() and not path.is_symlink())


class _Told:
    """A stream whose size and sha256 are known at the end."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.size, self.digest = 0, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.size += len(data)
        self.digest.update(data)
        return self._stream.write(data)
