"""A user's own page about the data that Proactivox decides about: what they asked, and the form."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.audit import Actor, acting_as
from accounts.doors import personal, recently_authenticated
from accounts.models import Workspace
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from privacy import controller
from privacy.models import Kind
from privacy.requests.arrivals import ask_signed_in
from privacy.requests.forms import OwnForm
from privacy.requests.owned import own_requests
from privacy.requests.rates import too_many
from privacy.requests.story import told_state


@require_http_methods(["GET", "HEAD", "POST"])
@recently_authenticated
@personal
def own(request: Any) -> HttpResponseBase:
    """The log-in and the password, asked for again, prove enough: no link is mailed."""
    if (refusal := too_many(request, "own", str(request.user.pk))) is not None:
        return refusal
    form = OwnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        # As the person, not as one of those who handle requests: no event keeps the login's id.
        with acting_as(Actor("public")):
            ask_signed_in(user=request.user, **{**said, "kind": Kind(said["kind"])})
        messages.success(request, _("Your request is made. You hear from us by mail, too."))
        return redirect("privacy_requests:own")
    with inside(HOUSE_ID):
        rows = [(one, told_state(one.row.request)) for one in own_requests(request.user.email)]
    context = {
        "form": form,
        "rows": rows,
        "house": Workspace.objects.get(pk=HOUSE_ID),
        "controller": controller,
    }
    return render(request, "privacy/requests/own.html", context)
