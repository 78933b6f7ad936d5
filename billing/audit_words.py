"""What was done to a workspace's subscription, in words for the audit trail."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from billing.plans import CATALOGUE

LABELS: Mapping[str, Any] = {
    "purchase.begun": _("Went to Stripe to buy a plan"),
    "subscription.changed": _("Learned from Stripe how the subscription stands"),
    "subscription.plan_chosen": _("Changed the plan"),
    "subscription.cancelled": _("Cancelled the subscription"),
    "subscription.resumed": _("Took the cancellation back"),
    "subscription.promotion_redeemed": _("Redeemed a promotion code"),
    "subscription.asked_again": _("Had Stripe asked again about a message that had failed"),
    "subscription.reminded": _("Reminded the owners of an open invoice"),
}
VALUES: Mapping[str, Any] = {
    **{key: plan.name for key, plan in CATALOGUE.items()},
    "active": _("paid"),
    "past_due": _("payment is late"),
    "unpaid": _("not paid"),
    "canceled": _("ended"),
    "month": _("monthly"),
    "year": _("yearly"),
}
