"""Puts a backup back: read to its end first, the database in one transaction, then the files."""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import IO, Any, LiteralString
from uuid import uuid4

import psycopg
from django.conf import settings
from django.core.cache import cache
from django.db.migrations.loader import MigrationLoader

from accounts.errors import Refused
from privacy.backups.format import Head, NoBackup, read_head, read_parts
from privacy.backups.making import DATABASE, FILES
from privacy.backups.servers import Programs, close, running

_BLOCK = 256 * 1024
_ROLES = ("owner", "migrate", "app", "dispatch", "ops")
# Everything of ours goes, whatever it is; what the dump grants, it grants again. The owner's own
# rights on the database go too, and are given back first.
_CLEAN = """
DROP OWNED BY proactivox_owner CASCADE;
DO $$ BEGIN
  EXECUTE format('GRANT ALL ON DATABASE %I TO proactivox_owner', current_database());
END $$;
"""
_IS_FULL = """
SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
"""
_SERVING = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
    AND usename IN ('proactivox_app', 'proactivox_dispatch')
"""


def verify_backup(path: Path) -> Head:
    """Read a backup to its end; its head. Raises NoBackup with what is wrong."""
    with path.open("rb") as stream:
        head, _whole = read_head(stream)
    unknown = sorted(set(head.migrations) - _own_migrations())
    if unknown:
        raise NoBackup(
            f"The backup was made by a newer version: it knows {unknown[0]}.",
            advice="Restore it with that version.",
        )
    with path.open("rb") as stream:
        for _name, blocks in read_parts(stream):
            for _block in blocks:
                pass
    return head


def restore_backup(*, path: Path, url: str, programs: Programs, replace: bool) -> Head:
    """Restore into the database of `url`, as the role that migrates; raises Trouble.

    The database changes in one transaction: whatever fails leaves it as it was.
    """
    head = verify_backup(path)
    _refuse_unfit(url, replace=replace)
    fresh = Path(settings.PRIVATE_FILES_DIR) / f".restored-{uuid4().hex}"
    fresh.mkdir(mode=0o700, parents=True)
    try:
        with path.open("rb") as stream:
            for name, blocks in read_parts(stream):
                if name == DATABASE:
                    _restore_database(blocks, url, programs)
                else:
                    _restore_file(fresh, name, blocks)
        _exchange_files(fresh)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    # What was cached is of the data that went; jobs wait in the database, not at the broker.
    cache.clear()
    return head


def _own_migrations() -> set[str]:
    return {".".join(key) for key in MigrationLoader(None).disk_migrations}


def _refuse_unfit(url: str, *, replace: bool) -> None:
    with psycopg.connect(url) as connection:
        names = [f"proactivox_{role}" for role in _ROLES]
        query = "SELECT rolname FROM pg_roles WHERE rolname = ANY (%s)"
        found = {row[0] for row in connection.execute(query, [names])}
        if set(names) - found:
            raise Refused(
                f"The server has no role {min(set(names) - found)}.",
                advice="An administrator runs roles.sql and database.sql of proactivox/embedded.",
            )
        if _count(connection, _SERVING):
            raise Refused(
                "The product is connected to this database.",
                advice="Stop web, workers and clock, then restore.",
            )
        if _count(connection, _IS_FULL) and not replace:
            raise Refused(
                "The database is not empty.",
                advice="With --replace all that is in it is replaced by the backup.",
            )


def _count(connection: "psycopg.Connection[tuple[Any, ...]]", query: LiteralString) -> int:
    return sum(row[0] for row in connection.execute(query))


def _restore_database(blocks: Iterable[bytes], url: str, programs: Programs) -> None:
    """pg_restore writes statements, psql runs them; only when both are well is it committed."""
    statements: list[str | Path] = [programs.pg_restore, "--no-owner", "--file=-"]
    run: list[str | Path] = [programs.psql, "--no-psqlrc", "--quiet", "--no-password"]
    run += [f"--output={os.devnull}", "--set=ON_ERROR_STOP=1", "--single-transaction"]
    run += ["--command", _CLEAN, "--file=-"]
    pipe = subprocess.PIPE
    with (
        running(run, url, stdin=pipe) as psql,
        running(statements, None, stdin=pipe, stdout=pipe) as reader,
    ):
        assert reader.stdin is not None  # noqa: S101  all three were asked for
        assert reader.stdout is not None  # noqa: S101
        assert psql.stdin is not None  # noqa: S101
        feeder = _Feeder(blocks, reader.stdin)
        feeder.start()
        while block := reader.stdout.read(_BLOCK):
            psql.stdin.write(block)
        feeder.finish()
        # Before psql sees the end: what is not whole must not be committed.
        if reader.wait() != 0:
            raise BrokenPipeError
        for _rest in blocks:
            pass


class _Feeder(threading.Thread):
    """Gives a program what it reads while another hand takes what it writes."""

    def __init__(self, blocks: Iterable[bytes], stream: IO[bytes]) -> None:
        super().__init__(name="restore", daemon=True)
        self._blocks, self._stream = blocks, stream
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            for block in self._blocks:
                self._stream.write(block)
        except BrokenPipeError:
            pass  # how the program ended says whether that is well
        except BaseException as error:  # noqa: BLE001  raised again by finish
            self._error = error
        finally:
            close(self._stream)

    def finish(self) -> None:
        """Wait for it; raises what it met."""
        self.join()
        if self._error is not None:
            raise self._error


def _restore_file(fresh: Path, name: str, blocks: Iterable[bytes]) -> None:
    inner = PurePosixPath(name.removeprefix(FILES))
    if not name.startswith(FILES) or inner.is_absolute() or ".." in inner.parts:
        raise NoBackup(f"The backup names a file {name!r}, which lies outside.")
    place = fresh.joinpath(*inner.parts)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        for block in blocks:
            stream.write(block)


def _exchange_files(fresh: Path) -> None:
    """The folder itself may be a mount, so what is in it is exchanged."""
    root = fresh.parent
    for old in root.iterdir():
        if old != fresh:
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    for new in fresh.iterdir():
        new.replace(root / new.name)
