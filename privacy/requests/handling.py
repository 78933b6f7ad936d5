"""What the desk does with an open request; each step is an event, a message and an audit line."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused
from accounts.tenancy import inside, require_workspace_id
from privacy.clock import Clock, Problem, Question
from privacy.models import (
    DataSubjectRequest,
    Direction,
    Happening,
    State,
)
from privacy.requests.finding import events_of
from privacy.requests.mails import mail_person
from privacy.requests.timing import PROBLEM_WORDS, clock_of, extension, waiting_questions
from privacy.requests.writing import write_event, write_message

_UNLAWFUL = (
    Problem.EXTENDED_LATE,
    Problem.EXTENDED_UNTOLD,
    Problem.EXTENDED_TOO_FAR,
    Problem.EXTENDED_WITHOUT_REASONS,
)


def ask_person(
    *, request_id: UUID, question: Question, text: str, reason: str, was_told: bool = False
) -> Clock:
    """Ask for what is missing, with the reason on record; the clock as it then stands."""
    with inside(require_workspace_id()):
        request = locked_request(request_id)
        refuse_untold(request, was_told)
        note = write_message(request, Direction.NOTE, reason)
        write_message(request, Direction.OUT, text)
        write_event(request, Happening.ASKED, detail=question, note_id=note.pk)
        mail_person(request, "asked", text)
        record("request.asked", request, kind=question)
        return _clock(request)


def extend_request(*, request_id: UUID, months: int, reasons: str, was_told: bool = False) -> Clock:
    """Take one or two months more; raises Refused in the clock's own words when it is unlawful."""
    with inside(require_workspace_id()):
        request = locked_request(request_id)
        now = timezone.now()
        told_at = now if request.address or was_told else None
        events = events_of([request])[request.pk]
        judged = clock_of(request, events, extension(now, months, reasons, told_at))
        for problem in _UNLAWFUL:
            if problem in judged.problems:
                raise Refused(str(PROBLEM_WORDS[problem]), code=problem.value)
        if clock_of(request, events).extended_by >= months:
            raise Refused(_("It is extended by as much already."), code="extended_already")
        note = write_message(request, Direction.OUT, reasons, at=now)
        write_event(
            request, Happening.EXTENDED, at=now, months=months, told_at=told_at, note_id=note.pk
        )
        mail_person(request, "extended", reasons)
        record("request.extended", request, count=months)
        return judged


def reply_to_person(*, request_id: UUID, text: str, was_told: bool = False) -> None:
    """Write to the person without ending anything."""
    with inside(require_workspace_id()):
        request = locked_request(request_id)
        refuse_untold(request, was_told)
        write_message(request, Direction.OUT, text)
        mail_person(request, "replied")
        record("request.replied", request)


def hear_person(*, request_id: UUID, text: str) -> None:
    """Take down what the person said by another way than their page; it answers what was asked."""
    with inside(require_workspace_id()):
        request = locked_request(request_id)
        take_answer(request, text)
        record("request.heard", request)


def take_answer(request: DataSubjectRequest, text: str) -> None:
    """Keep what the person says; whatever they were asked counts as answered with it."""
    waiting = waiting_questions(events_of([request])[request.pk])
    write_message(request, Direction.IN, text, is_evidence=Question.IDENTITY in waiting)
    for question in waiting:
        write_event(request, Happening.ANSWERED, detail=question)


def locked_request(request_id: UUID) -> DataSubjectRequest:
    """The request, locked for this transaction; raises Refused once it is closed."""
    rows = DataSubjectRequest.objects.select_for_update(no_key=True)
    request = rows.exclude(state=State.UNPROVEN).get(pk=request_id)
    if request.state == State.CLOSED:
        raise Refused(_("This request is closed."), code="request_closed")
    return request


def refuse_untold(request: DataSubjectRequest, was_told: bool) -> None:
    """Raise Refused where no mail can be sent and nobody has told the person otherwise."""
    if not request.address and not was_told:
        raise Refused(
            _("No e-mail address is known, so nothing was sent."),
            advice=_("Tell the person by letter or telephone, then say here that you did."),
            code="request_untold",
        )


def _clock(request: DataSubjectRequest) -> Clock:
    return clock_of(request, events_of([request])[request.pk])
