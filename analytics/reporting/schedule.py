"""When a report is due next; pure, by the clock of its workspace."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from analytics.models.reporting import Rhythm

DAY = timedelta(days=1)
LAST_OF_MONTH = 31


@dataclass(frozen=True)
class Schedule:
    """Every day, or on a weekday (0 is Monday), or on a day of the month; at an hour."""

    rhythm: str
    weekday: int
    month_day: int
    hour: int

    def is_on(self, day: date) -> bool:
        """Whether it is sent on a day; in a month that is too short, on its last one."""
        if self.rhythm == Rhythm.WEEKLY:
            return day.weekday() == self.weekday
        if self.rhythm == Rhythm.MONTHLY:
            return day.day == min(self.month_day, monthrange(day.year, day.month)[1])
        return True


def next_moment(schedule: Schedule, zone: ZoneInfo, after: datetime) -> datetime:
    """The first moment after another. An hour that the clock leaves out is the one behind it."""
    day = after.astimezone(zone).date()
    # The longest way is from one month's day to that of the next but one hour later.
    for number in range(64):
        found = _at(day + DAY * number, schedule.hour, zone)
        if schedule.is_on(day + DAY * number) and found > after:
            return found
    raise ValueError(f"{schedule} is never due.")


def _at(day: date, hour: int, zone: ZoneInfo) -> datetime:
    local = datetime.combine(day, time(hour), zone)
    # Through UTC: a skipped hour comes back as the one that there was instead.
    return local.astimezone(ZoneInfo("UTC"))
