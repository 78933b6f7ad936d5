"""The house's two decisions on a request: whom it is passed on to, or that it stays here."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.models import Workspace
from accounts.permissions import Permission
from privacy.models import DataSubjectRequest
from privacy.requests.passing import found_workspaces, keep_here, open_workspace, pass_on
from privacy.requests.sealing import about_of
from privacy.requests.step_forms import NOBODY, PassForm
from privacy.requests.views.desk import Crumb, asked, crumb, name_of, place_of


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_PRIVACY)
def pass_page(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """Look for the business that the person means, and pass the request on to it."""
    found = _of_the_house(request, request_id)
    words = request.GET.get("q", about_of(found)).strip()[:200]
    form = PassForm(
        request.POST or None, has_address=bool(found.address), found=_choices(request, words)
    )
    if request.method == "POST" and form.is_valid() and _pass(request, found, form):
        return redirect(place_of(request, found))
    context = {
        "form": form,
        "words": words,
        "asked": found,
        "about": about_of(found),
        "breadcrumbs": [crumb(request), Crumb(name_of(found), place_of(request, found))],
    }
    return render(request, "privacy/requests/pass.html", context)


@require_POST
@requires(Permission.MANAGE_PRIVACY)
def keep(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """It is about Proactivox's own data."""
    found = _of_the_house(request, request_id)
    try:
        keep_here(request_id=found.pk)
    except Trouble as trouble:
        messages.error(request, str(trouble))
    else:
        messages.success(request, _("It stays on this desk."))
    return redirect(place_of(request, found))


def _of_the_house(request: MemberRequest, request_id: UUID) -> DataSubjectRequest:
    if not request.workspace.is_house:
        raise Http404("Only Proactivox itself passes requests on.")
    return asked(request_id)


def _choices(request: MemberRequest, words: str) -> list[Workspace]:
    """What was found by the words; on sending the one that was chosen, whatever was looked for."""
    try:
        chosen = open_workspace(UUID(request.POST.get("to", "")))
    except ValueError:
        return found_workspaces(words)
    return [chosen] if chosen else found_workspaces(words)


def _pass(request: MemberRequest, found: DataSubjectRequest, form: PassForm) -> bool:
    said: dict[str, Any] = {**form.cleaned_data}
    to = said.pop("to")
    try:
        pass_on(request_id=found.pk, to=None if to == NOBODY else open_workspace(UUID(to)), **said)
    except Trouble as trouble:
        form.add_error(None, str(trouble))
        return False
    messages.success(
        request,
        _("The person is told, and nothing is passed on.")
        if to == NOBODY
        else _("It is on its way, and the person is told."),
    )
    return True
