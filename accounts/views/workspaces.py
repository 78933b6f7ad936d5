"""Makes a workspace and changes its settings."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.doors import MemberRequest, personal, requires
from accounts.errors import Trouble
from accounts.forms import HabitsForm, WorkspaceForm
from accounts.models import Workspace
from accounts.permissions import Permission
from accounts.selectors import memberships_of
from accounts.services.workspaces import change_habits, change_workspace, create_workspace


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
    """Name, currency and zone of the workspace, on the page of all its settings."""
    workspace = request.workspace
    # A copy: a refused form must not change what the page around it shows.
    form = WorkspaceForm(request.POST or None, instance=copy(workspace))
    if request.method != "POST":
        return settings_page(request)
    if not form.is_valid():
        return settings_page(request, form=form)
    change_workspace(workspace=workspace, **form.cleaned_data)
    return _saved(request)


@require_POST
@requires(Permission.MANAGE_WORKSPACE)
def habits(request: MemberRequest) -> HttpResponseBase:
    """In which language it writes, and how it counts."""
    form = HabitsForm(request.POST, instance=copy(request.workspace))
    if not form.is_valid():
        return settings_page(request, habits=form)
    change_habits(workspace=request.workspace, **form.cleaned_data)
    return _saved(request)


def settings_page(
    request: MemberRequest,
    *,
    form: WorkspaceForm | None = None,
    habits: HabitsForm | None = None,
    logo_error: str = "",
) -> HttpResponseBase:
    """All settings, each with its own form; what was refused comes back with its reason."""
    workspace = request.workspace
    is_refused = bool(form or habits or logo_error)
    context = {
        "form": form or WorkspaceForm(instance=copy(workspace)),
        "habits": habits or HabitsForm(instance=copy(workspace)),
        "logo_error": logo_error,
        "may_close": _closing_url(request),
    }
    status = 422 if is_refused else 200
    return render(request, "accounts/workspace_settings.html", context, status=status)


def _saved(request: MemberRequest) -> HttpResponseBase:
    messages.success(request, _("Saved."))
    return redirect("accounts:settings", slug=request.workspace.slug)


def _closing_url(request: MemberRequest) -> str:
    if Permission.CLOSE_WORKSPACE not in request.permissions or request.workspace.is_house:
        return ""
    return reverse("privacy:closing", args=[request.workspace.slug])
