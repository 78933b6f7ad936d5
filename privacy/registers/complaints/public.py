"""The public form for complaints about the use of personal data, at each workspace's centre."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audit import acting_as
from accounts.doors import public
from accounts.tenancy import inside
from privacy.registers.complaints.forms import ComplaintForm
from privacy.registers.complaints.services import send_complaint
from privacy.requests.authorities import DATATILSYNET, ICO
from privacy.requests.rates import too_many
from privacy.requests.views.centre import PUBLIC, workspace_of


@require_http_methods(["GET", "HEAD", "POST"])
@public
@never_cache
def complain(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The form; it is counted as the form for requests is, by client and by address."""
    workspace = workspace_of(request, slug)
    if (refusal := too_many(request, "form")) is not None:
        return refusal
    form = ComplaintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if (refusal := too_many(request, "address", form.cleaned_data["email"])) is not None:
            return refusal
        with inside(workspace), acting_as(PUBLIC):
            send_complaint(**form.cleaned_data)
        return redirect("privacy_registers:complained", slug=slug)
    context = {"place": workspace, "form": form, "authorities": (DATATILSYNET, ICO)}
    return render(request, "privacy/centre/complaint.html", context)


@require_safe
@public
def sent(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One page for everyone who complained."""
    context = {"place": workspace_of(request, slug)}
    return render(request, "privacy/centre/complaint_sent.html", context)
