"""What came by mail and nobody has confirmed: read it, and take it up where one knows better."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.doors import MemberRequest, requires
from accounts.permissions import Permission
from privacy.models import DataSubjectRequest, Kind
from privacy.requests.arrivals import take_up
from privacy.requests.finding import letters_of, note_seen, shown_address, unconfirmed_mail
from privacy.requests.forms import TakeUpForm
from privacy.requests.views.desk import crumb


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_PRIVACY)
def mailed(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """Its words; a POST opens it without its sender's proof."""
    found = unconfirmed_mail().filter(pk=request_id).first()
    if found is None:
        raise Http404("No such mail waits.")
    form = TakeUpForm(request.POST or None, initial={"kind": found.kind})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            take_up(request_id=found.pk, kind=Kind(said["kind"]), reason=said["reason"])
        except DataSubjectRequest.DoesNotExist as error:
            raise Http404("Its sender confirmed it in this moment.") from error
        messages.success(request, _("The request is on the desk."))
        return redirect("privacy_requests:detail", slug=request.workspace.slug, request_id=found.pk)
    note_seen(found, place="desk")
    context = {
        "asked": found,
        "address": shown_address(found),
        "letters": letters_of(found, with_notes=False),
        "form": form,
        "breadcrumbs": [crumb(request)],
    }
    return render(request, "privacy/requests/mailed.html", context)
