"""How often strangers may ask: per client and per address, counted as the log-in's tries are."""

from collections.abc import Mapping
from dataclasses import dataclass

from allauth.core.internal.ratelimit import consume, respond_429
from django.http import HttpRequest, HttpResponse

from accounts.crypto import normalise


@dataclass(frozen=True)
class Rates:
    """The limits of one room's forms: action -> "number/unit/ip" or "number/unit/key"."""

    room: str
    limits: Mapping[str, str]

    def too_many(
        self, request: HttpRequest, action: str, key: str = "", *, counts_reading: bool = False
    ) -> HttpResponse | None:
        """The page that says to wait; None while it is not too often.

        Reading is not counted, unless it is said to be.
        """
        is_allowed = consume(
            request,
            app=self.room,
            action=action,
            config=dict(self.limits),
            key=normalise(key),
            limit_get=counts_reading,
        )
        answer: HttpResponse | None = None if is_allowed else respond_429(request)
        return answer
