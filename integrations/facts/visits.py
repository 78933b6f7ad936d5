"""A day's visits from one origin, as a connector hands them over."""

from datetime import date
from typing import NamedTuple


class Origin(NamedTuple):
    """Where visits came from, in the analytics' own words."""

    session_source: str
    session_medium: str
    session_campaign: str
    channel_group: str


class VisitDay(NamedTuple):
    """Visits of one origin on one day of the property's calendar; None is "not reported".

    Key events are in millionths and money in micros. `new_users` is of this day and origin; people
    of several days or origins may be the same, so that no sum of them is made.
    """

    on: date
    session_source: str
    session_medium: str
    session_campaign: str
    channel_group: str
    sessions: int | None = None
    engaged_sessions: int | None = None
    new_users: int | None = None
    key_events_micros: int | None = None
    revenue_micros: int | None = None
    currency: str = ""
    flags: int = 0

    @property
    def origin(self) -> Origin:
        """Where they came from."""
        return Origin(
            self.session_source, self.session_medium, self.session_campaign, self.channel_group
        )
