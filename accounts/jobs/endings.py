"""How a job ends other than done: put back or parked as dead; its row and the log both say why."""

import logging
import random
from collections.abc import Callable
from uuid import UUID

from django.db import Error, InterfaceError, OperationalError, close_old_connections
from django.utils.translation import gettext_noop

from accounts.jobs.lease import Later, Lease
from accounts.models.job import JobState

log = logging.getLogger(__name__)
_BASE_SECONDS = 2.0
_LONGEST_SECONDS = 900.0
# The whole product stands still without its database, and goes on soon after it is back.
_LONGEST_OUTAGE_SECONDS = 30.0
# What rows say is translated where it is shown.
STOPPED_ITS_WORKER = gettext_noop("It stopped its worker on every try.")
_AWAY = gettext_noop("The database was away for a moment.")
_BUSY = gettext_noop("Other work held the same rows.")
_SLOW = gettext_noop("The database took too long over one step.")
# PostgreSQL's states: a deadlock, a serialisation failure, a lock not had in time; a statement's
# time limit.
_REASONS = {"40P01": _BUSY, "40001": _BUSY, "55P03": _BUSY, "57014": _SLOW}


# Whom a workspace's id is told to when a job of its is dead; each takes care of its own trouble.
_mourners: list[Callable[[UUID], None]] = []


def register_mourner(tell: Callable[[UUID], None]) -> None:
    """Have `tell` called with the id of a workspace of which a job has died."""
    _mourners.append(tell)


def tell_death(workspace_id: UUID) -> None:
    """A job of the workspace is dead, and its row says so already."""
    for tell in _mourners:
        tell(workspace_id)


def put_off(lease: Lease, later: Later) -> str:
    """Queued again for a moment that the job has named; no attempt and no error."""
    seconds = later.delay.total_seconds()
    log.info("Job %s (%s) waits %.0f s: %s", lease.job_id, lease.task, seconds, later.why or "-")
    lease.end(JobState.QUEUED, delay=seconds, uncounted=True)
    return JobState.QUEUED


def fail(
    lease: Lease, error: str, *, is_permanent: bool = False, longest: float = _LONGEST_SECONDS
) -> str:
    """Queued for another try while there are any, else dead."""
    what = (lease.job_id, lease.task, lease.attempt, lease.max_attempts)
    if is_permanent or lease.attempt >= lease.max_attempts:
        log.error("Job %s (%s) is dead after try %d of %d: %s", *what, error)
        lease.end(JobState.DEAD, error=error)
        tell_death(lease.workspace_id)
        return JobState.DEAD
    delay = backoff(lease.attempt, longest)
    log.warning("Job %s (%s) failed in try %d of %d: %s Again in %.1f s.", *what, error, delay)
    lease.end(JobState.QUEUED, error=error, delay=delay)
    return JobState.QUEUED


def lose_database(lease: Lease, error: Error) -> str:
    """Queued again soon; where the database stays away, the lease runs out for a successor."""
    log.warning("Job %s (%s) was stopped by the database: %s", lease.job_id, lease.task, error)
    close_old_connections()
    try:
        return fail(lease, reason_of(error), longest=_LONGEST_OUTAGE_SECONDS)
    except (OperationalError, InterfaceError):
        return "lost"


def reason_of(error: Error) -> str:
    """What stopped a statement, in words for people."""
    return _REASONS.get(getattr(error.__cause__, "sqlstate", None) or "", _AWAY)


def backoff(attempt: int, longest: float = _LONGEST_SECONDS) -> float:
    """Seconds before the next try: exponential with full jitter, at most 15 minutes."""
    return random.uniform(0.5, min(longest, _BASE_SECONDS * 2**attempt))  # noqa: S311
