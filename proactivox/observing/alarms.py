"""Alarms: what waits for too long, jobs that are dead, sweeps that are late; mailed once each."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connections

from accounts.notify import Mail, queue_mail

# For so long an alarm that nobody looks at any more stays known; each look renews it.
_REMEMBERED = timedelta(days=2).total_seconds()
_KNOWN = "alarms"
_WAITING = """
SELECT queue, extract(epoch FROM now() - min(run_after))::int FROM accounts_job
WHERE state = 'queued' AND run_after <= now() GROUP BY queue HAVING
    min(run_after) < now() - make_interval(secs => %s) ORDER BY queue
"""
_DEAD = """
SELECT queue, count(*) FROM accounts_job
WHERE state = 'dead' AND finished_at > now() - interval '1 hour' GROUP BY queue ORDER BY queue
"""


def raise_alarms() -> int:
    """Mail OPERATOR_MAIL of what is new since the last look; how many alarms are new."""
    found = dict([*_queues(), *_sweeps()])
    known: dict[str, str] = cache.get(_KNOWN, {})
    new = {name: words for name, words in found.items() if name not in known}
    cache.set(_KNOWN, found, _REMEMBERED)
    if new and settings.OPERATOR_MAIL:
        text = "\n".join(f"{name}: {words}" for name, words in new.items())
        queue_mail(Mail(settings.OPERATOR_MAIL, f"Proactivox: {', '.join(new)}"[:150], f"{text}\n"))
    return len(new)


def active_alarms() -> dict[str, str]:
    """{name: words} as of the last look."""
    known: dict[str, str] = cache.get(_KNOWN, {})
    return known


def note_sweep(service: str) -> None:
    """A sweep has run through."""
    cache.set(_key(service), time.time(), timeout=None)


def _queues() -> Iterator[tuple[str, str]]:
    with connections["dispatch"].cursor() as cursor:
        cursor.execute(_WAITING, [settings.ALARM_QUEUE_SECONDS])
        for queue, seconds in cursor.fetchall():
            yield f"queue-age-{queue}", f"the oldest job has waited for {seconds} seconds"
        cursor.execute(_DEAD)
        for queue, count in cursor.fetchall():
            yield f"dead-jobs-{queue}", f"{count} jobs died within an hour"


def _sweeps() -> Iterator[tuple[str, str]]:
    from proactivox.celery import SWEEPS

    now = time.time()
    for service, moment in SWEEPS.items():
        last = cache.get(_key(service))
        if last is None:
            # Never seen, as after a start: it is late when it has not come by its next turn.
            cache.set(_key(service), now, timeout=None)
        elif now - last > _patience(moment):
            yield f"late-{service}", f"it last ran {int((now - last) / 60)} minutes ago"


def _patience(moment: Any) -> float:
    """Two turns and ten minutes: a sweep may miss one without anybody's harm."""
    daily, hourly = len(moment.hour) == 1, len(moment.minute) == 1
    turn = 24 * 3600 if daily else 3600 if hourly else 600
    return 2 * turn + 600


def _key(service: str) -> str:
    return f"swept:{service}"
