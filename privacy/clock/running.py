"""Runs the clock over a request's events: when it began, stood still, and has to be answered."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from privacy.clock.events import (
    Answered,
    Asked,
    Closed,
    Event,
    Extended,
    FeePaid,
    FeeRequested,
    Question,
    Received,
)
from privacy.clock.rules import Rules

_FIRST_MONTHS = 1


class Problem(StrEnum):
    """Why something that was done has no effect on the deadline."""

    ASKED_WITHOUT_REASON = "asked_without_reason"
    ASKED_LATE = "asked_late"
    EXTENDED_LATE = "extended_late"
    EXTENDED_WITHOUT_REASONS = "extended_without_reasons"
    EXTENDED_UNTOLD = "extended_untold"
    EXTENDED_TOO_FAR = "extended_too_far"
    NO_FEE_HERE = "no_fee_here"


@dataclass(frozen=True)
class Clock:
    """A request's days, all in the zone of the rules.

    `due_on` is the last lawful day of an answer, `target_on` the day by which it is answered
    whatever anybody thinks of holidays. None of both while the clock stands still: a question that
    nobody answers has no deadline. `extendable_until` is the last day on which an extension counts.
    """

    rules: str
    received_on: date
    starts_on: date | None
    stood_still: int
    is_paused: bool
    due_on: date | None
    target_on: date | None
    extendable_until: date | None
    extended_by: int
    closed_on: date | None
    problems: tuple[Problem, ...]

    @property
    def is_late(self) -> bool:
        """Whether the answer came after the last lawful day; of an open request it is not said."""
        return bool(self.closed_on and self.due_on and self.closed_on > self.due_on)


@dataclass(frozen=True)
class _Pause:
    question: Question
    asked_on: date
    answered_on: date | None


def run_clock(events: Iterable[Event], rules: Rules) -> Clock:
    """The clock of one request, whatever the order in which its events are given.

    Raises ValueError without exactly one Received, or for a moment without a time zone.
    """
    ordered = sorted(events, key=lambda event: event.at)
    for event in ordered:
        if event.at.tzinfo is None:
            raise ValueError(f"{event} has no time zone.")
    receipts = [event for event in ordered if isinstance(event, Received)]
    if len(receipts) != 1:
        raise ValueError(f"A request is received once, not {len(receipts)} times.")
    received = receipts[0]
    problems: list[Problem] = []
    pauses = _pauses(ordered, received, rules, problems)
    fee_on, waits_for_fee = _fee(ordered, rules, problems)
    received_on = _day(received.at, rules)
    starts_on = _start(received_on, pauses, fee_on, rules)
    still = sum(_days(pause) for pause in pauses if not _moves_start(pause, rules))
    is_paused = waits_for_fee or any(pause.answered_on is None for pause in pauses)
    first_due = _due(starts_on, _FIRST_MONTHS, still, rules)
    months = _extension(ordered, first_due, is_paused, rules, problems)
    raw = _add_months(starts_on, _FIRST_MONTHS + months) + timedelta(days=still)
    closed = [_day(event.at, rules) for event in ordered if isinstance(event, Closed)]
    return Clock(
        rules=rules.version,
        received_on=received_on,
        starts_on=None if is_paused and rules.starts_anew else starts_on,
        stood_still=still,
        is_paused=is_paused,
        due_on=None if is_paused else rules.next_working_day(raw),
        target_on=None if is_paused else max(received_on, rules.last_working_day(raw)),
        extendable_until=None if is_paused else first_due,
        extended_by=months,
        closed_on=closed[0] if closed else None,
        problems=tuple(dict.fromkeys(problems)),
    )


def _day(moment: datetime, rules: Rules) -> date:
    return moment.astimezone(rules.zone).date()


def _add_months(day: date, months: int) -> date:
    """The same day number so many months on, or that month's last day (Regulation 1182/71)."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = whole // 12, whole % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _due(starts_on: date, months: int, still: int, rules: Rules) -> date:
    return rules.next_working_day(_add_months(starts_on, months) + timedelta(days=still))


def _pauses(
    events: list[Event], received: Received, rules: Rules, problems: list[Problem]
) -> list[_Pause]:
    """Justified questions that were asked without undue delay, each until its first answer."""
    found: list[_Pause] = []
    for event in events:
        if not isinstance(event, Asked):
            continue
        if not event.reason.strip():
            problems.append(Problem.ASKED_WITHOUT_REASON)
            continue
        if event.at - received.at > rules.ask_within:
            problems.append(Problem.ASKED_LATE)
            continue
        answered = [
            _day(one.at, rules)
            for one in events
            if isinstance(one, Answered) and one.question == event.question and one.at >= event.at
        ]
        pause = _Pause(event.question, _day(event.at, rules), answered[0] if answered else None)
        found.append(pause)
    return _apart(found)


def _apart(pauses: list[_Pause]) -> list[_Pause]:
    """Without days that count twice: where two questions wait at once, the second adds its rest."""
    apart: list[_Pause] = []
    until = date.min
    for pause in pauses:
        if pause.answered_on is not None and pause.answered_on <= until:
            continue
        apart.append(_Pause(pause.question, max(pause.asked_on, until), pause.answered_on))
        until = pause.answered_on or date.max
    return apart


def _days(pause: _Pause) -> int:
    return (pause.answered_on - pause.asked_on).days if pause.answered_on else 0


def _moves_start(pause: _Pause, rules: Rules) -> bool:
    return rules.starts_anew and pause.question is Question.IDENTITY


def _fee(events: list[Event], rules: Rules, problems: list[Problem]) -> tuple[date | None, bool]:
    """The day on which a fee that was asked for arrived; whether one is waited for."""
    asked = [event for event in events if isinstance(event, FeeRequested)]
    if not asked:
        return None, False
    if not rules.starts_anew:
        problems.append(Problem.NO_FEE_HERE)
        return None, False
    if not asked[0].reason.strip():
        problems.append(Problem.ASKED_WITHOUT_REASON)
        return None, False
    paid = [event for event in events if isinstance(event, FeePaid) and event.at >= asked[0].at]
    return (_day(paid[0].at, rules), False) if paid else (None, True)


def _start(received_on: date, pauses: list[_Pause], fee_on: date | None, rules: Rules) -> date:
    moved = [p.answered_on for p in pauses if p.answered_on and _moves_start(p, rules)]
    return max([received_on, *moved, *([fee_on] if fee_on else [])])


def _extension(
    events: list[Event],
    first_due: date,
    is_paused: bool,
    rules: Rules,
    problems: list[Problem],
) -> int:
    """By how many months the time is extended: the last extension that was lawful."""
    months = 0
    for event in events:
        if not isinstance(event, Extended):
            continue
        trouble = _trouble_of(event, None if is_paused else first_due, rules)
        if trouble:
            problems.append(trouble)
        else:
            months = event.months
    return months


def _trouble_of(event: Extended, until: date | None, rules: Rules) -> Problem | None:
    if not 1 <= event.months <= rules.most_months:
        return Problem.EXTENDED_TOO_FAR
    if not event.reasons.strip():
        return Problem.EXTENDED_WITHOUT_REASONS
    if event.told_at is None:
        return Problem.EXTENDED_UNTOLD
    latest = max(_day(event.at, rules), _day(event.told_at, rules))
    return Problem.EXTENDED_LATE if until is not None and latest > until else None
