"""Moments of documents as people read them."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime


def moment_words(text: str) -> str:
    """Day and time in the zone that is active, which is named; `text` is in ISO 8601."""
    at = localtime(datetime.fromisoformat(text))
    return f"{date_format(at, 'DATETIME_FORMAT')} {at:%Z}"
