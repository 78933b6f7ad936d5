"""Planned work on the service: what pages tell of it, and what it takes away now; one door."""

import time
from datetime import datetime

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from accounts.models.maintenance import Effect, Maintenance

# However many pages are asked for, a process reads the table this often.
_FRESH_SECONDS = 10.0
_Read = tuple[float, tuple[Maintenance, ...]]
_NEVER: _Read = (float("-inf"), ())
_read = _NEVER
_STRICTEST = (Effect.CLOSED, Effect.READ_ONLY, Effect.NONE)


def planned() -> list[Maintenance]:
    """Windows that run or are to come, the next first; at most 10 s old.

    While the database is away, as it may be in just such a window, what was read last goes on.
    """
    now = timezone.now()
    return [window for window in _windows() if window.ends_at > now]


def told_now() -> Maintenance | None:
    """The window of which every page tells at this moment."""
    now = timezone.now()
    return next((window for window in planned() if window.shown_from <= now), None)


def running() -> Maintenance | None:
    """The window that runs, the strictest where there are several."""
    now = timezone.now()
    going = [window for window in planned() if window.starts_at <= now]
    return min(going, key=lambda window: _STRICTEST.index(Effect(window.effect)), default=None)


def seconds_left(window: Maintenance, now: datetime | None = None) -> int:
    """When to come back, for machines: never at once, lest all of them come."""
    return max(30, round((window.ends_at - (now or timezone.now())).total_seconds()))


def forget_maintenance() -> None:
    """The next who asks reads the table."""
    global _read
    _read = _NEVER


def _windows() -> tuple[Maintenance, ...]:
    global _read
    if time.monotonic() - _read[0] > _FRESH_SECONDS:
        _read = (time.monotonic(), _ask())
    return _read[1]


def _ask() -> tuple[Maintenance, ...]:
    rows = Maintenance.objects.filter(ended_at=None, ends_at__gt=timezone.now())
    try:
        return tuple(rows.order_by("starts_at", "pk"))
    except (OperationalError, InterfaceError):
        return _read[1]
