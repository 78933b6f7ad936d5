"""Sends an endpoint the audit trail: every line at least once, in order, from its cursor on."""

from datetime import timedelta
from uuid import UUID

from accounts.audit_lines import line_of
from accounts.jobs import Lease, enqueue
from accounts.models import AuditEvent, DeliveryState, WebhookDelivery, WebhookEndpoint
from accounts.tenancy import in_each_workspace
from accounts.webhooks.sending import attempt, may_stream
from accounts.webhooks.streams import AUDIT, LINES
from accounts.webhooks.telling import ask_delivery, compose

STREAM = "accounts.tasks.stream_trail"
_LINES = 100


def ring_trail() -> None:
    """A line was written in the entered workspace: each endpoint that wants it has work."""
    for endpoint in _listening():
        _ring(endpoint)


def ring_endpoint(endpoint: WebhookEndpoint) -> None:
    """It was switched on: what waits, in its order and beside it."""
    if AUDIT in endpoint.streams:
        _ring(endpoint)
    waiting = WebhookDelivery.objects.filter(
        endpoint=endpoint, state=DeliveryState.WAITING, last_seq=None
    )
    for delivery in waiting:
        ask_delivery(delivery)


def ring_streams() -> int:
    """Every endpoint that lags behind its trail.

    A line that was written while the job made its last look asks for nothing: this finds it.
    """
    return in_each_workspace(_ring_lagging)


def resume_streams() -> None:
    """The plan may have the stream again: what waited goes on from where it stood."""
    if may_stream():
        for endpoint in WebhookEndpoint.objects.filter(off_at=None):
            ring_endpoint(endpoint)


def stream(lease: Lease, endpoint_id: UUID) -> timedelta | None:
    """Send what lies behind the cursor; how long to wait before going on, None when all is sent."""
    while True:
        with lease.batch():
            delivery_id = _next(endpoint_id)
        if delivery_id is None:
            return None
        if (wait := attempt(lease, delivery_id)) is not None:
            return wait


def _next(endpoint_id: UUID) -> UUID | None:
    """The message to be sent next: the one that waits, or the lines after the cursor."""
    endpoint = WebhookEndpoint.objects.filter(pk=endpoint_id, off_at=None).first()
    if endpoint is None or AUDIT not in endpoint.streams or not may_stream():
        return None
    waiting = WebhookDelivery.objects.filter(
        endpoint=endpoint, state=DeliveryState.WAITING, last_seq__gt=endpoint.cursor
    ).order_by("first_seq")
    if (found := waiting.values_list("pk", flat=True).first()) is not None:
        return found
    events = AuditEvent.objects.filter(seq__gt=endpoint.cursor).order_by("seq")[:_LINES]
    lines = [line_of(event) for event in events]
    if not lines:
        return None
    data = {"workspace": str(endpoint.workspace_id), "events": lines}
    delivery = compose(endpoint, LINES, data)
    delivery.first_seq, delivery.last_seq = lines[0]["seq"], lines[-1]["seq"]
    delivery.save(force_insert=True)
    return delivery.pk


def _listening() -> list[WebhookEndpoint]:
    """Those that are told; after a move to a plan without streams none, and nothing is lost."""
    if not may_stream():
        return []
    return list(WebhookEndpoint.objects.filter(off_at=None, streams__contains=[AUDIT]))


def _ring_lagging() -> int:
    listening = _listening()
    if not listening:
        return 0
    last = AuditEvent.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    lagging = [endpoint for endpoint in listening if endpoint.cursor < last]
    for endpoint in lagging:
        _ring(endpoint)
    return len(lagging)


def _ring(endpoint: WebhookEndpoint) -> None:
    enqueue(STREAM, endpoint.pk, dedupe_key=f"trail:{endpoint.pk}")
