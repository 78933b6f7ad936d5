"""How much business a day brings: weekday, month, growth, holidays."""

from datetime import date, timedelta

MONTHS = (0.92, 1.0, 1.1, 1.06, 1.05, 0.95, 0.76, 0.72, 1.15, 1.2, 1.06, 0.62)
WEEK = {
    "google": (1.05, 1.1, 1.1, 1.05, 0.9, 0.42, 0.38),
    "meta": (0.95, 1.0, 1.0, 1.0, 0.95, 0.8, 0.85),
    "linkedin": (1.05, 1.15, 1.15, 1.1, 0.85, 0.22, 0.2),
    "email": (0.3, 2.4, 0.8, 1.7, 0.3, 0.1, 0.1),
    "webinar": (0.9, 1.2, 1.4, 1.2, 0.8, 0.2, 0.2),
    "event": (1.0, 1.0, 1.0, 1.0, 1.0, 0.8, 0.6),
    "organic": (1.1, 1.12, 1.08, 1.02, 0.9, 0.35, 0.32),
}
GROWTH = 0.65  # more leads a day at the end of the story than at its beginning


def weight(day: date, channel: str, progress: float) -> float:
    """How strong a day is for a channel; about 1 on an ordinary weekday of the first year."""
    strength = WEEK[channel][day.weekday()] * MONTHS[day.month - 1] * (1 + GROWTH * progress)
    return strength * (0.25 if is_holiday(day) else 1.0)


def is_holiday(day: date) -> bool:
    """Days on which offices are closed: New Year, Independence Day, Thanksgiving, Christmas."""
    if (day.month, day.day) in ((1, 1), (7, 4), (12, 24), (12, 25), (12, 26), (12, 31)):
        return True
    return day.month == 11 and day.weekday() == 3 and 22 <= day.day <= 28


def days(last: date, count: int) -> list[date]:
    """The days of the story in order, `last` included."""
    return [last - timedelta(days=back) for back in range(count - 1, -1, -1)]
