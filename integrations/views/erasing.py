"""The choice of what an erasure does in a source; its form stands on the source's page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.doors import MemberRequest, requires
from accounts.permissions import Permission
from integrations import actions
from integrations.forms import OnErasureForm
from integrations.views.sources import find_source, render_source


@require_POST
@requires(Permission.MANAGE_PRIVACY)
def on_erasure(request: MemberRequest, source_id: UUID) -> HttpResponseBase:
    """Delete, empty, ask, or never."""
    source = find_source(source_id)
    form = OnErasureForm(request.POST, connector=source.connector)
    if not form.is_valid():
        return render_source(request, source, 422, erasure_form=form)
    actions.choose_on_erasure(source_id=source.pk, choice=form.cleaned_data["on_erasure"])
    messages.success(request, _("Saved. It counts for erasures that begin from now on."))
    return redirect("integrations:source", request.workspace.slug, source.pk)
