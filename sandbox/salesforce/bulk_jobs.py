"""Bulk 2.0 query jobs: their life from UploadComplete to JobComplete, kept across restarts."""

import json
import logging
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sandbox import clock, ids
from sandbox.salesforce.bulk_rendering import Renderer, Result
from sandbox.soql import Statement

AT_ONCE = 2
FINAL = {"JobComplete", "Failed", "Aborted"}
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """A query job as it was asked for, and what has become of it."""

    id: str
    operation: str
    object: str
    query: str
    version: str
    delimiter: str
    ending: str
    fields: tuple[str, ...]
    user_id: str
    created: str
    created_at: float
    ready_at: float
    outcome: str = ""
    error: str = ""
    path: str = ""
    rows: int = 0

    def state(self, now: float) -> str:
        """UploadComplete, InProgress or how it ended."""
        if self.outcome and (self.outcome != "JobComplete" or now >= self.ready_at):
            return self.outcome
        third = (self.ready_at - self.created_at) / 3
        return "UploadComplete" if now < self.created_at + third else "InProgress"

    @property
    def result(self) -> Result:
        return Result(Path(self.path), self.rows)


class Jobs:
    """The register of jobs. Results are rendered in the background, two at a time."""

    def __init__(self, folder: Path, renderer: Renderer) -> None:
        self.folder = folder
        self.renderer = renderer
        self._lock = threading.Lock()
        self._slots = threading.BoundedSemaphore(AT_ONCE)
        folder.mkdir(exist_ok=True)
        self._jobs: dict[str, Job] = {}
        for path in sorted(folder.glob("*.json")):
            job = _load(path)
            self._jobs[job.id] = job
        self._number = max((int(p.stem) for p in folder.glob("*.json")), default=0)
        self._numbers = {_load(p).id: int(p.stem) for p in folder.glob("*.json")}

    def open(self, make: Callable[[str], Job], statement: Statement, failure: str) -> Job:
        """Take a job and begin with it; with a `failure` it will end Failed."""
        with self._lock:
            self._number += 1
            job = make(ids.numbered("750", self._number))
            self._numbers[job.id] = self._number
            self._keep(job)
        self._start(job, statement, failure)
        return job

    def resume(self, compile_job: Callable[[Job], Statement]) -> None:
        """Go on with jobs that a stop of the sandbox interrupted."""
        for job in self.all():
            if not job.outcome:
                self._start(job, compile_job(job), "")

    def _start(self, job: Job, statement: Statement, failure: str) -> None:
        # Daemons: a stop of the sandbox waits for no result, the next start makes it anew.
        arguments = (job, statement, failure)
        threading.Thread(target=self._run, args=arguments, daemon=True).start()

    def _run(self, job: Job, statement: Statement, failure: str) -> None:
        if failure:
            self.change(job.id, outcome="Failed", error=failure)
            return
        try:
            with self._slots:
                result = self.renderer.render(statement, job.delimiter, job.ending)
        except Exception as error:
            log.exception("rendering failed")
            self.change(job.id, outcome="Failed", error=f"InternalServerError: {error}")
            return
        self.change(job.id, outcome="JobComplete", path=str(result.path), rows=result.rows)

    def change(self, job_id: str, **values: Any) -> Job | None:
        """Change a job that has not ended yet; the job as it is now, or None when unknown."""
        with self._lock:
            job = self._jobs.get(job_id)
            if job is None or job.outcome in ("Failed", "Aborted"):
                return job
            job = replace(job, **values)
            self._keep(job)
            return job

    def find(self, job_id: str) -> Job | None:
        with self._lock:
            return self._jobs.get(ids.long_id(job_id))

    def delete(self, job_id: str) -> None:
        with self._lock:
            self._jobs.pop(job_id, None)
            (self.folder / f"{self._numbers[job_id]}.json").unlink(missing_ok=True)

    def all(self) -> list[Job]:
        with self._lock:
            return list(self._jobs.values())

    def count(self) -> int:
        with self._lock:
            return len(self._jobs)

    def clear(self) -> None:
        for job in self.all():
            self.delete(job.id)

    def _keep(self, job: Job) -> None:
        self._jobs[job.id] = job
        path = self.folder / f"{self._numbers[job.id]}.json"
        draft = path.with_suffix(".part")
        draft.write_text(json.dumps(asdict(job)))
        draft.replace(path)


def _load(path: Path) -> Job:
    values = json.loads(path.read_text())
    return Job(**(values | {"fields": tuple(values["fields"])}))


def job_info(job: Job, now: float, *, is_whole: bool) -> dict[str, Any]:
    """A job as Salesforce shows it; counts and times only in the whole form."""
    state = job.state(now)
    info: dict[str, Any] = {
        "id": job.id,
        "operation": job.operation,
        "object": job.object,
        "createdById": job.user_id,
        "createdDate": clock.json_stamp(job.created),
        "systemModstamp": clock.json_stamp(job.created),
        "state": state,
        "concurrencyMode": "Parallel",
        "contentType": "CSV",
        "apiVersion": float(job.version),
        "lineEnding": job.ending,
        "columnDelimiter": job.delimiter,
    }
    if not is_whole:
        return info
    is_done = state == "JobComplete"
    info |= {
        "jobType": "V2Query",
        "numberRecordsProcessed": job.rows if is_done else 0,
        "retries": 0,
        "totalProcessingTime": int((job.ready_at - job.created_at) * 1000) if is_done else 0,
        "isPkChunkingSupported": True,
    }
    if job.error and state == "Failed":
        info["errorMessage"] = job.error
    return info
