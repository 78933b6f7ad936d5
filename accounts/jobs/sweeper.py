"""Rings again for jobs that are due: fairly between workspaces, and whatever the broker forgot."""

import logging
from dataclasses import dataclass
from uuid import UUID

from django.db import connections, transaction

from accounts.jobs.endings import STOPPED_ITS_WORKER, tell_death
from accounts.jobs.queue import ring
from accounts.jobs.registry import QUEUES

log = logging.getLogger(__name__)
# A row that is locked belongs to a worker in mid-batch, which is alive whatever its lease says.
_PARK = """
UPDATE accounts_job SET state = 'dead', finished_at = now(), lease_token = NULL,
    last_error = %s
WHERE (workspace_id, id) IN (
    SELECT workspace_id, id FROM accounts_job
    WHERE state = 'running' AND lease_until < now() AND attempts >= max_attempts
    FOR UPDATE SKIP LOCKED)
RETURNING workspace_id
"""
# Workspaces are found by skipping along the index, so that one with 100,000 jobs costs no more
# than one with two; each is served, queue by queue, up to its place in its own line. What runs and
# what was rung and waits at the broker counts as its line's beginning, so nobody fills the broker.
_PICK = """
WITH RECURSIVE ws AS (
    (SELECT workspace_id FROM accounts_job WHERE state = 'queued' ORDER BY workspace_id LIMIT 1)
    UNION ALL
    SELECT (SELECT workspace_id FROM accounts_job j WHERE state = 'queued'
            AND j.workspace_id > ws.workspace_id ORDER BY workspace_id LIMIT 1)
    FROM ws WHERE ws.workspace_id IS NOT NULL
), line AS (
    SELECT q.*, running.n + rung.n + row_number() OVER (
        PARTITION BY q.workspace_id, q.queue ORDER BY q.run_after, q.id) AS place
    FROM ws CROSS JOIN unnest(%s::text[]) AS kind(name)
    CROSS JOIN LATERAL (
        SELECT count(*) AS n FROM accounts_job r WHERE r.workspace_id = ws.workspace_id
            AND r.state = 'running' AND r.lease_until >= now() AND r.queue = kind.name) running
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE published_at >= now() - interval '30 seconds') AS n FROM (
            SELECT published_at FROM accounts_job h WHERE h.workspace_id = ws.workspace_id
                AND h.queue = kind.name AND h.state = 'queued' AND h.run_after <= now()
            ORDER BY h.run_after, h.id LIMIT 16) head) rung
    CROSS JOIN LATERAL (
        SELECT workspace_id, id, queue, run_after FROM accounts_job j
        WHERE j.workspace_id = ws.workspace_id AND j.queue = kind.name AND j.state = 'queued'
            AND j.run_after <= now()
            AND (j.published_at IS NULL OR j.published_at < now() - interval '30 seconds')
        ORDER BY j.run_after, j.id LIMIT 8) q
), lapsed AS (
    SELECT workspace_id, id, queue, run_after FROM accounts_job
    WHERE state = 'running' AND lease_until < now()
        AND (published_at IS NULL OR published_at < now() - interval '10 seconds')
    LIMIT 32 FOR UPDATE SKIP LOCKED
), pick AS (
    SELECT workspace_id, id, queue, 0 AS place, run_after FROM lapsed
    UNION ALL SELECT workspace_id, id, queue, place, run_after FROM line
    WHERE place <= 8 ORDER BY place, run_after LIMIT %s
)
UPDATE accounts_job j SET published_at = now() FROM pick
WHERE j.workspace_id = pick.workspace_id AND j.id = pick.id
RETURNING j.workspace_id, j.id, j.queue
"""


@dataclass(frozen=True)
class Swept:
    """What one sweep did."""

    rung: int
    parked: int


def sweep(limit: int = 32) -> Swept:
    """Ring for at most `limit` due or lapsed jobs; park those that used up their attempts.

    Runs as the dispatch role, which sees of all jobs only what is needed for ringing.
    """
    with transaction.atomic(using="dispatch"), connections["dispatch"].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended('jobs.sweep', 0))")
        if not cursor.fetchone()[0]:
            return Swept(0, 0)
        cursor.execute(_PARK, [STOPPED_ITS_WORKER])
        bereaved: list[UUID] = [row[0] for row in cursor.fetchall()]
        if bereaved:
            log.error("%d jobs are dead: %s", len(bereaved), STOPPED_ITS_WORKER)
        cursor.execute(_PICK, [list(QUEUES), limit])
        due: list[tuple[UUID, UUID, str]] = cursor.fetchall()
    for workspace_id in set(bereaved):
        tell_death(workspace_id)
    rung = 0
    for workspace_id, job_id, queue in due:
        if not ring(workspace_id, job_id, queue):
            break
        rung += 1
    return Swept(rung, len(bereaved))
