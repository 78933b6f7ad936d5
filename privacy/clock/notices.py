"""Who has to be told about a request's time: reminders before, escalations after."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from privacy.clock.running import Clock

# Days before the target; days after the last lawful day.
REMIND_BEFORE = (14, 7, 3, 1)
ESCALATE_AFTER = (1, 7)


class Kind(StrEnum):
    """Whom a notice is for: the one who works on it, or whoever answers for it."""

    REMINDER = "reminder"
    ESCALATION = "escalation"


@dataclass(frozen=True)
class Notice:
    """One notice, by its own name, so that it is sent once."""

    kind: Kind
    name: str
    on: date


def notices_due(clock: Clock, today: date) -> tuple[Notice, ...]:
    """All that were due by today, oldest first; none once it is closed or while it stands still."""
    if clock.closed_on or clock.due_on is None or clock.target_on is None:
        return ()
    planned = [
        Notice(Kind.REMINDER, f"before-{days}", clock.target_on - timedelta(days=days))
        for days in REMIND_BEFORE
        if clock.target_on - timedelta(days=days) > clock.received_on
    ]
    planned += [
        Notice(Kind.ESCALATION, f"after-{days}", clock.due_on + timedelta(days=days))
        for days in ESCALATE_AFTER
    ]
    return tuple(sorted((one for one in planned if one.on <= today), key=lambda one: one.on))
