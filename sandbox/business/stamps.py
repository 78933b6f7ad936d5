"""Times of the story as whole seconds, and their fast way into text."""

from datetime import UTC, date, datetime, timedelta
from random import Random

DAY = 86_400
# Offices in New York are open from 13:00 to 22:00 in UTC, give or take an hour.
OPEN, CLOSE = 13 * 3600, 22 * 3600


class Stamps:
    """Texts of the seconds between the first day and the end of the story."""

    def __init__(self, first: date, until: datetime) -> None:
        self.start = int(datetime(first.year, first.month, first.day, tzinfo=UTC).timestamp())
        self.until = int(until.timestamp())
        span = (self.until - self.start) // DAY + 800
        self._days = [(first + timedelta(days=i)).isoformat() for i in range(span)]
        self._times = [f"T{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}.000Z" for s in range(DAY)]
        self._weekday = first.weekday()
        # New York lies four or five hours behind; a local date needs no more than this.
        self._local = 5 * 3600

    def text(self, second: int) -> str:
        """A stamp such as 2026-01-01T00:00:00.000Z."""
        day, rest = divmod(second - self.start, DAY)
        return self._days[day] + self._times[rest]

    def day(self, second: int) -> str:
        """The org's local date, such as 2026-01-01."""
        return self._days[max(0, (second - self._local - self.start) // DAY)]

    def working(self, random: Random, second: float) -> int:
        """A moment in office hours, on the same day or the next weekday; never earlier."""
        at = int(second)
        day = (at - self.start) // DAY
        weekday = (self._weekday + day) % 7
        if weekday >= 5:
            day += 7 - weekday
        moment = self.start + day * DAY + OPEN + int(random.random() * (CLOSE - OPEN))
        return moment if moment > at else at + 60 + int(random.random() * 3600)
