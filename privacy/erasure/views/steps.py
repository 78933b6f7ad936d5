"""Steps of an erasure that has begun: decide, done by hand, try again, answer and close."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from privacy.erasure.forms import CloseForm
from privacy.erasure.services import (
    close_by_erasure,
    decide_upstream,
    outcome_of,
    retry_erasure,
    settle_by_hand,
)
from privacy.erasure.views.places import crumbs, place_of_erasure
from privacy.models import Erasure
from privacy.requests.views.desk import asked


@require_POST
@requires(Permission.MANAGE_PRIVACY)
def decide(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """What becomes of the records at the sources that wait for a member."""
    choice = request.POST.get("choice", "")
    return _step(request, request_id, _("It is decided."), decide_upstream, choice=choice)


@require_POST
@requires(Permission.MANAGE_PRIVACY)
def by_hand(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """Say that the rest was done in the source itself."""
    return _step(request, request_id, _("It is on record."), settle_by_hand)


@require_POST
@requires(Permission.MANAGE_PRIVACY)
def retry(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """Try again what failed."""
    return _step(request, request_id, _("What failed is tried again."), retry_erasure)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_PRIVACY)
def close(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """Answer the person by what the erasure found, and close the request."""
    found = asked(request_id)
    erasure = Erasure.objects.filter(request=found).first()
    if erasure is None:
        raise Http404("Nothing was erased by this request.")
    form = CloseForm(
        request.POST or None, has_address=bool(found.address), initial={"text": _answer(erasure)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            close_by_erasure(request_id=found.pk, **form.cleaned_data)
        except Trouble as trouble:
            form.add_error(None, str(trouble))
        else:
            messages.success(request, _("The request is closed."))
            return redirect("privacy_requests:detail", request.workspace.slug, found.pk)
    outcome = outcome_of(erasure)
    context = {"form": form, "asked": found, "outcome": outcome.label, **crumbs(request, found)}
    return render(request, "privacy/erasure/close.html", context)


def _step(
    request: MemberRequest, request_id: UUID, done: str, service: Any, **said: str
) -> HttpResponseBase:
    found = asked(request_id)
    if not Erasure.objects.filter(request=found).exists():
        raise Http404("Nothing was erased by this request.")
    try:
        service(request_id=found.pk, **said)
    except Trouble as trouble:
        messages.error(request, str(trouble))
    else:
        messages.success(request, done)
    return redirect(place_of_erasure(request, found))


def _answer(erasure: Erasure) -> str:
    if outcome_of(erasure) == "nothing_held":
        return _("We searched everything that we keep, and hold nothing about you.")
    if erasure.held_at is not None:
        return _(
            "Your data is erased, but for what we have to keep for legal claims (GDPR Art. "
            "17(3)(e)). We do not use it otherwise, and erase it when they are over. The "
            "certificate here says what that is, and until when."
        )
    return _("Your data is erased. The certificate here says where, and what stays and why.")
