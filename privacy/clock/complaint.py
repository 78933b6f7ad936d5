"""The clock of a data-protection complaint: days to acknowledge it (DPA 2018 s.164A)."""

from datetime import date, datetime, timedelta

from privacy.clock.rules import Rules

ACKNOWLEDGE_DAYS = 30


def acknowledge_by(received_at: datetime, rules: Rules) -> date:
    """The last day of the 30 that begin with the receipt; the day of the receipt is the first.

    No weekend moves it: the Act counts days. Raises ValueError for a moment without a time zone.
    """
    if received_at.tzinfo is None:
        raise ValueError(f"{received_at} has no time zone.")
    received_on = received_at.astimezone(rules.zone).date()
    return received_on + timedelta(days=ACKNOWLEDGE_DAYS - 1)
