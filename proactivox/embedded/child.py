"""A server as a direct child: started with its log in a file, waited for, stopped, killed."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from proactivox.embedded.problems import explain, last_lines


class ServerChild:
    """One running program; in a session of its own, so Ctrl-C does not reach it."""

    def __init__(
        self, what: str, command: Sequence[str | Path], *, folder: Path, log: Path
    ) -> None:
        self.what, self._folder, self._log = what, folder, log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def is_running(self) -> bool:
        return self._process.poll() is None

    def wait_until(self, is_ready: Callable[[], bool], *, within_seconds: float = 60) -> None:
        """Return when `is_ready`; raises StartupProblem when the program ends or takes too long."""
        deadline = time.monotonic() + within_seconds
        while not is_ready():
            if not self.is_running() or time.monotonic() > deadline:
                self.kill()
                raise explain(self.what, last_lines(self._log), self._folder)
            time.sleep(0.02)

    def stop(self, how: signal.Signals, *, within_seconds: float = 15) -> None:
        """Ask the program to end; kill it if it does not."""
        if self.is_running():
            self._process.send_signal(how)
        try:
            self._process.wait(within_seconds)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """SIGKILL, as a fault would: nothing is flushed, nothing is said."""
        if self.is_running():
            os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait()
