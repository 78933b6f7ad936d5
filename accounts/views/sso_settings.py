"""Single sign-on of a workspace: domains, connections, groups, and whether it is required."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.advising import advise, locked
from accounts.doors import MemberRequest, recently_authenticated, requires
from accounts.errors import Trouble
from accounts.limits import require_feature
from accounts.models import CompanyDomain, GroupRole, Membership, Role, SsoConnection
from accounts.permissions import Permission
from accounts.second_step import has_second_step
from accounts.sso import domains, requiring, saml
from accounts.sso.addresses import acs_url, callback_url, metadata_url
from accounts.sso.connections import (
    FEATURE,
    remove_connection,
    remove_group_role,
    save_connection,
    set_group_role,
    switch_connection,
)
from accounts.sso.forms import FORMS, DomainForm, GroupForm
from accounts.sso.pending import TEST
from accounts.tenancy import inside
from accounts.views.sso import go_to_provider

_SECURE = Permission.SECURE_WORKSPACE
_WARN_DAYS = 30


@require_safe
@requires(_SECURE)
def page(request: MemberRequest) -> HttpResponseBase:
    """All of it on one page."""
    return _page(request)


def _page(request: MemberRequest, **forms: Any) -> HttpResponseBase:
    with inside(request.workspace):
        connections = list(SsoConnection.objects.order_by("created_at"))
        context = {
            "domain_form": forms.get("domain_form") or DomainForm(),
            "group_form": forms.get("group_form") or GroupForm(),
            "domains": [_domain_row(row) for row in _domains(request).order_by("name")],
            "connections": [_connection_row(row) for row in connections],
            "groups": list(GroupRole.objects.order_by("group")),
            "has_groups_claim": any(row.groups_claim for row in connections),
            "owners": _owners(request),
            "locked": locked(request, FEATURE),
        }
        return render(request, "accounts/sso/settings.html", context)


def _domain_row(domain: CompanyDomain) -> dict[str, Any]:
    return {
        "domain": domain,
        "name": domains.record_name(domain),
        "value": domains.record_value(domain),
        "key": str(domain.pk),
    }


def _connection_row(connection: SsoConnection) -> dict[str, Any]:
    is_saml = connection.kind == SsoConnection.Kind.SAML
    return {
        "connection": connection,
        "key": str(connection.pk),
        "ends_at": saml.last_end(connection),
        "is_near_end": is_saml and saml.is_near_end(connection, _WARN_DAYS),
    }


def _owners(request: MemberRequest) -> list[dict[str, Any]]:
    rows = Membership.objects.select_related("user").filter(
        workspace=request.workspace, role=Role.OWNER
    )
    return [
        {"member": row, "has_step": has_second_step(row.user)} for row in rows.order_by("joined_at")
    ]


@require_POST
@recently_authenticated
@requires(_SECURE)
def add_domain(request: MemberRequest) -> HttpResponseBase:
    """Claim one; the page then shows the record to set."""
    form = DomainForm(request.POST)
    if form.is_valid():
        try:
            require_feature(request.workspace.pk, FEATURE)
            domains.claim_domain(workspace=request.workspace, name=form.cleaned_data["name"])
            return _back(request)
        except Trouble as trouble:
            form.add_error("name", advise(request, trouble))
    return _page(request, domain_form=form)


@require_POST
@requires(_SECURE, transaction=False)
def check_domain(request: MemberRequest, domain_id: UUID) -> HttpResponseBase:
    """Look into DNS now."""
    domain = _domain(request, domain_id)
    said = _("%(name)s is proven.") % {"name": domain.name}
    return _try(request, lambda: domains.verify_domain(domain=domain), said)


@require_POST
@recently_authenticated
@requires(_SECURE)
def remove_domain(request: MemberRequest, domain_id: UUID) -> HttpResponseBase:
    """Give it up."""
    domain = _domain(request, domain_id)
    said = _("%(name)s is no longer yours here.") % {"name": domain.name}
    return _try(request, lambda: domains.remove_domain(domain=domain), said)


@require_POST
@recently_authenticated
@requires(_SECURE)
def connect_domain(request: MemberRequest, domain_id: UUID) -> HttpResponseBase:
    """Choose the connection of its people."""
    domain, wanted = _domain(request, domain_id), request.POST.get("connection", "")
    connection = _connection(request, wanted) if wanted else None
    chosen = connection.pk if connection else None
    return _try(
        request,
        lambda: domains.set_connection(domain=domain, connection_id=chosen),
        _("Saved."),
    )


@recently_authenticated
@requires(_SECURE, transaction=False)
def new_connection(request: MemberRequest, kind: str) -> HttpResponseBase:
    """Set one up."""
    if kind not in FORMS:
        raise Http404("No such protocol.")
    return _edit(request, kind, None)


@recently_authenticated
@requires(_SECURE, transaction=False)
def connection_page(request: MemberRequest, connection_id: UUID) -> HttpResponseBase:
    """Change one, with what the provider has to know of us beside it."""
    connection = _connection(request, connection_id)
    return _edit(request, connection.kind, connection)


def _edit(request: MemberRequest, kind: str, connection: SsoConnection | None) -> HttpResponseBase:
    form = FORMS[kind](request.POST or None, connection=connection)
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_connection(
                workspace=request.workspace, wanted=form.wanted, connection=connection
            )
        except Trouble as trouble:
            form.add_error(None, advise(request, trouble))
        else:
            messages.success(request, _("Saved. Test it before you switch it on."))
            return redirect(
                "accounts:sso_connection", slug=request.workspace.slug, connection_id=saved.pk
            )
    context = {
        "form": form,
        "kind": kind,
        "connection": connection,
        "ours": _ours(connection) if connection else (),
        "breadcrumbs": [
            {
                "label": _("Single sign-on"),
                "url": reverse("accounts:sso", args=[request.workspace.slug]),
            }
        ],
    }
    return render(request, "accounts/sso/connection.html", context)


def _ours(connection: SsoConnection) -> list[dict[str, str]]:
    """What is copied into the provider's own form: {label, id, value}."""
    if connection.kind == SsoConnection.Kind.OIDC:
        return [
            {"label": _("Redirect address"), "id": "redirect", "value": callback_url(connection)}
        ]
    return [
        {"label": _("Where responses are posted (ACS)"), "id": "acs", "value": acs_url(connection)},
        {
            "label": _("Entity id, and the address of our metadata"),
            "id": "entity",
            "value": metadata_url(connection),
        },
    ]


