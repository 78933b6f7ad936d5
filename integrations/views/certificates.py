"""The certificate's page: download it, say whose it is, connect; and the next one in time."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from accounts.tenancy import inside
from integrations import services
from integrations.forms import CertificateForm
from integrations.models import Certificate, Source
from integrations.views.connecting import find_card, welcome
from integrations.views.links import certificate_page, connect_steps, crumbs
from integrations.views.sources import find_source


@requires(Permission.MANAGE_SOURCES, transaction=False)
def certificate(request: MemberRequest, connector: str, certificate_id: UUID) -> HttpResponseBase:
    """What to do in the vendor's Setup, the certificate itself, and the form that connects."""
    with inside(request.workspace):
        row = _find(connector, certificate_id)
    data = request.POST if request.method == "POST" else None
    form, trouble = CertificateForm(data, initial=_initial(request, row)), None
    if request.method == "POST" and form.is_valid():
        try:
            connected = _connect(request, row, form.cleaned_data)
        except Trouble as caught:
            trouble = caught
        else:
            welcome(request, connected, find_card(connector))
            return redirect("integrations:source", request.workspace.slug, connected.source_id)
    return _show(request, row, form, trouble)


@require_GET
@requires(Permission.MANAGE_SOURCES)
def certificate_file(
    request: MemberRequest, connector: str, certificate_id: UUID
) -> HttpResponseBase:
    """The public part alone, as Salesforce takes it."""
    row = _find(connector, certificate_id)
    response = HttpResponse(row.certificate, content_type="application/x-pem-file")
    name = f"proactivox-{request.workspace.slug}-{row.created_at:%Y-%m-%d}.crt"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@requires(Permission.MANAGE_SOURCES)
def next_certificate(request: MemberRequest, source_id: UUID) -> HttpResponseBase:
    """Make the next one; the one in use stays good until the first token came by the new one."""
    source = find_source(source_id)
    if source.options.get("way") != services.BY_CERTIFICATE:
        raise Http404("This source is not entered by a certificate.")
    made = services.begin_certificate(connector=source.connector, source_id=source.pk)
    return redirect(certificate_page(request, made))


def _find(connector: str, certificate_id: UUID) -> Certificate:
    row = Certificate.objects.filter(pk=certificate_id, connector=connector).first()
    if row is None:
        raise Http404("No such certificate.")
    return row


def _initial(request: MemberRequest, row: Certificate) -> dict[str, Any]:
    known: dict[str, Any] = {}
    if row.source_id is not None:
        with inside(request.workspace):
            known = Source.objects.values_list("options", flat=True).get(pk=row.source_id)
    return {
        "consumer_key": row.consumer_key,
        "username": row.username,
        "login": request.GET.get("login") or known.get("login") or "production",
        "my_domain": request.GET.get("my_domain") or known.get("my_domain", ""),
    }


def _connect(request: MemberRequest, row: Certificate, typed: dict[str, Any]) -> services.Connected:
    return services.connect_by_certificate(
        workspace=request.workspace,
        user_id=request.user.pk,
        certificate_id=row.pk,
        consumer_key=typed["consumer_key"],
        username=typed["username"],
        login=typed["login"],
        my_domain=typed["my_domain"],
    )


def _show(
    request: MemberRequest, row: Certificate, form: CertificateForm, trouble: Trouble | None
) -> HttpResponseBase:
    found = find_card(row.connector)
    context = {
        "certificate": row,
        "form": form,
        "trouble": trouble,
        "found": found,
        "steps": connect_steps(1, found.label, has_accounts=False),
        "breadcrumbs": crumbs(request),
    }
    status = 422 if form.errors or trouble else 200
    return render(request, "integrations/certificate.html", context, status=status)
