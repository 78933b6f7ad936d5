"""Passes a request on by itself where the house's desk kept silent to the end of its working day.

Only to the one customer whose name or address is what the person wrote: whoever sends it elsewhere
would tell a stranger of the person. It stays open here, because nobody has looked at it.
"""

from datetime import date, time
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts.errors import Refused
from accounts.models import Workspace
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from privacy.clock import RULES
from privacy.models import DataSubjectRequest, State
from privacy.requests.finding import events_of
from privacy.requests.mails import mail_desk
from privacy.requests.passing import pass_on
from privacy.requests.sealing import about_of
from privacy.requests.timing import pass_on_by

# Late enough that the desk had its day, early enough that the customer still has some of it.
_AT = time(15)


def pass_on_silent() -> int:
    """Every hour, at the house: how many requests went on by themselves."""
    with inside(HOUSE_ID):
        rows = DataSubjectRequest.objects.filter(state=State.OPEN).exclude(about=None)
        requests = list(rows.order_by("number"))
        events = events_of(requests)
        late = [one for one in requests if _is_time(one, pass_on_by(one, events[one.pk]))]
        due = [(one.pk, meant(one)) for one in late]
    return sum(_pass_on(request_id, to) for request_id, to in due if to is not None)


def meant(request: DataSubjectRequest) -> Workspace | None:
    """The one open workspace that has the name, or the address, that the person wrote."""
    words = about_of(request).strip()
    rows = Workspace.objects.exclude(pk=HOUSE_ID).filter(closure=None)
    found = list(rows.filter(Q(name__iexact=words) | Q(slug=words.lower()))[:2]) if words else []
    return found[0] if len(found) == 1 else None


def _is_time(request: DataSubjectRequest, by: date | None) -> bool:
    now = timezone.now().astimezone(RULES[request.rules].zone)
    return by is not None and (now.date(), now.time()) >= (by, _AT)


def _pass_on(request_id: UUID, to: Workspace) -> int:
    with inside(HOUSE_ID):
        try:
            pass_on(request_id=request_id, to=to, is_ours_too=True)
        except Refused:
            # Decided a moment ago, or nobody can be told: the desk is reminded of it as before.
            return 0
        mail_desk(DataSubjectRequest.objects.get(pk=request_id), "passed_by_itself")
    return 1
