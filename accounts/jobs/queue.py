"""Puts jobs in, takes them back, tries dead ones again; all in the caller's transaction."""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from accounts.jobs.registry import resolve
from accounts.models.job import Job, JobState
from accounts.tenancy import new_id, require_workspace_id

log = logging.getLogger(__name__)

_INSERT = """
INSERT INTO accounts_job (workspace_id, id, task, args, queue, dedupe_key, state, attempts,
    max_attempts, run_after, created_at, progress, last_error)
VALUES (%s, %s, %s, %s::jsonb, %s, %s, 'queued', 0, %s, %s, now(), '{}'::jsonb, '')
ON CONFLICT (workspace_id, task, dedupe_key) WHERE state IN ('queued', 'running') DO NOTHING
RETURNING id
"""


def enqueue(
    task: str,
    *args: Any,
    dedupe_key: str | None = None,
    run_after: datetime | None = None,
    delay: timedelta | None = None,
    queue: str | None = None,
) -> UUID | None:
    """Ask for `task` ("app.tasks.verb_noun") in the entered workspace; arguments are ids.

    The row commits with the caller's transaction and the broker is rung after it. With a
    dedupe_key, a second call while the first is queued or running adds nothing and returns None.
    """
    known = resolve(task)
    workspace_id, job_id = require_workspace_id(), new_id()
    due_at = run_after or timezone.now() + (delay or timedelta())
    row = [workspace_id, job_id, task, _json(args), queue or known.queue, dedupe_key]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [*row, known.max_attempts, due_at])
        if cursor.fetchone() is None:
            return None
    if due_at <= timezone.now():
        _ring_on_commit(workspace_id, job_id, queue or known.queue)
    return job_id


def retry(job: Job) -> None:
    """Queue a dead job again with all its attempts."""
    changed = Job.objects.filter(pk=job.pk, state__in=[JobState.DEAD, JobState.CANCELLED]).update(
        state=JobState.QUEUED, attempts=0, run_after=timezone.now(), finished_at=None
    )
    if changed:
        _ring_on_commit(job.workspace_id, job.pk, job.queue)


def cancel(task: str, dedupe_key: str) -> int:
    """Take back what waits under this key; a running job ends at its next batch. Returns how many."""
    return Job.objects.filter(
        task=task, dedupe_key=dedupe_key, state__in=[JobState.QUEUED, JobState.RUNNING]
    ).update(state=JobState.CANCELLED, finished_at=timezone.now(), lease_token=None)


def _ring_on_commit(workspace_id: UUID, job_id: UUID, queue: str) -> None:
    transaction.on_commit(lambda: ring(workspace_id, job_id, queue), robust=True)


def ring(workspace_id: UUID, job_id: UUID, queue: str) -> bool:
    """Tell the broker that a job waits; False when the broker is away, which loses nothing."""
    from accounts.jobs.celery_tasks import run_job

    try:
        run_job.apply_async((str(workspace_id), str(job_id)), queue=queue, retry=False)
    except run_job.app.connection_for_write().recoverable_connection_errors as error:
        log.warning("The broker did not take job %s (%s); the sweeper will.", job_id, error)
        return False
    return True


def _json(args: tuple[Any, ...]) -> str:
    import orjson

    return orjson.dumps([str(a) if isinstance(a, UUID) else a for a in args]).decode()
