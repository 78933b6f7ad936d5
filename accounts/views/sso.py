"""Coming in by the company: the address that is asked for, the way there, and the way back."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.audit import record
from accounts.doors import public
from accounts.errors import Trouble
from accounts.languages import speak_for
from accounts.models import CompanyDomain, Membership, Role, SsoConnection, Workspace
from accounts.permissions import Permission, may
from accounts.sso import linking, oidc, pending, saml, tickets
from accounts.sso.addresses import callback_url
from accounts.sso.arriving import MustConfirm, arrive
from accounts.sso.connections import connection_for, note_tested, open_secret
from accounts.sso.domains import domain_of
from accounts.sso.forms import CompanyForm
from accounts.sso.groups import role_of
from accounts.sso.pending import AGAIN, LOGIN, TEST, Pending
from accounts.sso.provider import Proven, SignOnFailed, quote_error
from accounts.sso.sessions import note_sso, sso_records
from accounts.strangers.rates import Rates
from accounts.tenancy import inside

RATES = Rates("sso", {"ask": "30/m/ip", "start": "30/m/ip", "back": "60/m/ip"})
_TICKET_SECONDS = 120


@public
@never_cache
def company(request: Any) -> HttpResponseBase:
    """Asks for the address, and goes by its domain alone: it does not tell who has a login."""
    form = CompanyForm(request.POST or None)
    if request.method == "POST" and (waits := RATES.too_many(request, "ask")):
        return waits
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "next": request.GET.get("next", "")}
        return render(request, "accounts/sso/company.html", context)
    domain = CompanyDomain.objects.filter(
        name=domain_of(form.cleaned_data["email"]), verified_at__isnull=False
    ).first()
    connection = connection_for(domain) if domain else None
    if domain is None or connection is None:
        form.add_error("email", _("No company logs in here with this domain."))
        return render(request, "accounts/sso/company.html", {"form": form}, status=200)
    query = urlencode({"connection": connection.pk, "next": request.POST.get("next", "")})
    start = f"{reverse('accounts:sso_start', args=[domain.workspace_id])}?{query}"
    return render(request, "accounts/sso/to_provider.html", {"start": start, "domain": domain.name})


@public
@require_safe
def required(request: Any) -> HttpResponseBase:
    """What is said to who gave a right password where it opens nothing."""
    return render(request, "accounts/sso/required.html")


@public
@require_safe
@never_cache
def start(request: Any, workspace_id: UUID) -> HttpResponseBase:
    """On to the provider of a workspace; `again` asks whoever is logged in to prove themselves."""
    if waits := RATES.too_many(request, "start"):
        return waits
    connection = _chosen(request, workspace_id)
    if connection is None:
        return _failed(request, SignOnFailed(_("This company has no log-in that is switched on.")))
    purpose = AGAIN if request.GET.get("again") and request.user.is_authenticated else LOGIN
    return go_to_provider(request, connection, purpose, request.GET.get("next", ""))


def go_to_provider(
    request: Any, connection: SsoConnection, purpose: str, way_back: str
) -> HttpResponseBase:
    """A redirect, with what is to be compared on the way back kept in this browser's session."""
    begun: dict[str, Any] = {
        "workspace_id": connection.workspace_id,
        "connection_id": connection.pk,
        "purpose": purpose,
        "next": _safe(request, way_back),
    }
    try:
        if connection.kind == SsoConnection.Kind.OIDC:
            waiting = pending.begin(request.session, **begun)
            return redirect(oidc.way_there(connection, waiting, callback_url(connection)))
        request_id, address = saml.way_there(connection, is_fresh=purpose == AGAIN)
        pending.begin(request.session, state=request_id, **begun)
        return redirect(address)
    except Trouble as trouble:
        return _failed(request, trouble)


@public
@require_safe
@never_cache
def callback(request: Any, workspace_id: UUID, connection_id: UUID) -> HttpResponseBase:
    """Back from a provider that speaks OpenID Connect."""
    if waits := RATES.too_many(request, "back"):
        return waits
    connection = _connection(workspace_id, connection_id)
    waiting = _take(request, connection, request.GET.get("state", ""))
    if waiting is None:
        return _failed(request, _lost())
    try:
        proven = _redeemed(request, connection, waiting)
    except Trouble as trouble:
        return _failed(request, trouble, connection, waiting)
    return _come_in(request, connection, waiting, proven)


