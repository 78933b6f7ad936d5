"""Which of the vendor's accounts a source reads: chosen after the consent, changed whenever."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from accounts.tenancy import inside
from integrations import services
from integrations.forms import AccountsForm
from integrations.models import Source
from integrations.selectors import accounts_of, card, is_known
from integrations.views.links import connect_steps, crumbs
from integrations.views.sources import find_source


@requires(Permission.MANAGE_SOURCES, transaction=False)
def accounts(request: MemberRequest, source_id: UUID) -> HttpResponseBase:
    """What the grant may read, with zone and currency; the choice is kept and read from now on."""
    with inside(request.workspace):
        source = find_source(source_id)
    try:
        found = services.readable_accounts(workspace_id=request.workspace.pk, source_id=source.pk)
    except Trouble as trouble:
        messages.error(request, str(trouble))
        return redirect("integrations:source", request.workspace.slug, source.pk)
    known = [account.external_id for account in accounts_of(source)]
    if not known and len(found) == 1:
        known = [found[0].external_id]
    data = request.POST if request.method == "POST" else None
    form = AccountsForm(data, found=found, initial={"accounts": known})
    if request.method == "POST" and form.is_valid() and _keep(request, source, form):
        return redirect("integrations:source", request.workspace.slug, source.pk)
    return _show(request, source, form)


def _keep(request: MemberRequest, source: Source, form: AccountsForm) -> bool:
    try:
        with inside(request.workspace):
            services.choose_accounts(source_id=source.pk, accounts=form.chosen())
    except Trouble as trouble:
        form.add_error("accounts", str(trouble))
        return False
    messages.success(request, _("Saved. The accounts are read from now on."))
    return True


def _show(request: MemberRequest, source: Source, form: AccountsForm) -> HttpResponseBase:
    found = card(source.connector) if is_known(source.connector) else None
    is_first = not accounts_of(source)
    context = {
        "source": source,
        "form": form,
        "found": found,
        "steps": connect_steps(2, found.label, has_accounts=True) if found and is_first else [],
        "breadcrumbs": crumbs(request, source),
    }
    status = 422 if form.errors else 200
    return render(request, "integrations/accounts.html", context, status=status)
