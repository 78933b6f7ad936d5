"""A user's pages about their own login: download all that is held, and close it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.audit import Actor, acting_as
from accounts.doors import personal, recently_authenticated
from accounts.errors import Trouble
from accounts.models import Workspace
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from privacy import controller
from privacy.access.views.person import as_file
from privacy.backups import backups_gone_by
from privacy.own.copying import ask_copy, copies_of, going_on, open_copy
from privacy.own.forms import CloseForm
from privacy.own.leaving import close_login, places_of
from privacy.requests.rates import too_many

_READ_AND_SEND = ["GET", "HEAD", "POST"]
# As the person, not as one of those who handle requests: no event keeps the login's id.
_PERSON = Actor("public")


@require_http_methods(_READ_AND_SEND)
@recently_authenticated
@personal
def copy(request: Any) -> HttpResponseBase:
    """The copies that can be fetched; a POST has a new one made."""
    if (refusal := too_many(request, "own", str(request.user.pk))) is not None:
        return refusal
    if request.method == "POST":
        try:
            with acting_as(_PERSON):
                ask_copy(user=request.user)
        except Trouble as trouble:
            messages.error(request, str(trouble))
        return redirect("privacy_own:copy")
    with inside(HOUSE_ID):
        context = {
            "copies": list(copies_of(request.user.email)),
            "waits": going_on(request.user.email) is not None,
            "controller": controller,
        }
    return render(request, "privacy/own/copy.html", context)


@require_POST
@recently_authenticated
@personal
def download(request: Any, package_id: UUID) -> HttpResponseBase:
    """The file, for who has just shown who they are; each download is noted."""
    with acting_as(_PERSON):
        opened = open_copy(email=request.user.email, package_id=package_id)
    if opened is None:
        raise Http404("No such copy.")
    package, pieces = opened
    return as_file(pieces, "proactivox-copy", package.size)


@require_http_methods(_READ_AND_SEND)
@recently_authenticated
@personal
def close(request: Any) -> HttpResponseBase:
    """What closing the account means, and what stands in its way; a POST does it."""
    places = places_of(request.user)
    form = CloseForm(request.POST or None, email=request.user.email)
    is_alone = any(place.is_alone for place in places)
    if request.method == "POST" and not is_alone and form.is_valid():
        try:
            with acting_as(_PERSON):
                link = close_login(user=request.user)
        except Trouble as trouble:
            messages.error(request, str(trouble))
            return redirect("privacy_own:close")
        return _goodbye(request, link)
    context = {
        "form": form,
        "places": places,
        "is_alone": is_alone,
        "backups_until": backups_gone_by(timezone.now()),
    }
    return render(request, "privacy/own/close.html", context)


def _goodbye(request: Any, link: str) -> HttpResponseBase:
    """The last page: where it can be followed without a login."""
    logout(request)
    messages.success(request, _("Your account is closed."))
    slug = Workspace.objects.get(pk=HOUSE_ID).slug
    return redirect("privacy_requests:status", slug=slug, secret=link)
