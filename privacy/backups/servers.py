"""PostgreSQL's own programs: how they are told where the database is, and what they said."""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from psycopg.conninfo import conninfo_to_dict

from accounts.errors import Trouble

_NAMES = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}


@dataclass(frozen=True)
class Programs:
    """Where pg_dump, pg_restore and psql are."""

    pg_dump: Path
    pg_restore: Path
    psql: Path


class ProgramFailed(Trouble):
    """A program of PostgreSQL's ended badly; its own words follow."""

    code = "program_failed"


def libpq_environment(url: str) -> dict[str, str]:
    """The address as a program's environment: a command line shows the password to everybody."""
    known: Mapping[str, Any] = conninfo_to_dict(url)
    told = {_NAMES[name]: str(value) for name, value in known.items() if name in _NAMES}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, **told}


@contextmanager
def running(
    words: list[str | Path], url: str | None, **pipes: Any
) -> Iterator["subprocess.Popen[bytes]"]:
    """A program that has to end well; killed when the block raises, so nothing is committed."""
    with tempfile.TemporaryFile() as said:
        environment = libpq_environment(url) if url else None
        process = subprocess.Popen(words, env=environment, stderr=said, **pipes)
        try:
            yield process
        except BaseException as error:
            if _failed_by_itself(process):
                raise ProgramFailed(_words(words, said)) from error
            raise
        finally:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None and not pipe.closed:
                    close(pipe)
        if process.wait() != 0:
            raise ProgramFailed(_words(words, said))


def _failed_by_itself(process: "subprocess.Popen[bytes]") -> bool:
    """Whether the trouble is its own; else it is killed, before its input ends."""
    try:
        return process.wait(0.5) != 0
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return False


def close(pipe: IO[bytes]) -> None:
    """Close a pipe whose other end may be gone."""
    try:
        pipe.close()
    except BrokenPipeError:
        return


def _words(words: list[str | Path], said: IO[bytes]) -> str:
    said.seek(0)
    lines = said.read().decode(errors="replace").strip().splitlines()
    return f"{Path(words[0]).name} failed: {' '.join(lines[-4:]) or 'it said nothing'}"
