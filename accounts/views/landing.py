"""The first page: what this is for strangers, and the way home for people."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.doors import LAST_WORKSPACE, MemberRequest, public, requires
from accounts.permissions import Permission
from accounts.selectors import home_membership, workspace_home


@require_safe
@public
def landing(request: Any) -> HttpResponseBase:
    """A few words and two doors; whoever is logged in goes on to their workspace."""
    if not request.user.is_authenticated:
        return render(request, "accounts/landing.html")
    place = home_membership(request.user, request.COOKIES.get(LAST_WORKSPACE))
    return redirect(workspace_home(place.workspace) if place else "accounts:create_workspace")


@require_safe
@requires(Permission.VIEW_NUMBERS)
def home(request: MemberRequest) -> HttpResponseBase:
    """The workspace's own address leads to its first page; switching is going there."""
    return redirect(workspace_home(request.workspace))
