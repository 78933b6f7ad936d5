"""The button by which a member says that a recipient was told."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from privacy.models import RecipientNotice
from privacy.recipients.noting import tell_recipient


@require_POST
@requires(Permission.MANAGE_PRIVACY)
def told(request: MemberRequest, notice_id: UUID) -> HttpResponseBase:
    """Put it on record, and go back to the request."""
    try:
        row = tell_recipient(notice_id=notice_id)
    except RecipientNotice.DoesNotExist as none:
        raise Http404("No such recipient.") from none
    except Trouble as trouble:
        messages.error(request, str(trouble))
        row = RecipientNotice.objects.get(pk=notice_id)
    else:
        messages.success(request, _("It is on record."))
    return redirect("privacy_requests:detail", request.workspace.slug, row.request_id)
