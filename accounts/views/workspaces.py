"""Makes a workspace and changes its settings."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.doors import MemberRequest, personal, requires
from accounts.errors import Trouble
from accounts.forms import WorkspaceForm
from accounts.models import Workspace
from accounts.permissions import Permission
from accounts.selectors import memberships_of
from accounts.services.workspaces import change_workspace, create_workspace


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
    return render(request, "accounts/workspace_settings.html", {"form": form})
