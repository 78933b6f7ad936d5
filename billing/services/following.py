"""Asks Stripe how a customer stands and writes that down: the one place that changes a purchase.

An event is a hint, never the truth. Whatever order hints come in, what is written is what Stripe
says at the moment of asking, so late, double and reordered ones end in the same state.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from accounts.audit import record
from accounts.limits import resume
from accounts.tenancy import inside
from billing.gateway.invoices import Issued, list_issued
from billing.gateway.subscriptions import Bought, list_bought
from billing.models import (
    EventState,
    Invoice,
    StripeCustomer,
    StripeEvent,
    Subscription,
    SubscriptionStatus,
)
from billing.plans import CATALOGUE
from billing.services.beginning import ensure_subscription
from billing.services.doubles import note_doubles
from billing.services.leases import held_customer, is_still_held
from billing.standing import standing

_LATE = (SubscriptionStatus.PAST_DUE, SubscriptionStatus.UNPAID)
_WRITTEN = (
    *("plan_key", "status", "customer_id", "subscription_id", "interval", "currency", "seats"),
    *("current_period_end", "cancel_at_period_end", "past_due_since", "dunning_step"),
    *("base_amount", "seat_amount"),
)
# What members are told of in the trail; seats follow them and say nothing new.
_TOLD = ("plan_key", "status", "interval", "cancel_at_period_end")


@dataclass(frozen=True)
class Heard:
    """What Stripe said about one customer, and when it was asked."""

    customer_id: str
    bought: Bought | None
    invoices: tuple[Issued, ...]
    asked_at: datetime
    # How many subscriptions go on; more than one is a double payment.
    going_on: int = 0


def follow_workspace(workspace_id: UUID) -> bool:
    """Ask about the workspace's customer and write the answer; False where there is no customer.

    Raises Later while another job asks, StripeAway when Stripe does not answer.
    """
    customer = StripeCustomer.objects.filter(workspace_ref=workspace_id, left_at=None).first()
    if customer is None:
        return False
    ensure_subscription(workspace_id=workspace_id)
    with held_customer(customer.pk) as token:
        heard = hear(customer.pk)
        with inside(workspace_id):
            if is_still_held(customer.pk, token):
                _write(heard)
    note_doubles(customer_id=customer.pk, going_on=heard.going_on)
    return True


def hear(customer_id: str) -> Heard:
    """How Stripe says that a customer stands; outside of every transaction."""
    now, found = timezone.now(), list_bought(customer_id)
    going_on = sum(one.goes_on for one in found)
    counting = found[0] if found else None
    return Heard(customer_id, counting, list_issued(customer_id), now, going_on)


def note_failure(*, event_id: str, error: str) -> None:
    """An event whose customer could not be followed is shown to staff, who can replay it."""
    StripeEvent.objects.filter(pk=event_id, state=EventState.RECEIVED).update(
        state=EventState.FAILED, settled_at=timezone.now(), error=error[:500]
    )


def _write(heard: Heard) -> None:
    row = Subscription.objects.select_for_update().get()
    before = {name: getattr(row, name) for name in _WRITTEN}
    stood = standing(row)
    _take_over(row, heard)
    row.followed_at = heard.asked_at
    row.save(update_fields=[*_WRITTEN, "followed_at"])
    _write_invoices(heard.invoices)
    _settle_events(heard)
    changed = {name: getattr(row, name) for name in _TOLD if getattr(row, name) != before[name]}
    stands = standing(row)
    if (stands.plan, stands.is_read_only) != (stood.plan, stood.is_read_only):
        # Whatever stood still for want of a plan does not wait for the next sweep.
        resume()
    if changed:
        record("subscription.changed", row, **changed)


def _take_over(row: Subscription, heard: Heard) -> None:
    row.customer_id = heard.customer_id
    bought = heard.bought
    if bought is None or bought.plan_key not in CATALOGUE:
        return
    row.plan_key, row.status = bought.plan_key, bought.status
    row.subscription_id, row.interval = bought.subscription_id, bought.interval
    row.currency, row.seats = bought.currency, bought.seats
    row.base_amount, row.seat_amount = bought.base_amount, bought.seat_amount
    row.current_period_end = bought.current_period_end
    row.cancel_at_period_end = bought.cancel_at_period_end
    since = _late_since(bought, heard.invoices)
    if since is None or since != row.past_due_since:
        row.dunning_step = 0
    row.past_due_since = since


def _late_since(bought: Bought, invoices: tuple[Issued, ...]) -> datetime | None:
    """Since when the oldest open invoice waits, by Stripe's dates alone, never by our clock."""
    if bought.status not in _LATE:
        return None
    waiting = [one.issued_at for one in invoices if one.is_open]
    return min(waiting) if waiting else max((one.issued_at for one in invoices), default=None)


def _write_invoices(invoices: tuple[Issued, ...]) -> None:
    names = list(Issued.__dataclass_fields__)
    rows = [Invoice(**{name: getattr(one, name) for name in names}) for one in invoices]
    workspace_id = Subscription.objects.values_list("workspace_id", flat=True).get()
    for row in rows:
        row.workspace_id = workspace_id
    Invoice.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["workspace", "invoice_id"],
        update_fields=[name for name in names if name != "invoice_id"],
    )


def _settle_events(heard: Heard) -> None:
    """All that came before Stripe was asked is answered by what it said."""
    StripeEvent.objects.filter(
        customer_id=heard.customer_id,
        state__in=[EventState.RECEIVED, EventState.FAILED],
        received_at__lte=heard.asked_at,
    ).update(state=EventState.DONE, settled_at=timezone.now(), error="")
