"""What stands between a member and their workspace: networks, age of the log-in, a seat."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponseBase
from django.shortcuts import render

from accounts.coming_in import to_login
from accounts.models import Membership
from accounts.networks import address_of, admits
from accounts.permissions import Permission
from accounts.selectors import memberships_of, names_who_may
from accounts.session_length import began_at, why_over


def refused_entry(request: Any) -> HttpResponseBase | None:
    """The page that a member gets instead of the one they asked for, if any."""
    address = address_of(request)
    if not admits(request.workspace.networks, address):
        context = {"name": request.workspace.name, "address": address}
        return render(request, "accounts/network_refused.html", context, status=403)
    if why := why_over(request):
        logout(request)
        messages.warning(request, why)
        return to_login(request)
    return None


def frozen_page(request: Any) -> HttpResponseBase:
    """What a member sees for whom the plan has no room: why, and who can change it."""
    others = memberships_of(request.user).exclude(workspace_id=request.workspace.pk)
    context = {
        "name": request.workspace.name,
        "slug": request.workspace.slug,
        "owners": names_who_may(request.workspace.pk, Permission.MANAGE_BILLING),
        "others": list(others),
    }
    return render(request, "accounts/frozen.html", context, status=403)


def note_entry(request: Any) -> None:
    """Remember with which log-in a member last came in; one write a log-in."""
    at, member = began_at(request), request.membership
    if at is None:
        return
    if member.last_login_at is None or member.last_login_at < at:
        Membership.objects.filter(pk=member.pk).update(last_login_at=at)
