"""Makes a workspace and changes its settings."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.doors import MemberRequest, personal, recently_authenticated, requires
from accounts.errors import Trouble
from accounts.forms import WorkspaceForm
from accounts.models import Workspace
from accounts.permissions import Permission
from accounts.selectors import count_without_second_step, memberships_of
from accounts.services.workspaces import (
    change_workspace,
    create_workspace,
    lift_second_step,
    require_second_step,
)


@personal
def create(request: Any) -> HttpResponseBase:
    """Name, currency, zone; then straight into it."""
    form = WorkspaceForm(request.POST or None, instance=Workspace())
    if request.method == "POST" and form.is_valid():
        try:
            workspace = create_workspace(**form.cleaned_data, creator=request.user)
        except Trouble as trouble:
            form.add_error("name", str(trouble))
        else:
            return redirect("accounts:home", slug=workspace.slug)
    has_places = memberships_of(request.user).exists()
    return render(
        request, "accounts/workspace_create.html", {"form": form, "has_places": has_places}
    )


@requires(Permission.MANAGE_WORKSPACE)
def settings(request: MemberRequest) -> HttpResponseBase:
    """Name, currency and zone of the workspace."""
    workspace = request.workspace
    # A copy: a refused form must not change what the page around it shows.
    form = WorkspaceForm(request.POST or None, instance=copy(workspace))
    if request.method == "POST" and form.is_valid():
        change_workspace(workspace=workspace, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:settings", slug=workspace.slug)
    may_secure = Permission.SECURE_WORKSPACE in request.permissions
    context = {
        "form": form,
        "may_secure": may_secure,
        "may_close": _closing_url(request),
        "without_second_step": count_without_second_step() if may_secure else 0,
    }
    return render(request, "accounts/workspace_settings.html", context)


def _closing_url(request: MemberRequest) -> str:
    if Permission.CLOSE_WORKSPACE not in request.permissions or request.workspace.is_house:
        return ""
    return reverse("privacy:closing", args=[request.workspace.slug])


@require_POST
@recently_authenticated
@requires(Permission.SECURE_WORKSPACE)
def second_step(request: MemberRequest) -> HttpResponseBase:
    """Ask every member for a second step, or no longer."""
    try:
        if request.POST.get("is_required") == "yes":
            require_second_step(workspace=request.workspace, by=request.membership)
            messages.success(request, _("Every member now needs a second step to enter."))
        else:
            lift_second_step(workspace=request.workspace)
            messages.success(request, _("Members may enter without a second step again."))
    except Trouble as trouble:
        messages.error(request, str(trouble))
    return redirect("accounts:settings", slug=request.workspace.slug)
