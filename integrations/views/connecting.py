"""Connecting Salesforce: the wizard, the way to the consent page, and the way back."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.doors import MemberRequest, personal, requires
from accounts.errors import Trouble
from accounts.models import Workspace
from accounts.permissions import Permission
from accounts.tenancy import inside
from integrations import services
from integrations.forms import SalesforceForm
from integrations.selectors import salesforce_objects
from integrations.views.links import connect_steps, crumbs
from integrations.views.sources import find_source

# What was chosen before the consent, kept in the session until the source is there.
_CHOSEN = "salesforce_person_fields"


@requires(Permission.MANAGE_SOURCES, transaction=False)
def wizard(request: MemberRequest) -> HttpResponseBase:
    """Choose where to log in and what is kept; then go to Salesforce's consent page."""
    form = SalesforceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            address = _begin(request, form.cleaned_data["login"], form.cleaned_data["my_domain"])
        except Trouble as trouble:
            field = "my_domain" if trouble.code == "my_domain" else None
            form.add_error(field, str(trouble))
        else:
            request.session[_CHOSEN] = {str(request.workspace.pk): form.fields_by_stream()}
            return _go(request, address)
    context = {
        "form": form,
        "objects": salesforce_objects(),
        "is_ready": bool(settings.SALESFORCE_CLIENT_ID),
        "steps": connect_steps(0),
        "breadcrumbs": crumbs(request),
    }
    status = 422 if form.errors and not request.htmx else 200  # type: ignore[attr-defined]
    return render(request, "integrations/connect_salesforce.html", context, status=status)


@require_POST
@requires(Permission.MANAGE_SOURCES, transaction=False)
def reconnect(request: MemberRequest, source_id: UUID) -> HttpResponseBase:
    """Ask Salesforce for access once more, for the same source."""
    with inside(request.workspace):
        source = find_source(source_id)
    login, domain = source.options.get("login", "production"), source.options.get("my_domain", "")
    if "test" in str(source.identity.get("instance_url", "")) or source.identity.get("is_sandbox"):
        login = "test"
    try:
        return _go(request, _begin(request, login, domain, source.pk))
    except Trouble as trouble:
        messages.error(request, str(trouble))
        return redirect("integrations:source", request.workspace.slug, source.pk)


def _begin(request: MemberRequest, login: str, domain: str, source_id: UUID | None = None) -> str:
    return services.begin_connect(
        workspace_id=request.workspace.pk,
        user_id=request.user.pk,
        session=request.session,
        login=login,
        my_domain=domain,
        source_id=source_id,
    )


def _go(request: MemberRequest, address: str) -> HttpResponseBase:
    """On to Salesforce without a redirect: form-action forbids one that answers a form."""
    if request.htmx:  # type: ignore[attr-defined]
        response = HttpResponse(status=200)
        response["HX-Redirect"] = address
        return response
    context = {"address": address, "steps": connect_steps(1), "breadcrumbs": crumbs(request)}
    return render(request, "integrations/to_salesforce.html", context)


@require_GET
@personal
def callback(request: Any) -> HttpResponseBase:
    """The browser's return; its state, not its address, says which workspace it belongs to."""
    try:
        connected = services.complete_connect(
            user_id=request.user.pk, session=request.session, query=request.GET.dict()
        )
    except Trouble as trouble:
        return _failed(request, trouble)
    _keep_chosen_fields(request, connected)
    text = (
        _("Salesforce is connected.") if connected.is_new else _("Salesforce is connected again.")
    )
    messages.success(request, text)
    return redirect("integrations:source", connected.workspace_slug, connected.source_id)


def _keep_chosen_fields(request: Any, connected: services.Connected) -> None:
    workspace = Workspace.objects.get(slug=connected.workspace_slug)
    chosen = request.session.pop(_CHOSEN, {}).get(str(workspace.pk), {})
    if not connected.is_new or not any(chosen.values()):
        return
    with inside(workspace):
        services.choose_person_fields(source_id=connected.source_id, fields=chosen)


def _failed(request: Any, trouble: Trouble) -> HttpResponseBase:
    """What happened and what to do; the workspace is the one this browser was last in."""
    status = 400 if trouble.code == "forged_state" else 200
    context = {"trouble": trouble, "home": reverse("accounts:landing")}
    return render(request, "integrations/connect_failed.html", context, status=status)
