"""How often a key may call: one token bucket a key, counted by the cache server in one step."""

import logging
from dataclasses import dataclass
from functools import cache
from math import ceil
from typing import Any
from uuid import UUID

import redis
from django.conf import settings

log = logging.getLogger(__name__)

# Refill, take one, remember; the server's clock, so that no process's clock matters.
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


def draw(key_id: UUID) -> Draw:
    """Take a token of this key's bucket; open when the cache is away: a key was checked already."""
    capacity, per_second = _rate()
    try:
        allowed, tokens = _script()(keys=[f"px:bucket:{key_id}"], args=[capacity, per_second])
    except redis.exceptions.ConnectionError as error:
        log.warning("The rate of API key %s was not counted: %s", key_id, error)
        return Draw(True, capacity, 0)
    left = float(tokens)
    wait = 0 if left >= 1 else ceil((1 - left) / per_second)
    return Draw(bool(allowed), int(left), wait)


@cache
def _script() -> Any:
    client = redis.Redis.from_url(
        str(settings.CACHES["default"]["LOCATION"]), socket_timeout=3, socket_connect_timeout=3
    )
    return client.register_script(_TAKE)


def _rate() -> tuple[int, float]:
    """How many calls at once, and how many a second in the long run."""
    return settings.API_CALLS_AT_ONCE, settings.API_CALLS_PER_SECOND
