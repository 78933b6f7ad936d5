"""Runs one claimed job and says in its row how it ended."""

import logging
import random
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections

from accounts.audit import SYSTEM, acting_as
from accounts.errors import Trouble
from accounts.jobs.lease import Later, Lease, LeaseLost, claim
from accounts.jobs.queue import ring_next
from accounts.jobs.registry import resolve
from accounts.models.job import JobState
from accounts.tenancy import current_workspace_id

log = logging.getLogger(__name__)
_BASE_SECONDS = 2.0
_LONGEST_SECONDS = 900.0
# The whole product stands still without its database, and goes on soon after it is back.
_LONGEST_OUTAGE_SECONDS = 30.0


def run(workspace_id: UUID, job_id: UUID) -> str:
    """Claim and run a job; returns the state it was left in, or "not claimed"."""
    if current_workspace_id() is not None:
        raise RuntimeError("A worker starts a job while it is still inside a workspace.")
    lease = claim(
        workspace_id,
        job_id,
        seconds=settings.JOB_LEASE_SECONDS,
        running_limit=settings.JOB_RUNNING_PER_WORKSPACE,
    )
    if lease is None:
        return "not claimed"
    state = _work(lease)
    try:
        ring_next(workspace_id, lease.queue)
    except (DatabaseError, InterfaceError) as error:
        log.warning("The next job was not rung (%s); the sweeper will.", error)
    return state


def _work(lease: Lease) -> str:
    try:
        with acting_as(SYSTEM):
            task = resolve(lease.task)
            task(lease, *lease.args)
    except LeaseLost:
        return "lost"
    except Later as later:
        lease.end(JobState.QUEUED, delay=later.delay.total_seconds(), uncounted=True)
        return JobState.QUEUED
    except Trouble as trouble:
        return _failed(lease, str(trouble), is_permanent=trouble.permanent)
    except (OperationalError, InterfaceError) as error:
        # Where the database stays away, the lease runs out and a successor takes the job.
        log.warning("Job %s lost its database: %s", lease.job_id, error)
        return _put_back(lease)
    except Exception as error:
        log.exception("Job %s (%s) failed", lease.job_id, lease.task)
        return _failed(lease, f"{type(error).__name__} in {lease.task}")
    lease.end(JobState.DONE)
    return JobState.DONE


def _put_back(lease: Lease) -> str:
    close_old_connections()
    try:
        said = "The database was away for a moment."
        return _failed(lease, said, longest=_LONGEST_OUTAGE_SECONDS)
    except (OperationalError, InterfaceError):
        return "lost"


def _failed(
    lease: Lease, error: str, *, is_permanent: bool = False, longest: float = _LONGEST_SECONDS
) -> str:
    if is_permanent or lease.attempt >= lease.max_attempts:
        lease.end(JobState.DEAD, error=error)
        return JobState.DEAD
    lease.end(JobState.QUEUED, error=error, delay=backoff(lease.attempt, longest))
    return JobState.QUEUED


def backoff(attempt: int, longest: float = _LONGEST_SECONDS) -> float:
    """Seconds before the next try: exponential with full jitter, at most 15 minutes."""
    return random.uniform(0.5, min(longest, _BASE_SECONDS * 2**attempt))  # noqa: S311
