"""What a person who is logged in gets by mail: what has to be, and what they choose."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.audit import Actor, acting_as
from accounts.doors import personal
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from enquiries.models import Way
from enquiries.newsletters.finding import subscriber_of
from enquiries.newsletters.forms import ChoicesForm
from enquiries.newsletters.subscribing import agree_signed_in, end_for, is_live
from enquiries.newsletters.wording import consent_text


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def communication(request: Any) -> HttpResponseBase:
    """Topics and language; nothing is ticked that nobody ticked."""
    user = request.user
    with inside(HOUSE_ID):
        row = subscriber_of(user.email)
    is_reader = row is not None and is_live(row)
    known = {
        "topics": row.topics if row and is_reader else [],
        "language": row.language if row and is_reader else user.language,
    }
    form = ChoicesForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        # As the person, not as a member of the house: the trail names the subscription alone.
        with acting_as(Actor("public")):
            _keep(user.email, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("enquiries:communication")
    context = {
        "form": form,
        "consent_text": consent_text(),
        "is_reader": is_reader,
        "undeliverable_at": row.undeliverable_at if row and is_reader else None,
    }
    return render(request, "enquiries/newsletters/communication.html", context)


def _keep(email: str, *, topics: list[str], language: str) -> None:
    if topics:
        agree_signed_in(email=email, language=language, topics=topics)
    else:
        end_for(email=email, way=Way.SETTINGS)
