"""Reports that are prepared while the caller waits elsewhere."""

import secrets
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sandbox.business.ads import ad_facts
from sandbox.meta.errors import unknown_object
from sandbox.meta.insights import Question, rows_of
from sandbox.world import World

COMPLETED = "Job Completed"


@dataclass
class ReportRun:
    """One report: begun at a moment, done `seconds` later, with the numbers of its beginning.

    `ends` is its last status; Job Failed and Job Skipped have no rows.
    """

    id: str
    asked: Question
    begun: float
    seconds: float
    ends: str = COMPLETED
    rows: list[dict[str, Any]] | None = None

    def percent(self, now: float) -> int:
        if self.seconds <= 0 or now >= self.begun + self.seconds:
            return 100
        return int(100 * (now - self.begun) / self.seconds)

    def status(self, now: float) -> str:
        percent = self.percent(now)
        if percent >= 100:
            return self.ends
        return "Job Running" if percent > 30 else "Job Started" if percent else "Job Not Started"

    def shown(self, now: float) -> dict[str, Any]:
        """What GET of the run says."""
        percent = self.percent(now)
        is_good = self.ends == COMPLETED
        return {
            "id": self.id,
            "account_id": str(self.asked.account.external_id),
            "time_ref": int(self.begun),
            "async_status": self.status(now),
            "async_percent_completion": percent if is_good else 0,
            "is_running": percent < 100,
            "date_start": self.asked.first.isoformat(),
            "date_stop": self.asked.last.isoformat(),
        } | ({"time_completed": int(self.begun + self.seconds)} if percent >= 100 else {})


class MetaRuns:
    """All reports that were asked for."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._lock = threading.Lock()
        self._runs: dict[str, ReportRun] = {}

    def begin(self, asked: Question, ends: str = COMPLETED) -> ReportRun:
        world = self._world
        run_id = str(6 * 10**14 + secrets.randbelow(10**14))
        run = ReportRun(run_id, asked, world.clock.seconds(), world.settings.job_delay, ends)
        with self._lock:
            self._runs[run_id] = run
        return run

    def get(self, run_id: str) -> ReportRun:
        """Raises GraphError when there is no such report (any more)."""
        with self._lock:
            run = self._runs.get(run_id)
        if run is None:
            raise unknown_object(run_id)
        return run

    def rows(self, run: ReportRun) -> list[dict[str, Any]]:
        """The rows, made once: numbers that move later do not move a finished report."""
        if run.rows is None:
            as_of = datetime.fromtimestamp(run.begun, UTC)
            run.rows = rows_of(ad_facts(self._world.store), run.asked, as_of)
        return run.rows

    def reset(self, *, grants: bool) -> None:
        with self._lock:
            self._runs.clear()
