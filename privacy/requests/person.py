"""What the person does on the page behind their link: write, and take the request back."""

from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused
from accounts.tenancy import inside, require_workspace_id
from privacy.models import DataSubjectRequest, Outcome, State
from privacy.requests.ending import end_request
from privacy.requests.finding import linked
from privacy.requests.handling import take_answer
from privacy.requests.mails import mail_desk


def write_to_desk(*, secret: str, text: str) -> None:
    """A message to those who handle the request; raises Refused once it is closed."""
    with inside(require_workspace_id()):
        request = _locked(secret)
        take_answer(request, text)
        mail_desk(request, "written")
        record("request.written", request)


def withdraw_request(*, secret: str) -> None:
    """Take it back: nothing more has to be done; raises Refused once it is closed."""
    with inside(require_workspace_id()):
        request = _locked(secret)
        end_request(request, Outcome.WITHDRAWN)
        mail_desk(request, "withdrawn")
        record("request.withdrawn", request)


def _locked(secret: str) -> DataSubjectRequest:
    found = linked(secret)
    if found is None:
        raise DataSubjectRequest.DoesNotExist
    request = DataSubjectRequest.objects.select_for_update(no_key=True).get(pk=found.pk)
    if request.state != State.OPEN:
        raise Refused(_("This request is closed."), code="request_closed")
    return request
