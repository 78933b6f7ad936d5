"""How one gets into the workspace: second step, length of log-ins, networks, domains."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import MemberRequest, recently_authenticated, requires
from accounts.errors import Trouble
from accounts.networks import address_of
from accounts.permissions import Permission
from accounts.rule_forms import DomainsForm, NetworksForm, SessionLengthForm
from accounts.selectors import count_without_second_step, members_of_other_domains
from accounts.services.rules import change_domains, change_networks, change_session_length
from accounts.services.workspaces import lift_second_step, require_second_step
from accounts.session_length import good_until, idle_seconds, span


@require_safe
@requires(Permission.SECURE_WORKSPACE)
def rules_page(request: MemberRequest) -> HttpResponseBase:
    """All rules, each with its own form."""
    return _page(request)


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
    return _back(request)


@require_POST
@recently_authenticated
@requires(Permission.SECURE_WORKSPACE)
def session_length(request: MemberRequest) -> HttpResponseBase:
    """How long a log-in opens the workspace."""
    form = SessionLengthForm(request.POST, workspace=request.workspace)
    if not form.is_valid():
        return _page(request, session_form=form)
    change_session_length(workspace=request.workspace, **form.cleaned_data)
    messages.success(request, _("Saved. It counts from the next page on, for everybody."))
    return _back(request)


@require_POST
@recently_authenticated
@requires(Permission.SECURE_WORKSPACE)
def networks(request: MemberRequest) -> HttpResponseBase:
    """From where people and programs may come."""
    form = NetworksForm(request.POST)
    if form.is_valid():
        try:
            found = form.cleaned_data["networks"]
            own = address_of(request)
            change_networks(workspace=request.workspace, networks=found, own_address=own)
        except Trouble as trouble:
            form.add_error("networks", str(trouble))
        else:
            messages.success(request, _("Saved. It counts at once, for API keys too."))
            return _back(request)
    return _page(request, networks_form=form)


@require_POST
@recently_authenticated
@requires(Permission.SECURE_WORKSPACE)
def domains(request: MemberRequest) -> HttpResponseBase:
    """Whose addresses may be invited and join."""
    form = DomainsForm(request.POST)
    if not form.is_valid():
        return _page(request, domains_form=form)
    change_domains(workspace=request.workspace, domains=form.cleaned_data["domains"])
    messages.success(request, _("Saved."))
    return _back(request)


def _page(request: MemberRequest, **forms: Any) -> HttpResponseBase:
    workspace = request.workspace
    context = {
        "session_form": SessionLengthForm(workspace=workspace),
        "networks_form": NetworksForm(initial={"networks": "\n".join(workspace.networks)}),
        "domains_form": DomainsForm(initial={"domains": ", ".join(workspace.email_domains)}),
        "without_second_step": count_without_second_step(),
        "others": members_of_other_domains(workspace),
        "own_address": address_of(request),
        "good_until": good_until(request.session, workspace),
        "idle": span(idle_seconds(workspace)),
        **forms,
    }
    return render(request, "accounts/rules.html", context)


def _back(request: MemberRequest) -> HttpResponseBase:
    return redirect("accounts:rules", slug=request.workspace.slug)
