"""Counts what the database and the cache know: jobs, syncs, connections, egress errors, alarms."""

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db import connections

from accounts.egress.errors import KINDS, errors_of
from proactivox.observing.alarms import active_alarms

_KEY, _FRESH_SECONDS = "observing-counts", 15
_JOBS = """
SELECT queue, state, count(*) FROM accounts_job
WHERE state IN ('queued', 'running') OR finished_at > now() - interval '1 hour'
GROUP BY queue, state
"""
_OLDEST = """
SELECT queue, extract(epoch FROM now() - min(run_after))::float FROM accounts_job
WHERE state = 'queued' AND run_after <= now() GROUP BY queue
"""
_SYNCS = """
SELECT state, count(*) FROM accounts_job WHERE task = 'integrations.tasks.sync_source'
    AND (state IN ('queued', 'running') OR finished_at > now() - interval '1 hour') GROUP BY state
"""
_CONNECTIONS = "SELECT numbackends FROM pg_stat_database WHERE datname = current_database()"


def gauges(registry: Any) -> None:
    """Put the present counts into a registry; they are asked for at most every 15 seconds."""
    counts = cache.get(_KEY)
    if counts is None:
        counts = _counts()
        cache.set(_KEY, counts, _FRESH_SECONDS)
    gauge = _gauge_in(registry)
    gauge("jobs", "Jobs by state: waiting and running now, ended within an hour.", "queue", "state")
    for queue, state, count in counts["jobs"]:
        gauge("jobs").labels(queue, state).set(count)
    gauge("job_oldest_seconds", "How long the oldest due job has waited.", "queue")
    for queue, age in counts["oldest"]:
        gauge("job_oldest_seconds").labels(queue).set(age)
    gauge("syncs", "Syncs by state, as jobs.", "state")
    for state, count in counts["syncs"]:
        gauge("syncs").labels(state).set(count)
    gauge("database_connections", "Open connections of the database.").set(counts["connections"])
    gauge("egress_errors", "Calls to the outside that failed, since the cache began.", "kind")
    for kind in KINDS:
        gauge("egress_errors").labels(kind).set(errors_of(kind))
    gauge("alarm", "1 while the alarm stands.", "name")
    for name in active_alarms():
        gauge("alarm").labels(name).set(1)


def _gauge_in(registry: Any) -> Callable[..., Any]:
    from prometheus_client import Gauge

    made: dict[str, Any] = {}

    def gauge(name: str, words: str = "", *labels: str) -> Any:
        if name not in made:
            made[name] = Gauge(f"proactivox_{name}", words, labels, registry=registry)
        return made[name]

    return gauge


def _counts() -> dict[str, Any]:
    with connections["dispatch"].cursor() as cursor:

        def rows(statement: str) -> list[Any]:
            cursor.execute(statement)
            return list(cursor.fetchall())

        return {
            "jobs": rows(_JOBS),
            "oldest": rows(_OLDEST),
            "syncs": rows(_SYNCS),
            "connections": rows(_CONNECTIONS)[0][0],
        }
