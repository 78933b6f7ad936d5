"""What a person says about themselves, and where they are logged in."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.adapters import record_login
from accounts.doors import personal
from accounts.forms import ProfileForm
from accounts.languages import keep_in_browser
from accounts.services.unreachable import note_reachable


@personal
def profile(request: Any) -> HttpResponseBase:
    """Name and language."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/profile.html", {"form": form})
    user = form.save()
    translation.activate(user.language)
    messages.success(request, _("Saved."))
    response = redirect("accounts:profile")
    keep_in_browser(response, user.language)
    return response


@personal
@require_POST
def mail_arrives(request: Any) -> HttpResponseBase:
    """Mail came back from the person's address once, and arrives now."""
    note_reachable(user=request.user)
    messages.success(request, _("Noted. If a mail comes back again, it is shown here."))
    return redirect("accounts:profile")


@personal
@require_POST
def end_session(request: Any, session_id: int) -> HttpResponseBase:
    """Log out one other browser."""
    session = UserSession.objects.filter(user=request.user, pk=session_id).first()
    if session is None:
        raise Http404("No such session.")
    session.end()
    record_login("login.revoked", request.user, session=session_id)
    messages.success(request, _("That browser is logged out."))
    return redirect("usersessions_list")
