"""The public privacy centre of a workspace: rights, a form, and the link that proves a mailbox."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audit import Actor, acting_as
from accounts.doors import public
from accounts.languages import speak_for
from accounts.models import Workspace
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from privacy import controller
from privacy.models import Channel, DataSubjectRequest, Kind
from privacy.requests.authorities import DATATILSYNET, ICO
from privacy.requests.finding import unproven
from privacy.requests.forms import HouseForm, ProofForm, RequestForm
from privacy.requests.intake import prove_mailbox, send_form
from privacy.requests.rates import too_many

PUBLIC = Actor("public")
_READ_AND_SEND = ["GET", "HEAD", "POST"]


@require_http_methods(_READ_AND_SEND)
@public
@never_cache
def centre(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What rights there are, and the form; its answer is the same whoever asks."""
    workspace = workspace_of(request, slug)
    if (refusal := too_many(request, "form")) is not None:
        return refusal
    form = (HouseForm if workspace.is_house else RequestForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if (refusal := too_many(request, "address", said["email"])) is not None:
            return refusal
        with inside(workspace), acting_as(PUBLIC):
            send_form(**{**said, "kind": Kind(said["kind"])})
        return redirect("privacy_requests:sent", slug=slug)
    context = {"place": workspace, "form": form, "authorities": (DATATILSYNET, ICO)}
    if workspace.is_house:
        context["controller"] = controller
    return render(request, "privacy/centre/index.html", context)


@require_http_methods(_READ_AND_SEND)
@public
@never_cache
def house(request: HttpRequest) -> HttpResponseBase:
    """Proactivox's own, at an address that anybody finds; it may be about a customer, too."""
    return centre(request, Workspace.objects.get(pk=HOUSE_ID).slug)


@require_safe
@public
def sent(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One page for everyone who sent the form."""
    return render(request, "privacy/centre/sent.html", {"place": workspace_of(request, slug)})


@require_http_methods(_READ_AND_SEND)
@public
@never_cache
def proof(request: HttpRequest, slug: str, secret: str) -> HttpResponseBase:
    """The mailed link. Mail scanners open links, so opening it changes nothing: the button does."""
    workspace = workspace_of(request, slug)
    if (refusal := too_many(request, "link")) is not None:
        return refusal
    with inside(workspace), acting_as(PUBLIC):
        waiting = unproven(secret)
        if waiting is None:
            return gone(request, workspace)
        form = _proof_form(request, waiting)
        if request.method == "POST" and (form is None or form.is_valid()):
            said = form.cleaned_data if form else {}
            link = prove_mailbox(secret=secret, **said)
            if link is not None:
                messages.success(
                    request, _("Your request has arrived. A mail brings you back here.")
                )
                return redirect("privacy_requests:status", slug=slug, secret=link)
            return gone(request, workspace)
    context = {"place": workspace, "waiting": waiting, "form": form}
    return render(request, "privacy/centre/proof.html", context)


def _proof_form(request: HttpRequest, waiting: DataSubjectRequest) -> ProofForm | None:
    """Only a mail leaves open which right is used: a form said it."""
    if waiting.channel != Channel.MAIL:
        return None
    return ProofForm(request.POST or None, initial={"kind": waiting.kind})


def workspace_of(request: HttpRequest, slug: str) -> Workspace:
    """The workspace whose page a stranger asks for, in its language unless they wish another.

    Raises Http404.
    """
    workspace = Workspace.objects.filter(slug=slug).first()
    if workspace is None:
        raise Http404("No such workspace.")
    speak_for(request, workspace)
    return workspace


def gone(request: Any, workspace: Workspace) -> HttpResponseBase:
    """One answer to every link that does not open."""
    return render(request, "privacy/centre/gone.html", {"place": workspace}, status=404)
