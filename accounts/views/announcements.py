"""What Proactivox tells its users: a person's own list, putting one away, and mail or not."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.announcements.reading import dismiss, inbox_of
from accounts.doors import personal
from accounts.services.announcements import set_notice_mails


@require_safe
@personal
def inbox(request: Any) -> HttpResponseBase:
    """All that the person was told in a year, put away or not."""
    return render(request, "accounts/announcements.html", {"rows": inbox_of(request.user)})


@require_POST
@personal
def put_away(request: Any, announcement_id: UUID) -> HttpResponseBase:
    """Off this person's pages, and back to the page they were on."""
    if not dismiss(request.user, announcement_id):
        raise Http404("Nothing of yours.")
    way_back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(way_back, {request.get_host()})
    return redirect(way_back if is_ours else "accounts:announcements")


@require_POST
@personal
def choose_mails(request: Any) -> HttpResponseBase:
    """Whether notices about the service come by mail, too."""
    set_notice_mails(user=request.user, is_wanted="wants_notices" in request.POST)
    messages.success(request, _("Saved."))
    return redirect("enquiries:communication")
