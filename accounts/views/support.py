"""Looks of people of Proactivox: the workspace's own people allow, refuse and end them."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import MemberRequest, personal, requires
from accounts.errors import Trouble
from accounts.models import AccessGrant
from accounts.permissions import Permission
from accounts.services.support import (
    decide_access,
    end_access,
    end_own_access,
    set_standing,
)
from accounts.support.reading import looks

_TONES = {"asked": "warn", "open": "info", "refused": "none", "ended": "none", "over": "none"}


class StandingForm(forms.Form):
    """Until which day looks need no question; the whole day counts."""

    until = forms.DateField(
        label=gettext_lazy("Allowed without asking, until the end of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Leave it empty to be asked each time."),
    )


@require_safe
@requires(Permission.GRANT_SUPPORT)
def page(request: MemberRequest) -> HttpResponseBase:
    """Who asks, who looks, who looked at what; and whether they have to ask."""
    return _page(request, StandingForm(initial={"until": _standing(request)}))


@require_POST
@requires(Permission.GRANT_SUPPORT)
def decide(request: MemberRequest, grant_id: UUID) -> HttpResponseBase:
    """Allow or refuse."""
    is_allowed = request.POST.get("answer") == "allow"
    if not decide_access(grant=_grant(grant_id), by=request.membership, is_allowed=is_allowed):
        messages.info(request, _("This question is answered already, or too old."))
    elif is_allowed:
        messages.success(request, _("They can look from now on. You can end it at any time."))
    else:
        messages.success(request, _("Refused. They see nothing."))
    return _back(request)


@require_POST
@requires(Permission.GRANT_SUPPORT)
def end(request: MemberRequest, grant_id: UUID) -> HttpResponseBase:
    """Show them out."""
    if end_access(grant=_grant(grant_id), by=request.user.pk):
        messages.success(request, _("Ended. They see nothing more."))
    else:
        messages.info(request, _("It had ended already."))
    return _back(request)


@require_POST
@personal
def end_own(request: Any, workspace_id: UUID, grant_id: UUID) -> HttpResponseBase:
    """One of ours goes by themselves: from the bar above each page that they see, or the desk."""
    if not end_own_access(workspace_id=workspace_id, grant_id=grant_id, by=request.user):
        raise Http404("No look of yours.")
    messages.success(request, _("Ended. You see nothing more."))
    return redirect("admin:desk_access" if "at_desk" in request.POST else "accounts:profile")


@require_POST
@requires(Permission.GRANT_SUPPORT)
def standing(request: MemberRequest) -> HttpResponseBase:
    """Be asked each time, or not until a day."""
    form = StandingForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    day = form.cleaned_data["until"]
    until = None
    if day is not None:
        until = timezone.make_aware(datetime.combine(day, time.max))
    try:
        set_standing(workspace=request.workspace, until=until)
    except Trouble as trouble:
        form.add_error("until", str(trouble))
        return _page(request, form)
    messages.success(request, _("Saved."))
    return _back(request)


def _page(request: MemberRequest, form: StandingForm) -> HttpResponseBase:
    labels = _labels()
    rows = [
        {"look": look, "label": labels[look.state], "tone": _TONES.get(look.state, "none")}
        for look in looks()
    ]
    context: dict[str, Any] = {"rows": rows, "form": form, "standing": _standing(request)}
    return render(request, "accounts/support_access.html", context)


def _labels() -> dict[str, str]:
    return {
        "asked": _("Asks"),
        "open": _("Looks now"),
        "over": _("Over"),
        "refused": _("Refused"),
        "ended": _("Ended"),
        "lapsed": _("Not answered"),
    }


def _standing(request: MemberRequest) -> Any:
    until = request.workspace.support_allowed_until
    return until if until is not None and until > timezone.now() else None


def _grant(grant_id: UUID) -> AccessGrant:
    return get_object_or_404(AccessGrant.objects.all(), pk=grant_id)


def _back(request: MemberRequest) -> HttpResponseBase:
    return redirect("accounts:support_access", slug=request.workspace.slug)
