"""What the desk's pages of a copy share: whose it is, the way back, the note of who read it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.doors import MemberRequest
from accounts.errors import Trouble
from accounts.readings import ANSWER_REQUEST, note_reading
from privacy.access.holdings import CONTENT
from privacy.access.services import KINDS
from privacy.models import DataSubjectRequest
from privacy.requests.finding import person_key
from privacy.requests.views.desk import Crumb, asked, crumb

READ_AND_SEND = ["GET", "HEAD", "POST"]


def copy_asked(request_id: UUID) -> DataSubjectRequest:
    """A request on the desk that asks for a copy; raises Http404."""
    found = asked(request_id)
    if found.kind not in KINDS:
        raise Http404("No copy was asked for.")
    return found


def note_read(found: DataSubjectRequest) -> None:
    """A member sees what the copy says."""
    key = person_key(found)
    note_reading(subject_key=key, purpose=ANSWER_REQUEST, fields=(CONTENT,), place="package")


def take(
    request: MemberRequest, found: DataSubjectRequest, step: Callable[[], Any]
) -> HttpResponseBase:
    """Take a step, say why where it was refused, and go back to the copy."""
    try:
        step()
    except Trouble as trouble:
        messages.error(request, str(trouble))
    return back(request, found)


def back(request: MemberRequest, found: DataSubjectRequest) -> HttpResponseBase:
    """To the copy, and to the items that were shown."""
    where = request.POST.get("back", "")
    query = f"?{where}" if where == "only=texts" else ""
    return redirect(place_of_copy(request, found) + query)


def place_of_copy(request: MemberRequest, found: DataSubjectRequest) -> str:
    """The address of the copy's page."""
    return reverse("privacy_access:package", args=[request.workspace.slug, found.pk])


def crumbs(request: MemberRequest, found: DataSubjectRequest) -> list[Crumb]:
    """From the desk to the request."""
    name = _("Request %(number)d") % {"number": found.number or 0}
    place = reverse("privacy_requests:detail", args=[request.workspace.slug, found.pk])
    return [crumb(request), Crumb(name, place)]


def crumbs_to_copy(request: MemberRequest, found: DataSubjectRequest) -> list[Crumb]:
    """The same with the copy itself, for the pages behind it."""
    return [*crumbs(request, found), Crumb(_("Copy"), place_of_copy(request, found))]
