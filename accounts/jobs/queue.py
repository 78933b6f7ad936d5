"""Puts jobs in, takes them back, tries dead ones again; all in the caller's transaction."""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerAway

from accounts.jobs.registry import resolve
from accounts.models.job import Job, JobState
from accounts.request_ids import current_request_id
from accounts.tenancy import inside, new_id, require_workspace_id

log = logging.getLogger(__name__)

# One that is there already is looked for first: an insert would wait for whoever is about to change
# it, a worker in mid-batch above all, with all that its own transaction has locked so far.
_INSERT = """
INSERT INTO accounts_job (workspace_id, id, task, args, queue, dedupe_key, state, attempts,
    max_attempts, run_after, created_at, progress, last_error, request_id)
SELECT %s, %s, %s, %s::jsonb, %s, %s, 'queued', 0, %s,
    coalesce(%s::timestamptz, now() + make_interval(secs => %s)), now(), '{}'::jsonb, '', %s
WHERE NOT EXISTS (SELECT FROM accounts_job WHERE workspace_id = %s AND task = %s
    AND dedupe_key = %s AND state IN ('queued', 'running'))
ON CONFLICT (workspace_id, task, dedupe_key) WHERE state IN ('queued', 'running') DO NOTHING
RETURNING id
"""
# A workspace that asks for 100,000 jobs at once fills its line, not the broker: past the first
# few, each job that ends and each sweep ring for the next.
_LINE = 8
_IS_LONG = """
SELECT count(*) > %s FROM (SELECT FROM accounts_job WHERE workspace_id = %s AND queue = %s
    AND state = 'queued' AND run_after <= now() LIMIT %s) line
"""
_NEXT = """
UPDATE accounts_job SET published_at = now() WHERE workspace_id = %s AND id = (
    SELECT id FROM accounts_job WHERE workspace_id = %s AND queue = %s AND state = 'queued'
        AND run_after <= now()
        AND (published_at IS NULL OR published_at < now() - interval '30 seconds')
    ORDER BY run_after, id LIMIT 1 FOR UPDATE SKIP LOCKED)
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
    # Without a moment of the caller's own the database's clock counts, as it does for claiming.
    wait = (delay or timedelta()).total_seconds()
    row: list[Any] = [workspace_id, job_id, task, _json(args), queue or known.queue, dedupe_key]
    with connection.cursor() as cursor:
        moment = [known.max_attempts, run_after, wait, current_request_id()]
        cursor.execute(_INSERT, [*row, *moment, workspace_id, task, dedupe_key])
        if cursor.fetchone() is None:
            return None
    is_due = run_after <= timezone.now() if run_after else wait <= 0
    if is_due and not _is_long(workspace_id, queue or known.queue):
        _ring_on_commit(workspace_id, job_id, queue or known.queue)
    return job_id


def _is_long(workspace_id: UUID, queue: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_IS_LONG, [_LINE, workspace_id, queue, _LINE + 1])
        return bool(cursor.fetchone()[0])


def ring_next(workspace_id: UUID, queue: str) -> None:
    """A job of this workspace ended: ring for the one that waits longest in the same queue.

    Its ring goes behind those of the others, so workspaces take turns.
    """
    with inside(workspace_id), connection.cursor() as cursor:
        cursor.execute(_NEXT, [workspace_id, workspace_id, queue])
        row = cursor.fetchone()
    if row is not None:
        ring(workspace_id, row[0], queue)


def retry(job: Job) -> bool:
    """Queue a dead job again with all its attempts; False when the same work waits already."""
    ended = Job.objects.filter(pk=job.pk, state__in=[JobState.DEAD, JobState.CANCELLED])
    try:
        with transaction.atomic():
            changed = ended.update(
                state=JobState.QUEUED, attempts=0, run_after=Now(), finished_at=None
            )
    except IntegrityError:
        return False
    if changed:
        _ring_on_commit(job.workspace_id, job.pk, job.queue)
    return bool(changed)


def cancel(task: str, dedupe_key: str) -> int:
    """Take back what waits under this key; a running job ends at its next batch.

    Returns how many.
    """
    return Job.objects.filter(
        task=task, dedupe_key=dedupe_key, state__in=[JobState.QUEUED, JobState.RUNNING]
    ).update(state=JobState.CANCELLED, finished_at=timezone.now(), lease_token=None)


def _ring_on_commit(workspace_id: UUID, job_id: UUID, queue: str) -> None:
    transaction.on_commit(lambda: ring(workspace_id, job_id, queue), robust=True)


def ring(workspace_id: UUID, job_id: UUID, queue: str) -> bool:
    """Tell the broker that a job waits; False when the broker is away, which loses nothing."""
    from accounts.jobs.celery_tasks import run_job

    lost = run_job.app.connection_for_write().recoverable_connection_errors
    away: tuple[type[BaseException], ...] = (BrokerAway, *lost)
    message = (str(workspace_id), str(job_id))
    try:
        run_job.apply_async(message, queue=queue, retry=False, expires=3600)
    except away as error:
        log.warning("The broker did not take job %s (%s); the sweeper will.", job_id, error)
        return False
    return True


def _json(args: tuple[Any, ...]) -> str:
    import orjson

    return orjson.dumps([str(a) if isinstance(a, UUID) else a for a in args]).decode()
