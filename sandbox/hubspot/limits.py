"""How this HubSpot behaves at the moment, and how much of its limits is used up."""

import threading
from collections import deque
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from sandbox.hubspot.errors import limit_reached
from sandbox.world import World


@dataclass(frozen=True)
class Settings:
    """What POST /_control/hubspot/settings turns. Times in seconds, limits in requests.

    `index_delay` is how long a change stays out of search; `search_window` how deep a search may
    be paged; `association_page` how many associations of one record come at once.
    """

    ten_second_limit: int = 190
    search_limit: int = 5
    daily_limit: int = 1_000_000
    daily_used: int = 1204
    index_delay: float = 5.0
    search_window: int = 10_000
    search_rows: int = 200
    page_rows: int = 100
    batch_rows: int = 100
    association_page: int = 500
    url_length: int = 8000
    hides_deal_currency: bool = False

    def changed(self, values: dict[str, Any]) -> "Settings":
        """A copy with new values; raises ValueError on a name or a type that does not fit."""
        kinds = {f.name: type(getattr(self, f.name)) for f in fields(self)}
        for name, value in values.items():
            if name not in kinds:
                raise ValueError(f"no setting {name!r}; there are {', '.join(kinds)}")
            if not isinstance(value, kinds[name]) and not (
                kinds[name] is float and isinstance(value, int)
            ):
                raise ValueError(f"{name} must be {kinds[name].__name__}")
        return replace(self, **values)


class HubSpotLimits:
    """The settings, and the requests of the last ten seconds. Limits are those of one app."""

    def __init__(self, world: World) -> None:
        self._clock = world.clock
        self._lock = threading.Lock()
        self.settings = Settings()
        self._calls: deque[float] = deque()
        self._searches: deque[float] = deque()

    def change(self, values: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            self.settings = self.settings.changed(values)
            return asdict(self.settings)

    def count(self, *, is_search: bool) -> dict[str, str]:
        """The headers after one more request; raises HubSpotError over a limit.

        Search answers carry no headers of limits, as at HubSpot.
        """
        now = self._clock.seconds()
        with self._lock:
            settings = self.settings
            _forget(self._calls, now - 10)
            _forget(self._searches, now - 1)
            if settings.daily_used >= settings.daily_limit:
                raise limit_reached("DAILY")
            if len(self._calls) >= settings.ten_second_limit:
                raise limit_reached("TEN_SECONDLY_ROLLING")
            if is_search and len(self._searches) >= settings.search_limit:
                raise limit_reached("SECONDLY")
            self._calls.append(now)
            if is_search:
                self._searches.append(now)
            self.settings = replace(settings, daily_used=settings.daily_used + 1)
            return {} if is_search else self._headers()

    def _headers(self) -> dict[str, str]:
        settings = self.settings
        return {
            "X-HubSpot-RateLimit-Daily": str(settings.daily_limit),
            "X-HubSpot-RateLimit-Daily-Remaining": str(settings.daily_limit - settings.daily_used),
            "X-HubSpot-RateLimit-Interval-Milliseconds": "10000",
            "X-HubSpot-RateLimit-Max": str(settings.ten_second_limit),
            "X-HubSpot-RateLimit-Remaining": str(settings.ten_second_limit - len(self._calls)),
        }

    def reset(self, *, grants: bool) -> None:
        with self._lock:
            self.settings = Settings()
            self._calls.clear()
            self._searches.clear()


def _forget(times: deque[float], before: float) -> None:
    while times and times[0] <= before:
        times.popleft()
