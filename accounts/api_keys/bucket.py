"""How often a key may call: one token bucket a key, counted by the cache server in one step."""

import logging
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from math import ceil
from typing import Any
from uuid import UUID

import redis
from django.conf import settings

log = logging.getLogger(__name__)

# Refill, take one, remember, count the day's call; the server's clock, so that no process's counts.
_TAKE = """
local now = redis.call('TIME')
local at = tonumber(now[1]) + tonumber(now[2]) / 1000000
local capacity, rate = tonumber(ARGV[1]), tonumber(ARGV[2])
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = tonumber(kept[1]) or capacity
tokens = math.min(capacity, tokens + math.max(0, at - (tonumber(kept[2]) or at)) * rate)
local allowed = 0
if tokens >= 1 then tokens = tokens - 1; allowed = 1 end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', tostring(at))
redis.call('EXPIRE', KEYS[1], math.ceil(capacity / rate) + 1)
if allowed == 1 then
    redis.call('INCR', KEYS[2])
    redis.call('EXPIRE', KEYS[2], 3456000)
end
return {allowed, tostring(tokens)}
"""


@dataclass(frozen=True)
class Draw:
    """What one call found: whether it may go on, whole tokens left, seconds until the next one."""

    is_allowed: bool
    left: int
    wait_seconds: int

    @property
    def headers(self) -> dict[str, str]:
        capacity, per_second = _rate()
        window = ceil(capacity / per_second)
        return {
            "RateLimit-Policy": f'"key";q={capacity};w={window}',
            "RateLimit": f'"key";r={self.left};t={self.wait_seconds}',
        }


def draw(key_id: UUID, workspace_id: UUID) -> Draw:
    """Take a token of this key's bucket; what is let through counts for the workspace's day."""
    capacity, per_second = _rate()
    return take(str(key_id), _calls_key(workspace_id, _today()), capacity, per_second)


def take(bucket: str, counter: str, capacity: int, per_second: float) -> Draw:
    """Take a token of a bucket; open when the cache is away: a key was checked already.

    What is let through is counted under `counter`, which is kept for 40 days.
    """
    try:
        allowed, tokens = _script()(
            keys=[f"px:bucket:{bucket}", counter], args=[capacity, per_second]
        )
    except redis.exceptions.ConnectionError as error:
        log.warning("The rate of key %s was not counted: %s", bucket, error)
        return Draw(True, capacity, 0)
    left = float(tokens)
    wait = 0 if left >= 1 else ceil((1 - left) / per_second)
    return Draw(bool(allowed), int(left), wait)


def calls_on(workspace_id: UUID, on: date) -> int:
    """How many calls a workspace's keys made on a day, UTC; raises ConnectionError of redis."""
    return int(_client().get(_calls_key(workspace_id, on)) or 0)


def calls_this_month(workspace_id: UUID) -> int:
    """How many calls since the month began, UTC; raises ConnectionError of redis."""
    today = _today()
    days = [today.replace(day=number) for number in range(1, today.day + 1)]
    found = _client().mget([_calls_key(workspace_id, day) for day in days])
    return sum(int(count or 0) for count in found)


def _calls_key(workspace_id: UUID, on: date) -> str:
    return f"px:calls:{workspace_id}:{on}"


def _today() -> date:
    return datetime.now(UTC).date()


@cache
def _client() -> Any:
    return redis.Redis.from_url(
        str(settings.CACHES["default"]["LOCATION"]), socket_timeout=3, socket_connect_timeout=3
    )


@cache
def _script() -> Any:
    return _client().register_script(_TAKE)


def _rate() -> tuple[int, float]:
    """How many calls at once, and how many a second in the long run."""
    return settings.API_CALLS_AT_ONCE, settings.API_CALLS_PER_SECOND
