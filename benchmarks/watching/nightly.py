"""A worker of its own: one night's look of every workspace's monitors; ends with one JSON line."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass
from datetime import timedelta
from time import perf_counter
from uuid import UUID

import django

from benchmarks.cpu import cpu_seconds
from benchmarks.memory import peak_megabytes


@dataclass(frozen=True)
class Night:
    """What the looks cost: `worker` and `server` in CPU seconds; `megabytes` at the peak."""

    series: int
    seconds: float
    worker: float
    server: float
    megabytes: float

    @property
    def series_a_second(self) -> float:
        """Of one core, whoever used it."""
        return self.series / (self.worker + self.server)


def run_night(workspaces: list[UUID], postmaster: int) -> Night:
    """Have each workspace's monitors look at yesterday, by the detector that numpy alone needs."""
    from django.db.models import F

    from accounts.tenancy import inside
    from analytics.detection.forecasting.weekday_ewma import WeekdayEwma
    from analytics.models import Evaluation, Monitor
    from analytics.services.watching import evaluate_monitors

    def look() -> int:
        evaluate_monitors(detector=WeekdayEwma())
        last = Evaluation.objects.order_by("-day").values_list("day", flat=True)[0]
        return sum(Evaluation.objects.filter(day=last).values_list("series", flat=True))

    # A first look sees a week, and learns what is not to be measured: statements, plans, imports.
    for workspace in workspaces:
        with inside(workspace):
            look()
            Monitor.objects.update(judged_on=F("judged_on") - timedelta(days=1))
    begin, worker, server = perf_counter(), cpu_seconds(os.getpid()), cpu_seconds(postmaster)
    series = 0
    for workspace in workspaces:
        with inside(workspace):
            series += look()
    return Night(
        series,
        perf_counter() - begin,
        cpu_seconds(os.getpid()) - worker,
        cpu_seconds(postmaster) - server,
        peak_megabytes(os.getpid())[os.getpid()],
    )


if __name__ == "__main__":
    django.setup()
    asked = json.loads(sys.argv[1])
    night = run_night([UUID(one) for one in asked["workspaces"]], asked["postmaster"])
    print(json.dumps(asdict(night)))
