"""PostgreSQL as a child process on a private socket: made once, started, stopped, started again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import psycopg

from proactivox.embedded.binaries import postgres_major_version, postgres_program
from proactivox.embedded.child import ServerChild
from proactivox.embedded.leftovers import stop_leftover
from proactivox.embedded.privileges import make_server_folder, server_prefix
from proactivox.embedded.problems import StartupProblem, explain
from proactivox.embedded.sockets import make_socket_folder, socket_folder

SUPERUSER = "postgres"
_OLD_CHILDREN_SECONDS = 15.0

# Modest: the whole product has to run beside a browser on a small machine.
KEEP: Mapping[str, str] = {
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "64MB",
    "max_connections": "100",
    "max_wal_size": "512MB",
    "min_wal_size": "64MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
}
# For data that is thrown away: a crash of the machine may lose it, a kill of the server may not,
# so synchronous_commit stays on; without fsync it costs nothing.
SCRATCH: Mapping[str, str] = {
    **KEEP,
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum_naptime": "10min",
}
BENCH: Mapping[str, str] = {
    **KEEP,
    "shared_buffers": "1GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "shared_preload_libraries": "pg_stat_statements",
}


class PostgresServer:
    """One cluster in `folder`/data; only whoever may enter its socket's folder can speak to it."""

    def __init__(self, folder: Path, settings: Mapping[str, str] = KEEP) -> None:
        self.folder = folder.resolve()
        self.data = self.folder / "data"
        self.log = self.folder / "postgres.log"
        self._settings = settings
        self._child: ServerChild | None = None
        self.sockets = socket_folder(self.folder / "s")

    def start(self) -> None:
        """Ready for connections on return; raises StartupProblem in words for people."""
        self.folder.mkdir(parents=True, exist_ok=True)
        make_socket_folder(self.sockets)
        if not (self.data / "PG_VERSION").is_file():
            self._make_cluster()
        stop_leftover(self.data / "postmaster.pid", str(self.data))
        program = postgres_program("postgres")
        options = [f"-c{name}={value}" for name, value in self._settings.items()]
        # After a SIGKILL the old server's children hold its memory until they notice it is gone.
        deadline = time.monotonic() + _OLD_CHILDREN_SECONDS
        while True:
            try:
                self._launch([*server_prefix(), program, *self._places(), *options])
                return
            except StartupProblem as problem:
                if "shared memory block" not in str(problem) or time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def _places(self) -> list[str | Path]:
        return ["-D", self.data, "-k", self.sockets, "-h", ""]

    def _launch(self, command: list[str | Path]) -> None:
        self._child = ServerChild(
            "PostgreSQL",
            command,
            folder=self.data,
            log=self.log,
        )
        self._child.wait_until(self._answers)

    def stop(self) -> None:
        """A fast shutdown: open transactions are rolled back, everything committed is on disk."""
        if self._child is not None:
            self._child.stop(signal.SIGINT)
            self._child = None

    def kill(self) -> None:
        """SIGKILL of the postmaster, for tests of what survives it."""
        if self._child is not None:
            self._child.kill()
            self._child = None

    def is_running(self) -> bool:
        return self._child is not None and self._child.is_running()

    def url(self, role: str, database: str) -> str:
        """An address that both psycopg and django-environ understand."""
        return f"postgresql://{quote(role)}@/{quote(database)}?host={self.sockets}"

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url(SUPERUSER, "postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _make_cluster(self) -> None:
        """initdb into a folder beside, moved in place when whole: a half-made one is never used."""
        half_made = self.folder / "data.new"
        shutil.rmtree(half_made, ignore_errors=True)
        make_server_folder(half_made)
        made = subprocess.run(
            [*server_prefix("KILL"), *_initdb_command(half_made)],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
        )
        if made.returncode != 0:
            shutil.rmtree(half_made, ignore_errors=True)
            raise explain("PostgreSQL", made.stderr.strip(), self.folder)
        half_made.rename(self.data)


def _initdb_command(data: Path) -> list[str | Path]:
    program = postgres_program("initdb")
    # The built-in provider needs no locale installed on the machine and knows all of Unicode.
    modern = postgres_major_version(postgres_program("postgres")) >= 17
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return [
        program,
        "--pgdata",
        data,
        "--username",
        SUPERUSER,
        "--encoding=UTF8",
        *(locale if modern else ["--locale=C.UTF-8"]),
        "--auth-local=trust",
        "--auth-host=reject",
        "--no-instructions",
        "--no-sync",
    ]
