"""What a workspace has bought, what Stripe told of it, and what was used."""

from billing.models.customer import StripeCustomer
from billing.models.event import EventState, StripeEvent
from billing.models.invoice import Invoice
from billing.models.subscription import Subscription, SubscriptionStatus
from billing.models.usage import UsedDay

__all__ = [
    "EventState",
    "Invoice",
    "StripeCustomer",
    "StripeEvent",
    "Subscription",
    "SubscriptionStatus",
    "UsedDay",
]
