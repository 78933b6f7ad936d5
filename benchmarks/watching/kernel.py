"""How many series a second of one core the numpy detector judges, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from time import process_time

import numpy as np

from analytics.detection.deciding.families import called
from analytics.detection.forecasting.weekday_ewma import WeekdayEwma
from analytics.detection.nightly import judge_last
from analytics.detection.panels import Panel
from benchmarks.memory import peak_megabytes
from benchmarks.watching.simulating import FIRST

SERIES, DAYS = 20_000, 120


@dataclass(frozen=True)
class Speed:
    """Judged end to end: scale, forecast, band, tail, family."""

    series_a_second: float
    megabytes: float


def measure_speed() -> Speed:
    """In a process of its own, whose peak is the kernel's."""
    words = [sys.executable, "-m", "benchmarks.watching.kernel"]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    return Speed(**json.loads(done.stdout))


def _measure() -> Speed:
    draw = np.random.default_rng(7)
    panel = Panel(FIRST, draw.poisson(100.0, (SERIES, DAYS)).astype(np.float64))
    judge_last(panel.rows(slice(0, 100)), 3, WeekdayEwma())
    began = process_time()
    judged = judge_last(panel, 3, WeekdayEwma())
    called(judged.p)
    took = process_time() - began
    return Speed(SERIES / took, max(peak_megabytes(os.getpid()).values()))


if __name__ == "__main__":
    speed = _measure()
    print(json.dumps({"series_a_second": speed.series_a_second, "megabytes": speed.megabytes}))