def _redeemed(request: Any, connection: SsoConnection, waiting: Pending) -> Proven:
    said = request.GET
    if "iss" in said and said["iss"] != connection.issuer:
        raise SignOnFailed(_("Another provider answered than the one that was asked."))
    if "error" in said:
        raise quote_error(said["error"], said.get("error_description", ""))
    secret = open_secret(connection)
    return oidc.redeem(connection, secret, waiting, said.get("code", ""), callback_url(connection))


@csrf_exempt
@require_POST
@public
@never_cache
def acs(request: Any, workspace_id: UUID, connection_id: UUID) -> HttpResponseBase:
    """Back from SAML: posted by another site, so this browser's session is not seen here yet.

    What holds is kept under a ticket, and the next request compares it with the session.
    """
    if waits := RATES.too_many(request, "back"):
        return waits
    connection = _connection(workspace_id, connection_id)
    if connection.kind != SsoConnection.Kind.SAML:
        raise Http404("This connection does not speak SAML.")
    try:
        answered = saml.read_response(connection, request.POST.get("SAMLResponse", ""))
    except Trouble as trouble:
        return _failed(request, trouble, connection)
    ticket = tickets.give(
        connection, answered.proven, seconds=_TICKET_SECONDS, answers=answered.answers
    )
    where = [workspace_id, connection_id, ticket]
    return HttpResponse(
        status=303, headers={"Location": reverse("accounts:sso_finish", args=where)}
    )


@public
@require_safe
@never_cache
def finish(request: Any, workspace_id: UUID, connection_id: UUID, ticket: UUID) -> HttpResponseBase:
    """The ticket opens only in the browser whose request the assertion answers."""
    connection = _connection(workspace_id, connection_id)
    found = tickets.take(workspace_id, ticket)
    if found is None or found[1]["connection"] != str(connection.pk):
        return _failed(request, _lost())
    proven, more = found
    waiting = _take(request, connection, more["answers"])
    if waiting is None:
        return _failed(request, _lost())
    return _come_in(request, connection, waiting, proven)


@public
@require_safe
def metadata(request: Any, workspace_id: UUID, connection_id: UUID) -> HttpResponseBase:
    """What a SAML provider is told about us; nothing in it is secret."""
    connection = _connection(workspace_id, connection_id)
    if connection.kind != SsoConnection.Kind.SAML:
        raise Http404("This connection does not speak SAML.")
    return HttpResponse(saml.own_metadata(connection), content_type="application/samlmetadata+xml")


@public
@never_cache
def confirm(request: Any, workspace_id: UUID, ticket: UUID) -> HttpResponseBase:
    """The link of the mail: whoever reads that address says that the login is theirs."""
    if request.method != "POST":
        found = linking.look(workspace_id, ticket)
        context = {"name": found.workspace_name if found else ""}
        return render(request, "accounts/sso/confirm.html", context, status=200 if found else 404)
    try:
        linking.confirm_link(workspace_id, ticket)
    except Trouble as trouble:
        return _failed(request, trouble)
    context = {"start": reverse("accounts:sso_start", args=[workspace_id])}
    return render(request, "accounts/sso/confirmed.html", context)


def _come_in(
    request: Any, connection: SsoConnection, waiting: Pending, proven: Proven
) -> HttpResponseBase:
    if waiting.purpose == TEST:
        return _tested(request, connection, proven)
    try:
        speak_for(request, connection.workspace)
        user = arrive(connection, proven)
        if waiting.purpose == AGAIN and user != request.user:
            raise SignOnFailed(_("This is somebody else than who is logged in."))
    except MustConfirm as unknown:
        linking.ask_for_link(connection, proven, unknown.user)
        return render(request, "accounts/sso/look_into_mail.html")
    except Trouble as trouble:
        return _failed(request, trouble, connection, waiting)
    note_sso(request, user, connection)
    if request.user.is_authenticated and request.user == user:
        return redirect(waiting.next or "/")
    login = Login(user=user, redirect_url=waiting.next or None, email_verification="none")
    return perform_login(request, login)  # type: ignore[no-any-return]


