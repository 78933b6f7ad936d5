"""From what Stripe said last, what counts now: the plan, the grace, read-only. Pure.

docs/billing.md has the same as a table.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils import timezone

from billing.models import Subscription, SubscriptionStatus
from billing.plans import BUSINESS, CATALOGUE, ENTERPRISE, FREE, Plan

GRACE_DAYS = 14


class Phase(StrEnum):
    """Where a workspace stands; what pages say hangs on it."""

    TRIAL = "trial"
    FREE = "free"
    TRIAL_OVER = "trial_over"
    PAID = "paid"
    ENDING = "ending"  # cancelled, and paid until the end of the period
    GRACE = "grace"  # an invoice is open; everything works until `grace_until`
    READ_ONLY = "read_only"
    ENDED = "ended"  # was paid for once; on the free plan now
    OFFER = "offer"  # by contract, without Stripe


@dataclass(frozen=True)
class Standing:
    """What counts for a workspace now.

    `plan` is the one whose limits hold. `bought` is what Stripe has, also while it is not paid.
    """

    phase: Phase
    plan: Plan
    bought: Plan | None
    status: str
    interval: str = ""
    currency: str = ""
    seats: int | None = None
    trial_ends_at: datetime | None = None
    current_period_end: datetime | None = None
    cancel_at_period_end: bool = False
    past_due_since: datetime | None = None
    grace_until: datetime | None = None
    has_customer: bool = False
    base_amount: int | None = None
    seat_amount: int | None = None

    @property
    def is_read_only(self) -> bool:
        """Whether nothing may be changed but what pays, exports or leaves."""
        return self.phase is Phase.READ_ONLY

    @property
    def is_subscribed(self) -> bool:
        """Whether a subscription at Stripe goes on, paid or not: it is changed, not begun."""
        return self.bought is not None and self.phase is not Phase.OFFER

    @property
    def price(self) -> int | None:
        """What is paid for one interval by its own prices, in minor units; None for unknown."""
        if self.bought is None or self.base_amount is None or self.seats is None:
            return None
        return self.base_amount + (self.seat_amount or 0) * self.seats


HOUSE = Standing(Phase.OFFER, ENTERPRISE, ENTERPRISE, SubscriptionStatus.ACTIVE)
# Nobody has paid, or nobody pays any more.
_OVER = frozenset(
    {
        SubscriptionStatus.CANCELED,
        SubscriptionStatus.INCOMPLETE_EXPIRED,
        SubscriptionStatus.INCOMPLETE,
        SubscriptionStatus.PAUSED,
    }
)
_LATE = frozenset({SubscriptionStatus.PAST_DUE, SubscriptionStatus.UNPAID})


def standing(row: Subscription, now: datetime | None = None) -> Standing:
    """Where a subscription stands at a moment, now where none is given."""
    now = now or timezone.now()
    phase = _phase(row, now)
    bought = CATALOGUE[row.plan_key]
    return Standing(
        phase=phase,
        plan=_plan(phase, bought),
        bought=bought if _goes_on(row) else None,
        status=row.status,
        interval=row.interval,
        currency=row.currency,
        seats=row.seats,
        trial_ends_at=row.trial_ends_at,
        current_period_end=row.current_period_end,
        cancel_at_period_end=row.cancel_at_period_end,
        past_due_since=row.past_due_since,
        grace_until=grace_until(row),
        has_customer=bool(row.customer_id),
        base_amount=row.base_amount,
        seat_amount=row.seat_amount,
    )


def grace_until(row: Subscription) -> datetime | None:
    """Until when an open invoice is waited for; None where none is open."""
    if row.status not in _LATE or row.past_due_since is None:
        return None
    return row.past_due_since + timedelta(days=GRACE_DAYS)


def _phase(row: Subscription, now: datetime) -> Phase:
    if not row.subscription_id:
        return _without_stripe(row, now)
    if row.status in _OVER:
        return _without_payment(row, now)
    if row.status in _LATE:
        until = grace_until(row)
        return Phase.READ_ONLY if until is not None and until <= now else Phase.GRACE
    return Phase.ENDING if row.cancel_at_period_end else Phase.PAID


def _without_stripe(row: Subscription, now: datetime) -> Phase:
    if row.status == SubscriptionStatus.TRIALING:
        is_on = row.trial_ends_at is None or now < row.trial_ends_at
        return Phase.TRIAL if is_on else Phase.TRIAL_OVER
    is_given = row.status == SubscriptionStatus.ACTIVE and row.plan_key != FREE.key
    return Phase.OFFER if is_given else Phase.FREE


def _without_payment(row: Subscription, now: datetime) -> Phase:
    """The trial goes on beside a first payment that did not come; nothing is lost by trying."""
    is_first = row.status != SubscriptionStatus.CANCELED
    if is_first and row.trial_ends_at is not None and now < row.trial_ends_at:
        return Phase.TRIAL
    return Phase.ENDED


def _goes_on(row: Subscription) -> bool:
    if not row.subscription_id:
        return row.status == SubscriptionStatus.ACTIVE and row.plan_key != FREE.key
    return row.status not in _OVER


def _plan(phase: Phase, bought: Plan) -> Plan:
    if phase in (Phase.FREE, Phase.TRIAL_OVER, Phase.ENDED):
        return FREE
    # The trial is always of the same plan, also while a smaller one waits for its first payment.
    return BUSINESS if phase is Phase.TRIAL else bought
