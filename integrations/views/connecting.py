"""Connecting a source: the wizard, the way to the vendor's consent page, and the way back."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.advising import advise
from accounts.doors import MemberRequest, personal, requires
from accounts.errors import Trouble
from accounts.models import Workspace
from accounts.parts import is_by_htmx
from accounts.permissions import Permission
from accounts.tenancy import inside
from integrations import services
from integrations.forms import ConnectForm
from integrations.models import Certificate, Source
from integrations.selectors import Card, card, connector_label, is_known
from integrations.views.links import certificate_page, connect_steps, crumbs
from integrations.views.sources import find_source

# What was chosen before the consent, kept in the session until the source is there.
_CHOSEN = "chosen_person_fields"


@requires(Permission.MANAGE_SOURCES, transaction=False)
def wizard(request: MemberRequest, connector: str) -> HttpResponseBase:
    """See what is read, choose what there is to choose; then go to the vendor's consent page."""
    # A form without fields is valid as soon as it is sent, so it is bound by the method.
    data = request.POST if request.method == "POST" else None
    found, form = find_card(connector), ConnectForm(data, connector=connector)
    if request.method == "POST" and form.is_valid():
        try:
            address = _begin_by_way(request, connector, form)
        except Trouble as trouble:
            field = "my_domain" if trouble.code == "my_domain" else None
            form.add_error(field, advise(request, trouble))
        else:
            request.session[_CHOSEN] = {str(request.workspace.pk): form.fields_by_stream()}
            return _go(request, found, address, is_ours=_is_by_certificate(form))
    context = {
        "form": form,
        "found": found,
        "steps": connect_steps(0, found.label, has_accounts=bool(found.account_word)),
        "breadcrumbs": crumbs(request),
    }
    status = 422 if form.errors and not is_by_htmx(request) else 200
    return render(request, "integrations/connect.html", context, status=status)


@require_POST
@requires(Permission.MANAGE_SOURCES, transaction=False)
def reconnect(request: MemberRequest, source_id: UUID) -> HttpResponseBase:
    """Ask the vendor for access once more, for the same source."""
    with inside(request.workspace):
        source = find_source(source_id)
    if source.options.get("way") == services.BY_CERTIFICATE:
        return _to_certificate(request, source)
    found = find_card(source.connector)
    login = _login(source.options)
    if not login and source.identity.get("is_sandbox"):
        # Connected before the place of the log-in was remembered.
        login = {"login": "test"}
    try:
        return _go(request, found, _begin(request, source.connector, login, source.pk))
    except Trouble as trouble:
        messages.error(request, advise(request, trouble))
        return redirect("integrations:source", request.workspace.slug, source.pk)


def _to_certificate(request: MemberRequest, source: Source) -> HttpResponseBase:
    """The certificate that the source is entered by, or a new one where that was forgotten."""
    with inside(request.workspace):
        # The one in use, while it is good: it was refused for what can be mended in Salesforce.
        good = Certificate.objects.filter(source=source, expires_at__gt=timezone.now())
        known = good.order_by(F("used_at").desc(nulls_last=True), "-created_at").first()
        certificate = known or services.begin_certificate(
            connector=source.connector, source_id=source.pk
        )
    login = urlencode(_login(source.options))
    return redirect(f"{certificate_page(request, certificate)}?{login}")


def find_card(connector: str) -> Card:
    """The connector as pages see it; 404 for one that is not there."""
    if not is_known(connector):
        raise Http404("No such connector.")
    return card(connector)


def _login(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: values[name] for name in ("login", "my_domain") if name in values}


def _begin(
    request: MemberRequest,
    connector: str,
    login: Mapping[str, str],
    source_id: UUID | None = None,
) -> str:
    return services.begin_connect(
        workspace_id=request.workspace.pk,
        user_id=request.user.pk,
        session=request.session,
        connector=connector,
        source_id=source_id,
        **login,
    )


def _begin_by_way(request: MemberRequest, connector: str, form: ConnectForm) -> str:
    """Where the browser goes next: the vendor's consent page, or our page of the certificate."""
    if not _is_by_certificate(form):
        return _begin(request, connector, _login(form.cleaned_data))
    with inside(request.workspace):
        certificate = services.begin_certificate(connector=connector)
    page = certificate_page(request, certificate)
    return f"{page}?{urlencode(_login(form.cleaned_data))}"


def _is_by_certificate(form: ConnectForm) -> bool:
    return form.cleaned_data.get("way") == services.BY_CERTIFICATE


def _go(
    request: MemberRequest, found: Card, address: str, *, is_ours: bool = False
) -> HttpResponseBase:
    """On to the vendor without a redirect: form-action forbids one that answers a form."""
    if is_by_htmx(request):
        response = HttpResponse(status=200)
        response["HX-Redirect"] = address
        return response
    if is_ours:
        return redirect(address)
    context = {
        "address": address,
        "found": found,
        "steps": connect_steps(1, found.label, has_accounts=bool(found.account_word)),
        "breadcrumbs": crumbs(request),
    }
    return render(request, "integrations/to_vendor.html", context)


@require_GET
@personal
def callback(request: Any, connector: str) -> HttpResponseBase:
    """The browser's return; its state, not its address, says which workspace it belongs to."""
    found = find_card(connector)
    began_in = services.workspace_of_pending(
        request.session, request.GET.get("state", ""), request.user.pk
    )
    try:
        connected = services.complete_connect(
            user_id=request.user.pk,
            session=request.session,
            query=request.GET.dict(),
            connector=connector,
        )
    except Trouble as trouble:
        return _failed(request, trouble, connector, began_in)
    welcome(request, connected, found)
    page = "integrations:source_accounts" if connected.needs_accounts else "integrations:source"
    return redirect(page, connected.workspace_slug, connected.source_id)


def welcome(request: Any, connected: services.Connected, found: Card) -> None:
    """Keep what was chosen before the source was there, and say that it is."""
    _keep_chosen_fields(request, connected)
    again = _("%(vendor)s is connected again.") % {"vendor": found.label}
    new = _("%(vendor)s is connected.") % {"vendor": found.label}
    messages.success(request, new if connected.is_new else again)


def _keep_chosen_fields(request: Any, connected: services.Connected) -> None:
    workspace = Workspace.objects.get(slug=connected.workspace_slug)
    chosen = request.session.pop(_CHOSEN, {}).get(str(workspace.pk), {})
    if not connected.is_new or not any(chosen.values()):
        return
    with inside(workspace):
        services.choose_person_fields(source_id=connected.source_id, fields=chosen)


def _failed(
    request: Any, trouble: Trouble, connector: str, began_in: Workspace | None
) -> HttpResponseBase:
    """What happened and what to do; without a known workspace, the one last visited."""
    status = 400 if trouble.code == "forged_state" else 200
    vendor = connector_label(connector)
    again = reverse("integrations:connect", args=[began_in.slug, connector]) if began_in else ""
    context = {"trouble": trouble, "vendor": vendor, "home": reverse("enquiries:landing")}
    context["again"] = again
    return render(request, "integrations/connect_failed.html", context, status=status)
