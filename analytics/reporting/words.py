"""A report's schedule and languages, as one says them."""

from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.models import Report, Rhythm
from analytics.reporting.schedule import LAST_OF_MONTH

LANGUAGES: tuple[tuple[str, Any], ...] = (
    ("", gettext_lazy("Each recipient’s own")),
    ("en", "English"),
    ("da", "Dansk"),
)


def schedule_words(row: Report) -> str:
    """When it is sent: "every Monday at 07:00"."""
    words = {"hour": f"{row.hour:02}:00", "day": WEEKDAYS[row.weekday], "number": row.month_day}
    if row.rhythm == Rhythm.WEEKLY:
        return _("every %(day)s at %(hour)s") % words
    if row.rhythm == Rhythm.MONTHLY and row.month_day == LAST_OF_MONTH:
        return _("on the last day of each month at %(hour)s") % words
    if row.rhythm == Rhythm.MONTHLY:
        return _("on day %(number)d of each month at %(hour)s") % words
    return _("every day at %(hour)s") % words


def language_words(row: Report) -> str:
    """In which language it is written."""
    return str(dict(LANGUAGES)[row.language])
