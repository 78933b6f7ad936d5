"""Which fields of a CRM may be set from here, chosen by an admin from what the CRM says."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.advising import advise
from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from accounts.tenancy import inside
from integrations import actions
from integrations.forms.records import ActionFieldsForm
from integrations.views.links import crumbs
from integrations.views.sources import find_source


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.APPROVE_CAMPAIGNS, transaction=False)
def action_fields(request: MemberRequest, source_id: UUID) -> HttpResponseBase:
    """Those that the connected user may set, asked of the CRM while the page is opened."""
    with inside(request.workspace):
        source = find_source(source_id)
        allowed = [one.key for one in actions.allowed_fields(source)]
    try:
        known = actions.settable_fields(workspace_id=request.workspace.pk, source_id=source.pk)
    except Trouble as trouble:
        messages.error(request, advise(request, trouble))
        return redirect("integrations:source", request.workspace.slug, source.pk)
    form = ActionFieldsForm(request.POST or None, known=known, allowed=allowed)
    if request.method == "POST":
        form = ActionFieldsForm(request.POST, known=known, allowed=allowed)
        if form.is_valid():
            with inside(request.workspace):
                actions.allow_fields(source_id=source.pk, chosen=form.chosen, known=known)
            messages.success(request, _("Saved. It counts for what is asked from now on."))
            return redirect("integrations:source", request.workspace.slug, source.pk)
    context = {
        "source": source,
        "form": form,
        "nothing": not any(known.values()),
        "breadcrumbs": crumbs(request, source),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "integrations/action_fields.html", context, status=status)
