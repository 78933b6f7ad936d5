"""The clock of a breach: hours from awareness, through weekends and holidays (GDPR Art. 33(1))."""

from datetime import UTC, datetime, timedelta

BREACH_HOURS = 72


def breach_due(aware_at: datetime) -> datetime:
    """When the authority has to know at the latest, in UTC; never rolled to a working day.

    Counted on the absolute scale, so that a change to summer time moves it neither way. Raises
    ValueError for a moment without a time zone.
    """
    if aware_at.tzinfo is None:
        raise ValueError(f"{aware_at} has no time zone.")
    return aware_at.astimezone(UTC) + timedelta(hours=BREACH_HOURS)
