"""Counts calls to the outside that failed, by kind, over all processes; never to whom."""

from contextlib import suppress

import httpx
from django.core.cache import cache

from accounts.errors import Trouble

KINDS = ("refused", "timeout", "connection", "other")


def note_error(error: BaseException) -> None:
    """One more; a cache that is away counts nothing."""
    with suppress(Exception):
        key = _key(kind_of(error))
        cache.add(key, 0, timeout=None)
        cache.incr(key)


def kind_of(error: BaseException) -> str:
    """Refused by our own rules, timed out, not connected, or anything else."""
    if isinstance(error, Trouble):
        return "refused"
    if isinstance(error, httpx.TimeoutException):
        return "timeout"
    return "connection" if isinstance(error, httpx.NetworkError) else "other"


def errors_of(kind: str) -> int:
    """How many of a kind there were."""
    return int(cache.get(_key(kind), 0))


def _key(kind: str) -> str:
    return f"egress-errors:{kind}"
