"""Changes what was bought: another plan, an end, a return from it; Stripe first, then our copy."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused
from accounts.models import Workspace
from accounts.tenancy import inside
from billing.gateway import subscriptions as stripe
from billing.gateway.subscriptions import Bought, Preview
from billing.models import StripeCustomer
from billing.plans import CATALOGUE, Interval
from billing.services.buying import count_seats, known_promotion, sold_plan
from billing.services.following import follow_workspace
from billing.services.leases import held_customer


def preview_change(
    *, workspace: Workspace, plan_key: str, interval: str, promotion_code: str = ""
) -> Preview:
    """What a change would cost in this moment, line by line; outside of every transaction."""
    plan = sold_plan(plan_key)
    return stripe.preview_change(
        now=_bought(workspace.pk),
        plan=plan,
        interval=Interval(interval),
        seats=count_seats(workspace.pk, plan),
        promotion=known_promotion(promotion_code),
    )


def change_plan(*, workspace: Workspace, plan_key: str, interval: str) -> None:
    """Move to another plan or interval at once; what is left of the old one is set off."""
    plan = sold_plan(plan_key)
    seats = count_seats(workspace.pk, plan)
    now = _bought(workspace.pk)
    stripe.change_items(now=now, plan=plan, interval=Interval(interval), seats=seats)
    with inside(workspace):
        record("subscription.plan_chosen", workspace, plan=plan_key, interval=interval)
    follow_workspace(workspace.pk)


def cancel_at_period_end(*, workspace: Workspace) -> None:
    """End with the period that is paid for; until then everything works."""
    now = _bought(workspace.pk)
    stripe.set_ending(subscription_id=now.subscription_id, is_ending=True)
    with inside(workspace):
        record("subscription.cancelled", workspace)
    follow_workspace(workspace.pk)


def resume(*, workspace: Workspace) -> None:
    """Go on after all."""
    now = _bought(workspace.pk)
    stripe.set_ending(subscription_id=now.subscription_id, is_ending=False)
    with inside(workspace):
        record("subscription.resumed", workspace)
    follow_workspace(workspace.pk)


def apply_promotion(*, workspace: Workspace, promotion_code: str) -> None:
    """Redeem a code from the next invoice on; raises Refused for one that Stripe does not take."""
    promotion = known_promotion(promotion_code)
    now = _bought(workspace.pk)
    if not promotion:
        return
    stripe.redeem(subscription_id=now.subscription_id, promotion=promotion)
    with inside(workspace):
        record("subscription.promotion_redeemed", workspace)
    follow_workspace(workspace.pk)


def set_seats(*, workspace_id: UUID) -> bool:
    """Pay for as many members as there are; False where nothing is bought, or they agree."""
    customer = StripeCustomer.objects.filter(workspace_ref=workspace_id, left_at=None).first()
    if customer is None:
        return False
    # One at a time, or the slower of two would set what it counted first.
    with held_customer(customer.pk):
        now = stripe.find_bought(customer.pk)
        if now is None or not now.goes_on:
            return False
        seats = count_seats(workspace_id, CATALOGUE.get(now.plan_key))
        if now.seats == seats:
            return False
        stripe.set_quantity(now=now, seats=seats)
    follow_workspace(workspace_id)
    return True


def _bought(workspace_id: UUID) -> Bought:
    """As Stripe has it now, not as we remember it."""
    customer = StripeCustomer.objects.filter(workspace_ref=workspace_id, left_at=None).first()
    found = stripe.find_bought(customer.pk) if customer else None
    if found is None or not found.goes_on:
        raise Refused(
            _("This workspace has no subscription."),
            advice=_("Choose a plan under billing."),
            code="not_subscribed",
        )
    return found
