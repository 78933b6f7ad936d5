"""Webhooks of a workspace: added with a secret that is shown once, tested, followed, sent again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.advising import Advice, advise, locked
from accounts.doors import MemberRequest, recently_authenticated, requires
from accounts.errors import Refused
from accounts.models import DeliveryState, WebhookDelivery, WebhookEndpoint
from accounts.permissions import Permission
from accounts.webhooks import endpoints
from accounts.webhooks.endpoints import MadeSecret
from accounts.webhooks.forms import EndpointForm
from accounts.webhooks.streams import AUDIT, FEATURES, KINDS, STREAMS

_PAGE = 50
_MANAGE = Permission.MANAGE_WEBHOOKS


@never_cache
@recently_authenticated
@requires(_MANAGE)
def webhooks_page(request: MemberRequest) -> HttpResponseBase:
    """The list with a form; a new secret is shown in the answer, and never again."""
    form = EndpointForm(request.POST or None)
    made: MadeSecret | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = endpoints.add_endpoint(**form.cleaned_data)
        except Refused as refused:
            form.add_error("address", advise(request, refused))
        else:
            form = EndpointForm()
    why = locked(request, FEATURES[AUDIT])
    endpoint_rows = WebhookEndpoint.objects.order_by("created_at", "id")
    rows = [_endpoint_row(one, why) for one in endpoint_rows]
    context = {"form": form, "made": made, "rows": rows, "locked": why}
    return render(request, "accounts/webhooks.html", context)


@require_safe
@requires(_MANAGE)
def webhook_page(request: MemberRequest, endpoint_id: UUID) -> HttpResponseBase:
    """One endpoint and what was sent there in the last 30 days."""
    return _show(request, _found(endpoint_id))


@never_cache
@require_POST
@recently_authenticated
@requires(_MANAGE)
def rotate(request: MemberRequest, endpoint_id: UUID) -> HttpResponseBase:
    """A new secret, shown once; the old one signs beside it for a day."""
    _found(endpoint_id)
    made = endpoints.rotate_secret(endpoint_id=endpoint_id)
    return _show(request, made.endpoint, made=made)


@require_POST
@requires(_MANAGE)
def test(request: MemberRequest, endpoint_id: UUID) -> HttpResponseBase:
    """Send a message that says nothing."""
    _found(endpoint_id)
    endpoints.send_test(endpoint_id=endpoint_id)
    messages.success(request, _("The test is on its way. Its outcome is listed below."))
    return _back(request, endpoint_id)


@require_POST
@requires(_MANAGE)
def switch_on(request: MemberRequest, endpoint_id: UUID) -> HttpResponseBase:
    """Go on from where it ended."""
    _found(endpoint_id)
    endpoints.switch(endpoint_id=endpoint_id, on=True)
    return _back(request, endpoint_id)


@require_POST
@requires(_MANAGE, goes_on=True)
def switch_off(request: MemberRequest, endpoint_id: UUID) -> HttpResponseBase:
    """Send nothing until it is switched on again."""
    _found(endpoint_id)
    endpoints.switch(endpoint_id=endpoint_id, on=False)
    return _back(request, endpoint_id)


@require_POST
@requires(_MANAGE, goes_on=True)
def remove(request: MemberRequest, endpoint_id: UUID) -> HttpResponseBase:
    """Forget the address and all that was sent there."""
    host = _found(endpoint_id).host
    endpoints.remove_endpoint(endpoint_id=endpoint_id)
    messages.success(request, _("Nothing is sent to %(host)s any more.") % {"host": host})
    return redirect("accounts:webhooks", slug=request.workspace.slug)


@require_POST
@requires(_MANAGE)
def again(request: MemberRequest, endpoint_id: UUID, delivery_id: UUID) -> HttpResponseBase:
    """The same message under the same id."""
    try:
        endpoints.send_again(endpoint_id=endpoint_id, delivery_id=delivery_id)
    except ObjectDoesNotExist as error:
        raise Http404("No such message.") from error
    messages.success(request, _("The message is on its way again, under the same id."))
    return _back(request, endpoint_id)


def _found(endpoint_id: UUID) -> WebhookEndpoint:
    endpoint = WebhookEndpoint.objects.filter(pk=endpoint_id).first()
    if endpoint is None:
        raise Http404("No such webhook.")
    return endpoint


def _back(request: MemberRequest, endpoint_id: UUID) -> HttpResponseBase:
    return redirect("accounts:webhook", slug=request.workspace.slug, endpoint_id=endpoint_id)


def _show(
    request: MemberRequest, endpoint: WebhookEndpoint, made: MadeSecret | None = None
) -> HttpResponseBase:
    sent = WebhookDelivery.objects.filter(endpoint=endpoint).order_by("-created_at", "-id")
    page = Paginator(sent.defer("body"), _PAGE).get_page(request.GET.get("page"))
    why = locked(request, FEATURES[AUDIT])
    context = {
        **_endpoint_row(endpoint, why),
        "locked": why,
        "made": made,
        "page": page,
        "rows": [_delivery_row(delivery) for delivery in page],
    }
    return render(request, "accounts/webhook.html", context)


def _endpoint_row(endpoint: WebhookEndpoint, why: Advice | None) -> dict[str, Any]:
    if endpoint.off_why == "failing":
        state, tone = _("Switched off: it failed for five days"), "bad"
    elif endpoint.off_at:
        state, tone = _("Switched off"), "none"
    elif why is not None:
        state, tone = _("Paused: not in your plan"), "warn"
    elif endpoint.failing_since:
        state, tone = _("Fails"), "warn"
    else:
        state, tone = _("On"), "good"
    return {
        "endpoint": endpoint,
        "state": state,
        "tone": tone,
        "streams": [STREAMS[word] for word in endpoint.streams if word in STREAMS],
    }


def _delivery_row(delivery: WebhookDelivery) -> dict[str, Any]:
    states = {
        DeliveryState.WAITING: (_("Waiting"), "none"),
        DeliveryState.DELIVERED: (_("Delivered"), "good"),
        DeliveryState.GIVEN_UP: (_("Given up"), "bad"),
    }
    state, tone = states[DeliveryState(delivery.state)]
    return {
        "delivery": delivery,
        "message_id": f"msg_{delivery.pk.hex}",
        "title": KINDS.get(delivery.kind, delivery.kind),
        "state": state,
        "tone": tone,
        "may_repeat": delivery.state != DeliveryState.WAITING,
    }
