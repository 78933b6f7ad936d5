"""A worker's hold on a job: claimed before the work, renewed in each batch, lost to a successor."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
from django.db import connection

from accounts.tenancy import inside


class LeaseLost(Exception):
    """Another worker holds the job, or it was cancelled; this batch must not be kept."""


class Later(Exception):
    """Not an error: come back after `delay`. Counts as no attempt; for polls and parked limits."""

    def __init__(self, delay: timedelta, why: str = "") -> None:
        super().__init__(why)
        self.delay = delay
        self.why = why


# A worker in mid-batch holds its row, however long the batch: who is locked is alive, and skipped.
_CLAIM = """
UPDATE accounts_job SET state = 'running', attempts = attempts + 1, lease_token = %s,
    lease_until = now() + make_interval(secs => %s), started_at = coalesce(started_at, now())
WHERE workspace_id = %s AND id IN (
    SELECT id FROM accounts_job WHERE workspace_id = %s AND id = %s AND attempts < max_attempts
        AND ((state = 'queued' AND run_after <= now())
             OR (state = 'running' AND lease_until < now()))
    FOR UPDATE SKIP LOCKED)
    AND (SELECT count(*) FROM accounts_job r WHERE r.workspace_id = %s AND r.state = 'running'
         AND r.lease_until >= now() AND r.queue = accounts_job.queue) < %s
RETURNING task, args, queue, attempts, max_attempts, request_id
"""
# As a part of its time: a hold that was renewed so lately need not be renewed again.
_FRESH = 0.1
# One at a time per workspace, or two workers would each count the other's place as free.
_TURN = "SELECT pg_advisory_xact_lock(hashtextextended('jobs.claim:' || %s, 0))"
_UNRING = """
UPDATE accounts_job SET published_at = NULL
WHERE workspace_id = %s AND id = %s AND state = 'queued' AND run_after <= now()
"""
_RENEW = """
UPDATE accounts_job SET lease_until = now() + make_interval(secs => %s)
WHERE workspace_id = %s AND id = %s AND lease_token = %s AND state = 'running'
"""
_END = """
UPDATE accounts_job SET state = %s, lease_token = NULL, lease_until = NULL, last_error = %s,
    attempts = attempts - %s,
    run_after = CASE WHEN %s = 'queued' THEN now() + make_interval(secs => %s) ELSE run_after END,
    finished_at = CASE WHEN %s = 'queued' THEN NULL ELSE now() END, published_at = NULL
WHERE workspace_id = %s AND id = %s AND lease_token = %s AND state = 'running'
"""


@dataclass(frozen=True)
class Lease:
    """One worker's hold on one job; times are the database's, never the worker's clock."""

    workspace_id: UUID
    job_id: UUID
    token: UUID
    seconds: int
    task: str = ""
    args: tuple[Any, ...] = ()
    queue: str = ""
    attempt: int = 1
    max_attempts: int = 1
    request_id: str = ""
    # When it was last renewed by a transaction that was kept, by this process's own clock.
    _renewed_at: list[float] = field(default_factory=list, init=False, repr=False, compare=False)

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Enter the workspace for one transaction that is kept only while the lease is ours.

        It may take longer than the lease: nobody takes the job while the transaction is open.
        """
        begin = time.monotonic()
        with inside(self.workspace_id):
            self._renew()
            yield
        self._renewed_at[:] = [begin]

    def keep(self) -> None:
        """Renew between batches, before a long call to the outside; raises LeaseLost.

        Nothing is asked while nine tenths of the time are left: nobody can have taken the job, and
        whoever cancelled it is heard in the next batch.
        """
        if self._renewed_at and time.monotonic() - self._renewed_at[0] < self.seconds * _FRESH:
            return
        with self.batch():
            pass

    def report(self, progress: Mapping[str, Any]) -> None:
        """Say how far the work is: counts and words for a page, in the current transaction."""
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE accounts_job SET progress = progress || %s::jsonb "
                "WHERE workspace_id = %s AND id = %s AND lease_token = %s",
                [orjson.dumps(progress).decode(), self.workspace_id, self.job_id, self.token],
            )

    def _renew(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_RENEW, [self.seconds, self.workspace_id, self.job_id, self.token])
            if cursor.rowcount != 1:
                raise LeaseLost(f"Job {self.job_id} is no longer held by this worker.")

    def end(
        self, state: str, *, error: str = "", delay: float = 0, uncounted: bool = False
    ) -> bool:
        """Let go: done, dead, or queued again after `delay` seconds. False when it was lost."""
        with inside(self.workspace_id), connection.cursor() as cursor:
            counts: list[Any] = [state, error[:500], int(uncounted), state, delay, state]
            cursor.execute(_END, [*counts, self.workspace_id, self.job_id, self.token])
            return bool(cursor.rowcount == 1)


def claim(workspace_id: UUID, job_id: UUID, *, seconds: int, running_limit: int) -> Lease | None:
    """Take a due job, or one whose lease ran out; None when there is nothing to take.

    The attempt counts and commits before any work, so a job that kills its worker is parked in
    the end.
    """
    token = uuid4()
    with inside(workspace_id), connection.cursor() as cursor:
        cursor.execute(_TURN, [str(workspace_id)])
        place = [workspace_id, workspace_id, job_id, workspace_id]
        cursor.execute(_CLAIM, [token, seconds, *place, running_limit])
        row = cursor.fetchone()
        if row is None:
            # It waits for a place of its workspace: let the next sweep ring again at once.
            cursor.execute(_UNRING, [workspace_id, job_id])
            return None
    task, args, queue, attempt, most, request_id = row
    loaded = orjson.loads(args) if isinstance(args, str) else args
    hold = (workspace_id, job_id, token, seconds)
    return Lease(*hold, task, tuple(loaded), queue, attempt, most, request_id)
