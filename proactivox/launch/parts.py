"""The parts of a running product, servers and programs, as the supervisor sees them."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from proactivox.embedded import PostgresServer, ValkeyServer
from proactivox.embedded.leftovers import stop_leftover
from proactivox.embedded.privileges import program_prefix
from proactivox.embedded.problems import last_lines
from proactivox.launch.places import ROOT

_LOG_LIMIT_BYTES = 5_000_000


class Part(Protocol):
    """Something that runs until it is told to stop, and may be started again."""

    name: str
    log: Path

    def start(self) -> None: ...

    def is_running(self) -> bool: ...

    def end_in_words(self) -> str:
        """How it ended, as the rest of a sentence that begins with its name."""

    def last_words(self) -> str:
        """The last lines of its log since it was started."""

    def ask_to_stop(self) -> None:
        """Begin to stop, without waiting."""

    def finish(self, within_seconds: float) -> None:
        """Wait for the end; whoever has not ended by then is killed."""


class ServerPart:
    """PostgreSQL or Valkey; they stop last, so asking does nothing yet."""

    def __init__(self, name: str, server: PostgresServer | ValkeyServer) -> None:
        self.name, self.log, self._server = name, server.log, server
        self.start: Callable[[], None] = server.start
        self.is_running: Callable[[], bool] = server.is_running

    def end_in_words(self) -> str:
        return "stopped unexpectedly"

    def last_words(self) -> str:
        return last_lines(self.log)

    def ask_to_stop(self) -> None:
        pass

    def finish(self, within_seconds: float) -> None:
        del within_seconds
        self._server.stop()


class ProgramPart:
    """One of our own programs, in a session of its own, with its output in a file of its own."""

    def __init__(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], folder: Path
    ) -> None:
        self.name = name
        self.log = folder / "log" / f"{name}.log"
        self._pid_file = folder / "run" / f"{name}.pid"
        self._command, self._environment = list(command), dict(environment)
        self._process: subprocess.Popen[bytes] | None = None
        self._log_start = 0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        for folder in (self.log.parent, self._pid_file.parent):
            folder.mkdir(parents=True, exist_ok=True)
        # A launcher that was killed where there is no setpriv leaves its programs behind.
        stop_leftover(self._pid_file, " ".join(self._command[1:4]), signal.SIGTERM)
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        self._log_start = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                [*program_prefix(), *self._command],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._pid_file.write_text(f"{self._process.pid}\n")

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def end_in_words(self) -> str:
        code = self._process.returncode if self._process else None
        if code is not None and code < 0:
            return f"was killed ({signal.Signals(-code).name})"
        return f"ended by itself (code {code})"

    def last_words(self) -> str:
        return last_lines(self.log, since=self._log_start)

    def ask_to_stop(self) -> None:
        if self._process is not None and self.is_running():
            self._process.terminate()

    def finish(self, within_seconds: float) -> None:
        if self._process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.01, within_seconds))
        self.kill()
        self._pid_file.unlink(missing_ok=True)

    def kill(self) -> None:
        """SIGKILL for the whole group: a killed parent must not leave its children at work."""
        if self._process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
