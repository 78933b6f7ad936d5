"""Turns a request's events into its clock, and what the clock objects to into words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models.workspace import HOUSE_ID
from privacy.clock import (
    EU_DK,
    RULES,
    UK_ENGLAND,
    Answered,
    Asked,
    Clock,
    Closed,
    Event,
    Extended,
    Problem,
    Question,
    Received,
    run_clock,
)
from privacy.models import DataSubjectRequest, Happening, RequestEvent

# A reason is a sealed message of its own; to the clock it matters only that there is one.
_ON_RECORD = "On record."
_DECIDED = (Happening.PASSED_ON, Happening.NOT_OURS, Happening.KEPT)

PROBLEM_WORDS: dict[Problem, Any] = {
    Problem.ASKED_WITHOUT_REASON: _("A question without a reason stops no clock."),
    Problem.ASKED_LATE: _("The question came later than 14 days, so the time goes on running."),
    Problem.EXTENDED_LATE: _(
        "The first month is over: the law allows an extension only within it (GDPR Art. 12(3))."
    ),
    Problem.EXTENDED_WITHOUT_REASONS: _("An extension needs its reasons (GDPR Art. 12(3))."),
    Problem.EXTENDED_UNTOLD: _("An extension counts only once the person was told."),
    Problem.EXTENDED_TOO_FAR: _("An extension is by one or two months, and no more."),
    Problem.NO_FEE_HERE: _("These rules know no fee that stops the clock."),
}
RULES_WORDS: dict[str, Any] = {
    EU_DK.version: _("GDPR, Denmark"),
    UK_ENGLAND.version: _("UK GDPR, England"),
}


def clock_of(request: DataSubjectRequest, events: Iterable[RequestEvent], *more: Event) -> Clock:
    """The request's clock by the rules that it was received under; with `more`, what it would be.

    Raises ValueError for a request that nobody has confirmed: nothing was received yet.
    """
    known = [event for row in events if (event := as_event(row)) is not None]
    return run_clock([*known, *more], RULES[request.rules])


@dataclass(frozen=True)
class BothLaws:
    """A request's clock by the UK's rules and by the EU's, which may differ."""

    uk: Clock
    eu: Clock

    @property
    def is_same(self) -> bool:
        """Whether both laws give the same last day."""
        return self.uk.due_on == self.eu.due_on


def both_laws(request: DataSubjectRequest, rows: Iterable[RequestEvent]) -> BothLaws | None:
    """Both results for a request under the UK's rules; None for all others.

    A person in the United Kingdom may have rights by both laws, so both are known and kept.
    """
    if request.rules != UK_ENGLAND.version:
        return None
    events = [event for row in rows if (event := as_event(row)) is not None]
    return BothLaws(run_clock(events, UK_ENGLAND), run_clock(events, EU_DK))


def as_event(row: RequestEvent) -> Event | None:
    """What the clock calls it; None for what has nothing to do with time."""
    reason = _ON_RECORD if row.note_id else ""
    match row.happening:
        case Happening.RECEIVED:
            return Received(row.at)
        case Happening.ASKED:
            return Asked(row.at, Question(row.detail), reason)
        case Happening.ANSWERED:
            return Answered(row.at, Question(row.detail))
        case Happening.EXTENDED:
            return Extended(row.at, row.months or 0, reason, row.told_at)
        case Happening.CLOSED:
            return Closed(row.at)
    return None


def extension(at: datetime, months: int, reasons: str, told_at: datetime | None) -> Extended:
    """An extension as the clock would judge it, before it is kept."""
    return Extended(at, months, reasons, told_at)


def pass_on_by(request: DataSubjectRequest, events: Iterable[RequestEvent]) -> date | None:
    """Until when Proactivox has to pass it on, or to find that it need not; None once it did.

    The first working day after the one of its receipt (statement 52). Only at the house: what
    reaches a customer has reached whom it concerns.
    """
    if request.workspace_id != HOUSE_ID or any(row.happening in _DECIDED for row in events):
        return None
    rules = RULES[request.rules]
    return rules.working_day_after(request.received_at.astimezone(rules.zone).date())


def waiting_questions(events: Iterable[RequestEvent]) -> list[str]:
    """The kinds of question that were asked last and not answered since."""
    state: dict[str, bool] = {}
    for row in sorted(events, key=lambda one: one.at):
        if row.happening in (Happening.ASKED, Happening.ANSWERED):
            state[row.detail] = row.happening == Happening.ASKED
    return [question for question, is_open in state.items() if is_open]
