"""Writes a message down in the caller's transaction, and asks for its delivery."""

from collections.abc import Callable
from typing import Any

import orjson
from django.utils import timezone

from accounts.jobs import enqueue
from accounts.models import WebhookDelivery, WebhookEndpoint

SEND = "accounts.tasks.send_webhook"


def tell_all(stream: str, kind: str, data: dict[str, Any] | Callable[[], dict[str, Any]]) -> int:
    """One message to each endpoint of the entered workspace that subscribes; how many.

    Data that take time to write are written where somebody subscribes.
    """
    there = list(WebhookEndpoint.objects.filter(off_at=None, streams__contains=[stream]))
    if not there:
        return 0
    said = data() if callable(data) else data
    return len([tell(endpoint, kind, said) for endpoint in there])


def tell(endpoint: WebhookEndpoint, kind: str, data: dict[str, Any]) -> WebhookDelivery:
    """One message to one endpoint; ids, counts and settings, never values of personal data."""
    delivery = compose(endpoint, kind, data)
    delivery.save(force_insert=True)
    ask_delivery(delivery)
    return delivery


def compose(endpoint: WebhookEndpoint, kind: str, data: dict[str, Any]) -> WebhookDelivery:
    """The message, not yet saved; its bytes are the same in every try."""
    said = {"type": kind, "timestamp": timezone.now().isoformat(), "data": data}
    return WebhookDelivery(endpoint=endpoint, kind=kind, body=orjson.dumps(said).decode())


def ask_delivery(delivery: WebhookDelivery) -> None:
    """Ask for a try soon."""
    enqueue(SEND, delivery.pk, dedupe_key=f"webhook:{delivery.pk}")
