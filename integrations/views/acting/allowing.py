"""That campaigns of a source may be changed from here: said, and taken back, by an admin."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.advising import advise
from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from integrations import actions
from integrations.views.sources import find_source


@require_POST
@requires(Permission.APPROVE_CAMPAIGNS)
def allow_actions(request: MemberRequest, source_id: UUID) -> HttpResponseBase:
    """From now on."""
    source = find_source(source_id)
    try:
        source = actions.turn_on_actions(source_id=source.pk)
    except Trouble as trouble:
        messages.error(request, advise(request, trouble))
    else:
        lacks = actions.lacks_action_right(source)
        again = _("Allowed. Connect the source again to give it the right.")
        messages.success(request, again if lacks else _("Allowed."))
    return redirect("integrations:source", request.workspace.slug, source_id)


@require_POST
@requires(Permission.APPROVE_CAMPAIGNS, goes_on=True)
def forbid_actions(request: MemberRequest, source_id: UUID) -> HttpResponseBase:
    """Nothing is changed there any more."""
    source = find_source(source_id)
    actions.turn_off_actions(source_id=source.pk)
    messages.success(request, _("Nothing is changed there from here any more."))
    return redirect("integrations:source", request.workspace.slug, source_id)