@require_safe
@requires(_SECURE, transaction=False)
def test_connection(request: MemberRequest, connection_id: UUID) -> HttpResponseBase:
    """Go to the provider and see what it says; nobody is let in by it."""
    connection = _connection(request, connection_id)
    way_back = reverse("accounts:sso_connection", args=[request.workspace.slug, connection_id])
    return go_to_provider(request, connection, TEST, way_back)


@require_POST
@recently_authenticated
@requires(_SECURE)
def switch(request: MemberRequest, connection_id: UUID) -> HttpResponseBase:
    """On or off."""
    connection, is_on = _connection(request, connection_id), request.POST.get("is_on") == "yes"
    said = _("People can come in by it.") if is_on else _("Nobody can come in by it any more.")
    return _try(request, lambda: switch_connection(connection=connection, is_on=is_on), said)


@require_POST
@recently_authenticated
@requires(_SECURE)
def drop_connection(request: MemberRequest, connection_id: UUID) -> HttpResponseBase:
    """Take it away."""
    connection = _connection(request, connection_id)
    return _try(request, lambda: remove_connection(connection=connection), _("It is gone."))


@require_POST
@recently_authenticated
@requires(_SECURE)
def add_group(request: MemberRequest) -> HttpResponseBase:
    """Say which role a group gives."""
    form = GroupForm(request.POST)
    if not form.is_valid():
        return _page(request, group_form=form)
    group, role = form.cleaned_data["group"], Role(form.cleaned_data["role"])
    return _try(request, lambda: set_group_role(group=group, role=role), _("Saved."))


@require_POST
@recently_authenticated
@requires(_SECURE)
def drop_group(request: MemberRequest, group_role_id: UUID) -> HttpResponseBase:
    """The group gives no role any more."""
    try:
        remove_group_role(group_role_id=group_role_id)
    except GroupRole.DoesNotExist as error:
        raise Http404("No such group.") from error
    return _back(request)


@require_POST
@recently_authenticated
@requires(_SECURE)
def require(request: MemberRequest) -> HttpResponseBase:
    """Refuse other ways in, or no longer."""
    workspace = request.workspace
    if request.POST.get("is_required") != "yes":
        said = _("Members may come in by password, code or passkey again.")
        return _try(request, lambda: requiring.lift_sso(workspace=workspace), said)
    chosen = [UUID(one) for one in request.POST.getlist("breaker") if _is_uuid(one)]
    said = _("Members with an address of your domains now come in by your company alone.")
    return _try(request, lambda: requiring.require_sso(workspace=workspace, breakers=chosen), said)


def _is_uuid(text: str) -> bool:
    return len(text) == 36 and text.replace("-", "").isalnum() and text.count("-") == 4


def _domains(request: MemberRequest) -> Any:
    return CompanyDomain.objects.filter(workspace=request.workspace)


def _domain(request: MemberRequest, domain_id: UUID) -> CompanyDomain:
    found: CompanyDomain | None = _domains(request).filter(pk=domain_id).first()
    if found is None:
        raise Http404("No such domain.")
    return found


def _connection(request: MemberRequest, connection_id: Any) -> SsoConnection:
    with inside(request.workspace):
        found = (
            SsoConnection.objects.filter(pk=connection_id).first()
            if _is_uuid(str(connection_id))
            else None
        )
    if found is None:
        raise Http404("No such connection.")
    return found


def _try(request: MemberRequest, step: Callable[[], Any], said: str) -> HttpResponseBase:
    try:
        step()
    except Trouble as trouble:
        messages.error(request, str(trouble))
    else:
        messages.success(request, said)
    return _back(request)


def _back(request: MemberRequest) -> HttpResponseBase:
    return redirect("accounts:sso", slug=request.workspace.slug)
