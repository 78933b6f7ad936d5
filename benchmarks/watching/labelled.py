"""A daily series from a file and the windows in which somebody says it was out of order."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from analytics.detection.panels import Flags, Panel
from benchmarks.bench import MissingPiece


@dataclass(frozen=True, eq=False)
class Labelled:
    """The series, and its windows as first and last day."""

    panel: Panel
    windows: tuple[tuple[date, date], ...]

    def score(self, out: Flags) -> tuple[int, int, int]:
        """(windows hit, days called outside of any, days outside of any), of the last days."""
        last = len(out)
        days = [self.panel.last - timedelta(days=last - 1 - at) for at in range(last)]
        inside = np.array([any(a <= day <= b for a, b in self.windows) for day in days])
        called = {day for day, is_out in zip(days, out, strict=True) if is_out}
        hit = sum(any(a <= day <= b for day in called) for a, b in self.judgeable(last))
        return hit, int((out & ~inside).sum()), int((~inside).sum())

    def judgeable(self, last: int) -> tuple[tuple[date, date], ...]:
        """Windows of which one day at least is among the last ones."""
        first = self.panel.last - timedelta(days=last - 1)
        return tuple(window for window in self.windows if window[1] >= first)


def read_labelled(values: Path, labels: Path | None) -> Labelled:
    """Columns `day` or `timestamp`, and `value`; times of one day are summed, days without are
    missing. Labels: CSV lines `from,to`, or a JSON list of such pairs."""
    sums: dict[date, float] = {}
    try:
        with values.open(newline="") as file:
            for row in csv.DictReader(file):
                day = date.fromisoformat((row.get("day") or row["timestamp"])[:10])
                sums[day] = sums.get(day, 0.0) + float(row["value"])
        windows = _windows(labels.read_text()) if labels else ()
    except (OSError, KeyError, ValueError) as error:
        raise MissingPiece(f"{values} or its labels cannot be read: {error}") from error
    if not sums:
        raise MissingPiece(f"{values} has no day.")
    first, last = min(sums), max(sums)
    days = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    return Labelled(Panel(first, np.array([[sums.get(day, np.nan) for day in days]])), windows)


def _windows(text: str) -> tuple[tuple[date, date], ...]:
    if text.lstrip().startswith("["):
        pairs = json.loads(text)
    else:
        pairs = [row[:2] for row in csv.reader(text.splitlines()) if row and row[0][:1].isdigit()]
    return tuple(
        (date.fromisoformat(a.strip()[:10]), date.fromisoformat(b.strip()[:10])) for a, b in pairs
    )
