"""The second step that a workspace may ask of its members: who has one, and who has used it."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.models import User
from accounts.sso.sessions import counts_as_second_step

TYPES = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
_SET_UP = "second_step_set_up"


def has_second_step(user: User) -> bool:
    """Whether the person has an authenticator app or a passkey."""
    return bool(is_mfa_enabled(user, list(TYPES)))


def note_set_up(request: Any, authenticator: Authenticator) -> None:
    """The browser in which the first second step is set up has shown it already.

    Recovery codes are none, and whoever has one shows it before another counts.
    """
    known = Authenticator.objects.filter(user=request.user, type__in=TYPES)
    if authenticator.type in TYPES and known.count() == 1:
        request.session[_SET_UP] = str(request.user.pk)


def missing_step(request: Any) -> HttpResponseBase | None:
    """What stands between this browser and a workspace that asks for a second step, if anything.

    Of people of Proactivox, who look by a grant, every workspace asks for one. People without one
    are told how to set it up. Who has one, in a browser that logged in before it was set up, is
    asked for it once and then goes on by itself.
    """
    is_asked = request.workspace.second_step_required_at is not None
    if not is_asked and not hasattr(request, "support_grant"):
        return None
    if counts_as_second_step(request, request.workspace.pk):
        return None
    return missing_at(request, request.workspace.name)


def missing_at(request: Any, name: str) -> HttpResponseBase | None:
    """What stands between this browser and a place, called `name`, that asks everybody for one."""
    if not has_second_step(request.user):
        context = {"name": name}
        return render(request, "accounts/second_step_needed.html", context, status=403)
    if _has_shown(request):
        return None
    has_app = is_mfa_enabled(request.user, [Authenticator.Type.TOTP])
    ask = "mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn"
    # What was sent is not sent again afterwards: a file may have been in it.
    way_back = request.get_full_path() if request.method == "GET" else "/"
    return redirect(f"{reverse(ask)}?{urlencode({'next': way_back})}")


def _has_shown(request: Any) -> bool:
    if request.session.get(_SET_UP) == str(request.user.pk):
        return True
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)
