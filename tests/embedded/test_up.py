"""`up` from an empty folder to Ctrl-C, a killed worker in between; at length a second time."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue

import pytest

from proactivox.launch.places import ROOT
from proactivox.launch.ports import free_port
from tests.launching import own_environment

_SECONDS = 120.0


class Up:
    """A running `up` and the lines that it has printed."""

    def __init__(self, var: Path, port: int) -> None:
        command = [sys.executable, "-m", "proactivox.launch", "up", "--empty", "--port", str(port)]
        self.lines: list[str] = []
        self._queue: Queue[str] = Queue()
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=own_environment(var) | {"SANDBOX_LEADS": "200"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._read, daemon=True).start()

    def wait_for(self, text: str) -> str:
        """The first new line with `text` in it; fails with all that was printed."""
        while True:
            try:
                line = self._queue.get(timeout=_SECONDS)
            except Empty:
                pytest.fail(f"no line with {text!r} in:\n{''.join(self.lines)}")
            self.lines.append(line)
            if text in line:
                return line
            if line == "":
                pytest.fail(f"ended without a line with {text!r}:\n{''.join(self.lines)}")

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as stream:
            for line in stream:
                self._queue.put(line)
        self._queue.put("")


@contextmanager
def running_up(var: Path, port: int) -> Iterator[Up]:
    up = Up(var, port)
    try:
        up.wait_for("Ctrl-C stops everything")
        yield up
        up.process.send_signal(signal.SIGINT)
        up.wait_for("Stopped.")
        assert up.process.wait(60) == 0
    finally:
        up.process.kill()
        up.process.wait()


def ask(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def pid_of(var: Path, name: str) -> int:
    return int((var / "run" / f"{name}.pid").read_text())


@pytest.mark.torture
@pytest.mark.long
def test_up_kill_and_stop(short_folder: Path) -> None:
    var, port = short_folder / "var", free_port()
    with running_up(var, port) as up:
        assert ask(port, "/healthz")[0] == 200
        assert set(json.loads(ask(port, "/readyz")[1]).values()) == {"ok"}
        assert stat.S_IMODE((var / "secrets.json").stat().st_mode) == 0o600
        os.kill(pid_of(var, "worker-quick"), signal.SIGKILL)
        up.wait_for("worker-quick was killed (SIGKILL). Its last lines")
        up.wait_for("worker-quick is started again (1 of at most")
    assert not (var / "demo.json").exists()
    assert re.search(r"Ready: http://localhost:\d+", "".join(up.lines))


@pytest.mark.torture
@pytest.mark.long
def test_up_again_keeps_what_was_there(short_folder: Path) -> None:
    var, port = short_folder / "var", free_port()
    with running_up(var, port):
        secrets = (var / "secrets.json").read_text()
    with running_up(var, port):
        assert ask(port, "/readyz")[0] == 200
        assert (var / "secrets.json").read_text() == secrets
