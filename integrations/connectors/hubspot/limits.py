"""HubSpot's limits: kept by pacing, and what an answer over one of them means."""

import time
from collections import deque
from datetime import datetime, timedelta, tzinfo

import httpx

from accounts.jobs import Later
from integrations.connectors.hubspot import HUBSPOT
from integrations.connectors.refusals import Parked

# The search interface admits five requests a second for all apps of an account.
_SEARCHES_A_SECOND = 4
# Below this share of a window's requests they are spread over the window.
_LOW = 0.15
_TEN_SECONDS = timedelta(seconds=10)
_TWO_SECONDS = timedelta(seconds=2)


class Pace:
    """Waits fractions of a second, so that limits are seldom met: an answer over one counts, too.

    `told` takes what an answer's headers say. Search answers carry none, so those are counted.
    """

    def __init__(self) -> None:
        self._gap = 0.0
        self._searches: deque[float] = deque(maxlen=_SEARCHES_A_SECOND)

    def wait(self, *, is_search: bool) -> None:
        """Before a request; at most a second."""
        gap = self._gap
        if is_search:
            now = time.monotonic()
            if len(self._searches) == _SEARCHES_A_SECOND:
                gap = max(gap, self._searches[0] + 1.0 - now)
            self._searches.append(now + max(0.0, gap))
        if gap > 0:
            time.sleep(min(1.0, gap))

    def told(self, response: httpx.Response) -> None:
        """Spread what is left of a window, once little is left."""
        headers = response.headers
        try:
            most = int(headers["X-HubSpot-RateLimit-Max"])
            left = int(headers["X-HubSpot-RateLimit-Remaining"])
            window = int(headers["X-HubSpot-RateLimit-Interval-Milliseconds"]) / 1000
        except (KeyError, ValueError):
            return
        self._gap = window / most if most > 0 and left < most * _LOW else 0.0


def over_limit(policy: str, now: datetime, zone: tzinfo | None) -> Later:
    """When to come back: soon, or after the account's midnight, when its day begins anew."""
    if policy == "DAILY":
        return Parked(HUBSPOT.name, _until_midnight(now, zone), policy)
    return Later(_TWO_SECONDS if policy == "SECONDLY" else _TEN_SECONDS, policy)


def _until_midnight(now: datetime, zone: tzinfo | None) -> timedelta:
    if zone is None:
        return timedelta(hours=1)
    there = now.astimezone(zone)
    midnight = (there + timedelta(days=1)).replace(hour=0, minute=1, second=0, microsecond=0)
    return midnight - there
