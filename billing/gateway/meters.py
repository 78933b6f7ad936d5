"""Tells Stripe's meters what was used; the same identifier twice counts once."""

from datetime import datetime

from accounts.errors import Trouble
from billing.gateway.calling import stripe_api

_TOLD_ALREADY = "duplicate_meter_event"


def tell_meter(
    *, event_name: str, customer_id: str, value: int, identifier: str, at: datetime
) -> None:
    """One event; Stripe takes those of the last 35 days."""
    values = {
        "event_name": event_name,
        "identifier": identifier,
        "timestamp": int(at.timestamp()),
        "payload": {"stripe_customer_id": customer_id, "value": str(value)},
    }
    try:
        with stripe_api() as stripe:
            stripe.billing.meter_events.create(values)
    except Trouble as trouble:
        # Told before by a job that was cut off: it counts, and that is what was wanted.
        if trouble.code != _TOLD_ALREADY:
            raise
