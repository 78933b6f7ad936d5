"""How Analytics behaves at the moment: quotas, sampling, thresholds; tests turn all of it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.google_oauth import GoogleError
from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
PACIFIC = ZoneInfo("America/Los_Angeles")


@dataclass(frozen=True)
class Turned:
    """What POST /_control/google-analytics sets.

    `sampled_percent` under 100: numbers are estimates from so many of all events. Rows with fewer
    users than `least_users` are withheld. With `most_rows` the smallest rows of a day beyond it
    become "(other)". `denied` lists properties this person may not read; `time_zones` are those of
    properties {id: zone} that were moved.
    """

    tokens_per_day: int = 200_000
    tokens_per_hour: int = 40_000
    tokens_per_project: int = 14_000
    sampled_percent: int = 100
    least_users: int = 0
    most_rows: int = 0
    denied: tuple[str, ...] = ()
    page_rows: int = 250_000
    time_zones: Mapping[str, str] = field(default_factory=dict)


class AnalyticsManner:
    """The settings, and the tokens that each property has spent this hour and this day."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._lock = Lock()
        self.turned = Turned()
        self._spent: Counter[tuple[str, str]] = Counter()

    def turn(self, values: dict[str, Any]) -> None:
        """Take new settings; raises TypeError on a wrong name."""
        if isinstance(values.get("denied"), list):
            values["denied"] = tuple(values["denied"])
        self.turned = replace(self.turned, **values)

    def reset(self, *, grants: bool) -> None:
        with self._lock:
            self.turned = Turned()
            self._spent.clear()

    def check(self, property_id: str) -> None:
        """Raises GoogleError RESOURCE_EXHAUSTED when this hour's or day's tokens are spent."""
        hour, day = self._spans()
        with self._lock:
            for span, limit, word, back in (
                (day, self.turned.tokens_per_day, "day", "24 hours"),
                (hour, self.turned.tokens_per_hour, "hour", "an hour"),
            ):
                if self._spent[property_id, span] >= limit:
                    raise GoogleError(
                        "RESOURCE_EXHAUSTED",
                        f"Exhausted property tokens per {word}. These quota tokens will return in "
                        f"under {back}. To learn more, see https://developers.google.com/analytics/"
                        "devguides/reporting/data/v1/quotas",
                    )

    def spend(self, property_id: str, tokens: int) -> dict[str, dict[str, int]]:
        """Take tokens; the property's quota as an answer shows it."""
        hour, day = self._spans()
        with self._lock:
            for span in (hour, day):
                self._spent[property_id, span] += tokens
            left_today = self.turned.tokens_per_day - self._spent[property_id, day]
            spent = self._spent[property_id, hour]
        left = self.turned.tokens_per_hour - spent
        ours = max(0, self.turned.tokens_per_project - spent)
        return {
            "tokensPerDay": {"consumed": tokens, "remaining": max(0, left_today)},
            "tokensPerHour": {"consumed": tokens, "remaining": max(0, left)},
            "concurrentRequests": {"remaining": 10},
            "serverErrorsPerProjectPerHour": {"remaining": 10},
            "potentiallyThresholdedRequestsPerHour": {"remaining": 120},
            "tokensPerProjectPerHour": {"consumed": tokens, "remaining": ours},
        }

    def _spans(self) -> tuple[str, str]:
        now = datetime.fromtimestamp(self._world.clock.seconds(), UTC)
        return f"{now:%Y-%m-%d %H}", f"{now.astimezone(PACIFIC):%Y-%m-%d}"


@routes.add("POST", "/_control/google-analytics")
def turn(world: World, request: Request) -> Response:
    """Any of Turned, by name."""
    manner = world.part(AnalyticsManner)
    manner.turn(request.json())
    names = [field.name for field in fields(Turned)]
    return json_response({name: getattr(manner.turned, name) for name in names})
