"""The page on which a member corrects the data of a request's person."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from integrations.correcting import CorrectableField, correctable_fields
from privacy.rectifications.correcting import rectify as correct
from privacy.rectifications.forms import RectifyForm
from privacy.requests.finding import address
from privacy.requests.views.desk import Crumb, asked, crumb, name_of, place_of
from privacy.restrictions.starting import subject_of


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_PRIVACY)
def rectify(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """Choose a field of one of the person's records, and say what it has to be."""
    found = asked(request_id)
    subject = subject_of(address(found))
    offered = correctable_fields(subject)
    form = RectifyForm(request.POST or None, offered=[_label(one) for one in offered])
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            correct(
                subject=subject,
                chosen=offered[said["chosen"]],
                value=said["value"],
                request_id=found.pk,
            )
        except Trouble as trouble:
            form.add_error(None, str(trouble))
        else:
            messages.success(request, _("The data is corrected here; its source is being told."))
            return redirect(place_of(request, found))
    context = {
        "form": form,
        "is_known": bool(offered),
        "has_address": bool(found.address),
        "back": place_of(request, found),
        "breadcrumbs": [crumb(request), Crumb(name_of(found), place_of(request, found))],
    }
    return render(request, "privacy/rectifications/rectify.html", context)


def _label(one: CorrectableField) -> str:
    return f"{one.field} · {one.kind} {one.external_id} · {one.source.name}"
