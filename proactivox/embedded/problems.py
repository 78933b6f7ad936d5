"""What went wrong with a program of ours, in words for the person who started it."""

from __future__ import annotations

import errno
from pathlib import Path

_DISK_FULL = ("no space left on device", "disk quota exceeded")


class StartupProblem(Exception):
    """Something a person has to mend; its text is one plain sentence or two."""


def last_lines(log: Path, count: int = 8, *, since: int = 0) -> str:
    """The end of a log file from byte `since` on, indented; empty when there is none."""
    try:
        with log.open("rb") as stream:
            stream.seek(max(since, log.stat().st_size - 16_384))
            lines = stream.read().decode(errors="replace").splitlines()
    except OSError:
        return ""
    return "\n".join(f"    {line}" for line in lines[-count:] if line.strip())


def is_disk_full(text: str) -> bool:
    """Whether a program's own words say that its disk is full."""
    lowered = text.lower()
    return any(phrase in lowered for phrase in _DISK_FULL)


def explain(what: str, text: str, folder: Path) -> StartupProblem:
    """Turn what a program said as it ended into one message; `folder` is where it writes."""
    if is_disk_full(text):
        return StartupProblem(
            f"The disk is full: {what} cannot write to {folder}. Free some space."
        )
    return StartupProblem(f"{what} did not start. It said:\n{text}" if text else f"{what} stopped.")


def os_words(error: OSError) -> str:
    """What the operating system refused, as one plain sentence."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        where = error.filename or error
        return f"The disk is full: {where}. Free some space."
    return str(error)
