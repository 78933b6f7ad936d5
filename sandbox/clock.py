"""The sandbox's time: the machine's clock plus an offset that tests may set."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime


def stamp(moment: datetime) -> str:
    """A moment as stored and as Bulk writes it: 2026-01-01T00:00:00.000Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + (
        f"{moment.microsecond // 1000:03d}Z"
    )


def json_stamp(stored: str) -> str:
    """A stored stamp as REST writes it: 2026-01-01T00:00:00.000+0000."""
    return stored[:-1] + "+0000"


def parse(text: str) -> datetime:
    """A moment from a stored stamp, an ISO text or Salesforce's +0000; raises ValueError."""
    return datetime.fromisoformat(text).astimezone(UTC)


@dataclass
class Clock:
    """Now, as this Salesforce sees it."""

    offset: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def seconds(self) -> float:
        return time.time() + self.offset.total_seconds()

    def stamp(self) -> str:
        """Now, cut to whole seconds as SystemModstamp is."""
        return stamp(self.now().replace(microsecond=0))

    def http_date(self) -> str:
        return format_datetime(self.now(), usegmt=True)
