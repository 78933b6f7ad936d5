"""The public door of an invitation: its link names the workspace and carries the secret."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.audit import Actor, acting_as
from accounts.doors import public
from accounts.errors import NotInPlan, Trouble
from accounts.languages import has_wish, keep_in_browser, speak_for
from accounts.models import Invitation
from accounts.services.invitations import accept_invitation, open_invitation
from accounts.tenancy import inside


@public
@never_cache
def invitation(request: Any, workspace_id: UUID, secret: str) -> HttpResponseBase:
    """See an invitation and accept it; all links that do not open look alike."""
    with inside(workspace_id):
        offer = open_invitation(secret)
    if offer is None:
        return render(request, "accounts/invitation_gone.html", status=404)
    speak_for(request, offer.workspace)
    if request.method == "POST" and not request.user.is_authenticated:
        return _sign_up(request, offer)
    is_theirs = request.user.is_authenticated and _is_theirs(request, offer)
    if request.method == "POST" and is_theirs:
        return _join(request, offer)
    context = {"offer": offer, "is_theirs": is_theirs, "here": request.path}
    return render(request, "accounts/invitation.html", context)


def _is_theirs(request: Any, offer: Invitation) -> bool:
    addresses = EmailAddress.objects.filter(user=request.user, verified=True)
    return bool(addresses.filter(email=offer.email).exists())


def _sign_up(request: Any, offer: Invitation) -> HttpResponseBase:
    # The link came by mail: whoever holds it reads that address, so it need not be proven again.
    get_adapter(request).stash_verified_email(request, offer.email)
    response = redirect(f"{reverse('account_signup')}?{urlencode({'next': request.path})}")
    if not has_wish(request):
        # Signing up goes on in the language of the invitation, and the login has it then.
        keep_in_browser(response, offer.workspace.language)
    return response


def _join(request: Any, offer: Invitation) -> HttpResponseBase:
    try:
        with inside(offer.workspace_id), acting_as(Actor("user", request.user.pk)):
            accept_invitation(invitation=offer, user=request.user)
    except NotInPlan as trouble:
        # Whoever is invited buys nothing here, and their link stays good.
        later = _("Ask who invited you to make room; your invitation stays good.")
        messages.error(request, f"{trouble.message} {later}")
        return redirect("enquiries:landing")
    except Trouble as trouble:
        messages.error(request, str(trouble))
        return redirect("enquiries:landing")
    messages.success(request, _("Welcome to %(name)s.") % {"name": offer.workspace.name})
    return redirect("accounts:home", slug=offer.workspace.slug)
