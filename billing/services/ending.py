"""Ends what is paid for when its workspace closes, and names another member where one has gone."""

from uuid import UUID

from django.utils import timezone

from accounts.jobs import enqueue
from accounts.models import Membership, Role, Workspace
from accounts.standing import is_closing
from accounts.tenancy import in_each_workspace, require_workspace_id
from billing.gateway import subscriptions as stripe
from billing.gateway.customers import write_to
from billing.models import StripeCustomer, Subscription
from billing.services.following import follow_workspace


def request_endings() -> int:
    """Ask to end the subscription of each workspace that closes; how many."""
    return in_each_workspace(_request_ending)


def end_subscription(*, workspace_id: UUID) -> bool:
    """Renew nothing while a workspace closes; who takes the closing back can resume it.

    False where nothing goes on. `end_left` ends the rest once the workspace is gone.
    """
    customer = StripeCustomer.objects.filter(workspace_ref=workspace_id).first()
    now = stripe.find_bought(customer.pk) if customer else None
    if now is None or not now.goes_on or now.cancel_at_period_end or not is_closing(workspace_id):
        return False
    stripe.set_ending(subscription_id=now.subscription_id, is_ending=True)
    follow_workspace(workspace_id)
    return True


def change_contact(*, workspace_id: UUID) -> bool:
    """Have Stripe write to the owner who has been here longest; False where nobody is."""
    customer = StripeCustomer.objects.filter(workspace_ref=workspace_id, contact_ref=None).first()
    owners = Membership.objects.filter(workspace_id=workspace_id, role=Role.OWNER)
    owner = owners.select_related("user").order_by("joined_at").first()
    if customer is None or owner is None:
        return False
    write_to(customer_id=customer.pk, email=owner.user.email)
    StripeCustomer.objects.filter(pk=customer.pk).update(contact_ref=owner.user_id)
    return True


def end_left() -> int:
    """End at Stripe what is still paid for by workspaces that are gone; how many.

    From then on a customer is kept for the accounts alone.
    """
    ended = 0
    there = Workspace.objects.values("pk")
    for customer in StripeCustomer.objects.exclude(workspace_ref__in=there).filter(left_at=None):
        now = stripe.find_bought(customer.pk)
        if now is not None and now.goes_on:
            stripe.end_now(subscription_id=now.subscription_id)
            ended += 1
        StripeCustomer.objects.filter(pk=customer.pk).update(
            left_at=timezone.now(), contact_ref=None
        )
    return ended


def request_contacts() -> int:
    """Ask for another contact where the one that Stripe wrote to has gone; how many."""
    return in_each_workspace(_request_contact)


def _request_ending() -> int:
    workspace_id = require_workspace_id()
    bought = Subscription.objects.exclude(subscription_id="").exclude(status="canceled")
    if not is_closing(workspace_id) or not bought.filter(cancel_at_period_end=False).exists():
        return 0
    return int(enqueue("billing.tasks.end_subscription", dedupe_key="ending") is not None)


def _request_contact() -> int:
    workspace_id = require_workspace_id()
    rows = StripeCustomer.objects.filter(workspace_ref=workspace_id, contact_ref=None)
    return int(
        rows.exists() and enqueue("billing.tasks.change_contact", dedupe_key="contact") is not None
    )
