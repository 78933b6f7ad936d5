"""The data processing agreement in a workspace: what was accepted, and what is offered."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from accounts.selectors import members
from privacy.models import AgreementAcceptance
from privacy.policies.accepting import accept_agreement, standing
from privacy.policies.addresses import reader_locale


@require_safe
@requires(Permission.MANAGE_PRIVACY)
def page(request: MemberRequest) -> HttpResponseBase:
    """Every acceptance, and the text that waits for one."""
    names = {member.user_id: member.user.get_full_name() for member in members()}
    rows = AgreementAcceptance.objects.select_related("version").order_by("-number")
    context = {
        "standing": standing(reader_locale()),
        "accepted": [(row, names.get(row.accepted_by)) for row in rows],
        "may_accept": Permission.MANAGE_WORKSPACE in request.permissions,
    }
    return render(request, "privacy/policies/agreement.html", context)


@require_POST
@requires(Permission.MANAGE_WORKSPACE)
def accept(request: MemberRequest) -> HttpResponseBase:
    """The form names the very text that was on the page."""
    version = request.POST.get("version", "")
    try:
        accepted = accept_agreement(
            version_id=int(version) if version.isdecimal() else 0, by=request.user.pk
        )
    except Trouble as trouble:
        messages.error(request, str(trouble))
    else:
        words = _("Version %(number)s of the agreement is accepted.")
        messages.success(request, words % {"number": accepted.number})
    return redirect("policies:agreement", slug=request.workspace.slug)
