"""Servers that outlived a killed launcher: known again by their pid and command, and stopped."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path


def stop_leftover(pid_file: Path, marker: str, how: signal.Signals = signal.SIGINT) -> bool:
    """Stop the process named in `pid_file` if its command line holds `marker`; True if one was.

    The marker guards against a pid that has since been given to somebody else's program.
    """
    pid = _read_pid(pid_file)
    if pid is None or pid == os.getpid() or marker not in command_of(pid):
        return False
    for attempt in (how, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, attempt)
        if _is_gone(pid, marker, within_seconds=20):
            break
    return True


def command_of(pid: int) -> str:
    """The command line of a running process; empty for a zombie or none."""
    proc = Path("/proc") / str(pid) / "cmdline"
    if proc.parent.parent.joinpath("self").exists():
        try:
            return proc.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    listed = subprocess.run(
        ["ps", "-p", str(pid), "-o", "command="],
        capture_output=True,
        text=True,
        check=False,
    )
    return listed.stdout


def _read_pid(pid_file: Path) -> int | None:
    try:
        return int(pid_file.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None


def _is_gone(pid: int, marker: str, *, within_seconds: float) -> bool:
    deadline = time.monotonic() + within_seconds
    while time.monotonic() < deadline:
        if marker not in command_of(pid):
            return True
        time.sleep(0.05)
    return False