def _tested(request: Any, connection: SsoConnection, proven: Proven) -> HttpResponseBase:
    """What the provider says of the admin who tests it; nobody is let in by it."""
    place = Membership.objects.filter(
        workspace_id=connection.workspace_id, user_id=request.user.pk
    ).first()
    if place is None or not may(place.role, Permission.SECURE_WORKSPACE):
        raise Http404("No such workspace.")
    note_tested(connection=connection)
    with inside(connection.workspace_id):
        role = role_of(proven.groups) or connection.default_role
    context = {
        "connection": connection,
        "proven": proven,
        "role": Role(role).label,
        "is_ours": CompanyDomain.objects.filter(
            workspace_id=connection.workspace_id,
            name=domain_of(proven.email),
            verified_at__isnull=False,
        ).exists(),
        "back": reverse("accounts:sso", args=[place.workspace.slug]),
    }
    return render(request, "accounts/sso/tested.html", context)


def _failed(
    request: Any,
    trouble: Trouble,
    connection: SsoConnection | None = None,
    waiting: Pending | None = None,
) -> HttpResponseBase:
    """The page that says what the provider said and what to do; the trail keeps that it failed."""
    if connection is not None and waiting is not None:
        # Only what was begun here: strangers who post anything at all do not fill the trail.
        with inside(connection.workspace_id):
            record("sso.failed", connection, code=trouble.code)
    back = waiting.next if waiting is not None and waiting.purpose == TEST else ""
    context = {"trouble": trouble, "back": back}
    return render(request, "accounts/sso/failed.html", context, status=400)


def _lost() -> SignOnFailed:
    return SignOnFailed(
        _("This log-in was not begun in this browser, or too long ago."),
        advice=_("Begin once more."),
        code="lost",
    )


def _connection(workspace_id: UUID, connection_id: UUID) -> SsoConnection:
    if not Workspace.objects.filter(pk=workspace_id).exists():
        raise Http404("No such connection.")
    with inside(workspace_id):
        found = SsoConnection.objects.filter(pk=connection_id).first()
    if found is None:
        raise Http404("No such connection.")
    return found


def _take(request: Any, connection: SsoConnection, state: str) -> Pending | None:
    """What this browser began; for a log-in the connection has to be on still."""
    waiting = pending.take(
        request.session,
        state,
        workspace_id=connection.workspace_id,
        connection_id=connection.pk,
    )
    if waiting is None or (waiting.purpose != TEST and connection.enabled_at is None):
        return None
    return waiting


def _chosen(request: Any, workspace_id: UUID) -> SsoConnection | None:
    """The connection that is named, that of the person's domain or last log-in, or the first."""
    if not Workspace.objects.filter(pk=workspace_id).exists():
        return None
    named = request.GET.get("connection") or _last_used(request, workspace_id)
    with inside(workspace_id):
        on = SsoConnection.objects.filter(enabled_at__isnull=False).order_by("created_at")
        found = on.filter(pk=named).first() if _is_uuid(named) else None
        if found is not None:
            return found
    domains = CompanyDomain.objects.filter(workspace_id=workspace_id, verified_at__isnull=False)
    email = getattr(request.user, "email", "")
    domain = domains.filter(name=domain_of(email)).first() or domains.first()
    return connection_for(domain) if domain else None


def _last_used(request: Any, workspace_id: UUID) -> str:
    records = sso_records(request, request.user)
    here = [one["connection"] for one in records if one.get("workspace") == str(workspace_id)]
    return here[-1] if here else ""


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _safe(request: Any, way_back: str) -> str:
    is_ours = url_has_allowed_host_and_scheme(
        way_back, {request.get_host()}, require_https=request.is_secure()
    )
    return way_back if is_ours and way_back.startswith("/") else ""
