"""A worker of its own: one night's look of every workspace's monitors; ends with one JSON line."""

from __future__ import annotations

import json
import os
import sys
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import timedelta
from time import perf_counter
from typing import Any
from uuid import UUID

from benchmarks.cpu import cpu_seconds
from benchmarks.memory import peak_megabytes
from benchmarks.working import begin_as_worker


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

    def look(workspace: UUID) -> None:
        evaluate_monitors(hold=_Hold(workspace), detector=WeekdayEwma())

    # A first look sees a week, and learns what is not to be measured: statements, plans, imports,
    # and what the days that lie behind taught, which is learned once a month.
    for workspace in workspaces:
        look(workspace)
        with inside(workspace):
            Monitor.objects.update(judged_on=F("judged_on") - timedelta(days=1))
    begin, worker, server = perf_counter(), cpu_seconds(os.getpid()), cpu_seconds(postmaster)
    for workspace in workspaces:
        look(workspace)
    seconds = perf_counter() - begin
    worker, server = cpu_seconds(os.getpid()) - worker, cpu_seconds(postmaster) - server
    series = 0
    for workspace in workspaces:
        with inside(workspace):
            last = Evaluation.objects.order_by("-day").values_list("day", flat=True)[0]
            series += sum(Evaluation.objects.filter(day=last).values_list("series", flat=True))
    return Night(series, seconds, worker, server, peak_megabytes(os.getpid())[os.getpid()])


@dataclass(frozen=True)
class _Hold:
    """As a worker's lease on its job: transactions that are kept, one for each batch."""

    workspace: UUID

    def batch(self) -> AbstractContextManager[Any]:
        from accounts.tenancy import inside

        return inside(self.workspace)

    def keep(self) -> None:
        """There is nobody else."""


if __name__ == "__main__":
    # As the launcher has it for workers.
    os.environ.setdefault("LOOK_PREPARE_AFTER", "5")
    begin_as_worker()
    asked = json.loads(sys.argv[1])
    night = run_night([UUID(one) for one in asked["workspaces"]], asked["postmaster"])
    print(json.dumps(asdict(night)))
