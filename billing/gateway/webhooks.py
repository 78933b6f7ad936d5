"""Says whether a delivery is Stripe's own and young, and takes out the few ids that we keep."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from django.conf import settings

TOLERANCE_SECONDS = 300
# Kinds of events after which a customer is looked at again; what begins otherwise is kept, no more.
FOLLOWED = ("customer.", "checkout.session.", "invoice.", "payment_method.")


class Forged(Exception):
    """It is not signed by a secret of ours, too old, or no event at all."""


@dataclass(frozen=True)
class Delivery:
    """What is kept of an event: ids, no more."""

    event_id: str
    type: str
    api_version: str
    is_live: bool
    customer_id: str
    object_id: str
    created_at: datetime
    # Which workspace its object says that it belongs to: only Stripe's answer is believed.
    workspace: str = ""

    @property
    def is_followed(self) -> bool:
        """Whether it hints at something that we keep."""
        return self.type.startswith(FOLLOWED)


def read_delivery(payload: bytes, signature: str) -> Delivery:
    """The event of a raw body; raises Forged. While secrets are changed, several are tried."""
    from billing.gateway.library import stripe

    for secret in filter(None, settings.STRIPE_WEBHOOK_SECRET.replace(",", " ").split()):
        try:
            stripe.WebhookSignature.verify_header(
                payload.decode(), signature, secret, TOLERANCE_SECONDS
            )
        except (stripe.SignatureVerificationError, UnicodeDecodeError):
            continue
        return _delivery(payload)
    raise Forged("No secret of ours has signed it within the last five minutes.")


def _delivery(payload: bytes) -> Delivery:
    try:
        event = orjson.loads(payload)
        found: Mapping[str, Any] = event["data"]["object"]
        return Delivery(
            event_id=str(event["id"]),
            type=str(event["type"]),
            api_version=str(event.get("api_version") or ""),
            is_live=bool(event["livemode"]),
            customer_id=_customer(found),
            object_id=str(found.get("id") or ""),
            created_at=datetime.fromtimestamp(event["created"], UTC),
            workspace=str((found.get("metadata") or {}).get("workspace", "")),
        )
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise Forged("It is signed, and no event.") from error


def _customer(found: Mapping[str, Any]) -> str:
    if found.get("object") == "customer":
        return str(found["id"])
    customer = found.get("customer") or ""
    return str(customer["id"] if isinstance(customer, dict) else customer)
