"""Where a breach stands in law, told from its events alone: no database, no present moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from privacy.clock import breach_due
from privacy.clock.notices import Kind
from privacy.models import RegisterEvent, Step

CONTROLLER, PROCESSOR, BOTH = "controller", "processor", "both"
# Hours before the authority has to know, and after it should have known.
REMIND_HOURS = (48, 24, 6)
ESCALATE_HOURS = (0, 24)
# A processor tells its customers without undue delay (33(2)), which has no number: hours from
# awareness at which those who answer for it hear that none was told yet.
TELL_HOURS = (12, 24, 48)


class Risk(StrEnum):
    """What the breach may mean for the people concerned: 33(1) and 34(1) turn on it."""

    NONE = "none"
    RISK = "risk"
    HIGH = "high"


class Missing(StrEnum):
    """What the law still wants before the entry can be closed."""

    ASSESSMENT = "assessment"
    AUTHORITY = "authority"
    PEOPLE = "people"
    CONTROLLERS = "controllers"


@dataclass(frozen=True)
class Standing:
    """One breach: `due_at` is when the authority has to know, None where it need not.

    `people_decided` says whether the people concerned were told, or a ground for not telling
    them is on record.
    """

    aware_at: datetime
    due_at: datetime | None
    risk: Risk | None
    authority_told_at: datetime | None
    people_decided: bool
    controllers_told: int
    missing: tuple[Missing, ...]

    def hours_left(self, now: datetime) -> int | None:
        """Whole hours until the authority has to know, negative after; None when nothing runs."""
        if self.due_at is None or self.authority_told_at is not None:
            return None
        return int((self.due_at - now).total_seconds() // 3600)

    @property
    def was_late(self) -> bool:
        """Whether the authority was told after the 72 hours."""
        told_at, due_at = self.authority_told_at, self.due_at
        return told_at is not None and due_at is not None and told_at > due_at


def standing_of(aware_at: datetime, role: str, events: Sequence[RegisterEvent]) -> Standing:
    """From the events, oldest first; the last assessment counts."""
    assessed = [Risk(event.detail) for event in events if event.step == Step.ASSESSED]
    risk = assessed[-1] if assessed else None
    told = [event.at for event in events if event.step == Step.AUTHORITY_TOLD]
    controllers = {event.told_id for event in events if event.step == Step.CONTROLLER_TOLD}
    people = any(event.step in (Step.PEOPLE_TOLD, Step.PEOPLE_NOT_TOLD) for event in events)
    is_controller = role != PROCESSOR
    needs_authority = is_controller and risk != Risk.NONE
    wanted = (
        (Missing.ASSESSMENT, risk is None),
        (Missing.AUTHORITY, needs_authority and not told),
        (Missing.PEOPLE, is_controller and risk == Risk.HIGH and not people),
        (Missing.CONTROLLERS, role != CONTROLLER and not controllers),
    )
    return Standing(
        aware_at=aware_at,
        due_at=breach_due(aware_at) if needs_authority else None,
        risk=risk,
        authority_told_at=min(told) if told else None,
        people_decided=people,
        controllers_told=len(controllers),
        missing=tuple(missing for missing, is_missing in wanted if is_missing),
    )


def notices_due(standing: Standing, now: datetime) -> tuple[tuple[Kind, str], ...]:
    """(kind, its own name) of all reminders and escalations that were due by now, oldest first."""
    planned: list[tuple[datetime, Kind, str]] = []
    if standing.due_at is not None and standing.authority_told_at is None:
        planned += _around(standing.due_at)
    if Missing.CONTROLLERS in standing.missing:
        planned += [
            (standing.aware_at + timedelta(hours=hours), Kind.ESCALATION, f"tell-{hours}")
            for hours in TELL_HOURS
        ]
    return tuple((kind, name) for at, kind, name in sorted(planned) if at <= now)


def _around(due_at: datetime) -> Iterable[tuple[datetime, Kind, str]]:
    for hours in REMIND_HOURS:
        yield due_at - timedelta(hours=hours), Kind.REMINDER, f"before-{hours}"
    for hours in ESCALATE_HOURS:
        yield due_at + timedelta(hours=hours), Kind.ESCALATION, f"after-{hours}"
