"""How much memory the processes of a program hold, as /proc tells it."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

_KILOBYTES = 1024


def resident_megabytes(pid: int | None) -> float:
    """What the largest process of a family holds now; 0 where there is no /proc."""
    return max((_status(one, "VmRSS") for one in family(pid)), default=0.0)


def peak_megabytes(pid: int | None) -> dict[int, float]:
    """{process of a family: the most it has ever held}."""
    return {one: _status(one, "VmHWM") for one in family(pid)}


def family(pid: int | None) -> list[int]:
    """A process and all that descend from it."""
    if pid is None:
        return []
    found = [pid]
    for one in found:
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            with suppress(OSError):
                found += [int(child) for child in children.read_text().split()]
    return found


def _status(pid: int, name: str) -> float:
    with suppress(OSError):
        status = Path(f"/proc/{pid}/status").read_text()
        if found := re.search(rf"^{name}:\s+(\d+) kB", status, re.MULTILINE):
            return int(found[1]) / _KILOBYTES
    return 0.0
