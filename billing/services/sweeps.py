"""What is deleted at night: old messages of Stripe, customers past their years."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from accounts.models import Membership
from billing.models import StripeCustomer, StripeEvent

EVENT_DAYS = 90
# Danish Bookkeeping Act, s. 12: five years from the end of the financial year.
ACCOUNT_YEARS = 5


def forget_events() -> int:
    """Delete events that came more than 90 days ago; how many."""
    before = timezone.now() - timedelta(days=EVENT_DAYS)
    return StripeEvent.objects.filter(received_at__lt=before).delete()[0]


def forget_customers() -> int:
    """Delete customers whose workspaces have been gone for long enough; how many."""
    first = datetime(timezone.now().year - ACCOUNT_YEARS, 1, 1, tzinfo=UTC)
    return StripeCustomer.objects.filter(left_at__lt=first).delete()[0]


def forget_contacts() -> int:
    """Name nobody as the one whom Stripe writes to who is no member of the workspace; how many."""
    freed = 0
    for customer in StripeCustomer.objects.exclude(contact_ref=None):
        members = Membership.objects.filter(
            workspace_id=customer.workspace_ref, user=customer.contact_ref
        )
        if not members.exists():
            freed += StripeCustomer.objects.filter(pk=customer.pk).update(contact_ref=None)
    return freed
