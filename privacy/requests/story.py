"""A request's story: what happened and what was written, in one line of time."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from privacy.clock import Question
from privacy.models import DataSubjectRequest, Direction, Happening, Outcome, RequestEvent, State
from privacy.requests.arrivals import BY_SESSION
from privacy.requests.finding import Letter


@dataclass(frozen=True)
class Line:
    """One line of a request's story: what happened, or what was written."""

    at: datetime
    label: str
    text: str = ""


def story_of(events: list[RequestEvent], letters: list[Letter]) -> list[Line]:
    """Oldest first."""
    lines = [Line(event.at, _words(event)) for event in events]
    lines += [Line(one.at, str(Direction(one.direction).label), one.text) for one in letters]
    return sorted(lines, key=lambda line: line.at)


def told_outcome(request: DataSubjectRequest) -> str:
    """The outcome as the person reads it: whether a business is a customer is not told."""
    if request.outcome in (Outcome.PASSED_ON, Outcome.NOT_OURS):
        return _("The business decides, and answers itself")
    return str(Outcome(request.outcome).label) if request.outcome else ""


def told_state(request: DataSubjectRequest) -> str:
    """Where it stands, as the person reads it."""
    return told_outcome(request) or str(State(request.state).label)


def _words(event: RequestEvent) -> str:
    label, detail = str(Happening(event.happening).label), _detail(event)
    return f"{label}: {detail}" if detail else label


def _detail(event: RequestEvent) -> str:
    match event.happening:
        case Happening.ASKED | Happening.ANSWERED:
            is_identity = event.detail == Question.IDENTITY
            return _("who they are") if is_identity else _("what they want")
        case Happening.PROVEN if event.detail == BY_SESSION:
            return _("by a log-in")
        case Happening.CLOSED:
            return str(Outcome(event.detail).label)
        case Happening.EXTENDED:
            return _("by two months") if event.months == 2 else _("by one month")
    return ""
