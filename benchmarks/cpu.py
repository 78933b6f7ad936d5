"""How much processor time the processes of a program have used, as /proc tells it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from benchmarks.memory import family

_TICKS = os.sysconf("SC_CLK_TCK")
# After the name in parentheses, which may hold spaces: utime, stime, cutime, cstime.
_TIMES = slice(11, 15)


def cpu_seconds(pid: int) -> float:
    """What a family has used so far, those that have ended included."""
    return sum(_ticks(one) for one in family(pid)) / _TICKS


def _ticks(pid: int) -> int:
    with suppress(OSError):
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(int(value) for value in after_name[_TIMES])
    return 0


def scheduled_seconds(pid: int) -> float:
    """What one process has used so far, to the nanosecond where the kernel counts so finely."""
    with suppress(OSError, IndexError, ValueError):
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    return _ticks(pid) / _TICKS
