"""Whom a workspace tells when nobody sees to a thing: its admins' rules."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.advising import advise
from accounts.doors import MemberRequest, requires
from accounts.errors import Refused
from accounts.models import Escalation, Severity
from accounts.permissions import Permission
from accounts.telling.escalating import keeping
from accounts.telling.escalating.forms import EscalationForm

_MANAGE = Permission.MANAGE_WEBHOOKS


@requires(_MANAGE)
def escalations_page(request: MemberRequest) -> HttpResponseBase:
    """The rules with a form."""
    form = EscalationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            keeping.add_escalation(**form.rule())
        except Refused as refused:
            form.add_error(None, advise(request, refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:escalations", slug=request.workspace.slug)
    rules = Escalation.objects.select_related("user", "channel").order_by("after_minutes", "pk")
    context = {"form": form, "rows": [_row(rule) for rule in rules]}
    return render(request, "accounts/escalations.html", context)


@require_POST
@requires(_MANAGE, goes_on=True)
def remove(request: MemberRequest, escalation_id: UUID) -> HttpResponseBase:
    """Take a rule away."""
    try:
        keeping.remove_escalation(escalation_id=escalation_id)
    except Escalation.DoesNotExist as error:
        raise Http404("No such rule.") from error
    return redirect("accounts:escalations", slug=request.workspace.slug)


def _row(rule: Escalation) -> dict[str, Any]:
    return {
        "rule": rule,
        "severity": Severity(rule.least).label,
        "whom": rule.user.get_full_name() if rule.user else str(rule.channel),
    }
