"""What is done to subscriptions."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from accounts.tenancy import inside
from billing.models import Subscription, SubscriptionStatus
from billing.plans import TRIAL


def ensure_subscription(*, workspace_id: UUID) -> Subscription:
    """The workspace's subscription; a trial that begins now where there was none."""
    with inside(workspace_id):
        known = Subscription.objects.first()
        if known is not None:
            return known
        Subscription.objects.bulk_create(
            [
                Subscription(
                    workspace_id=workspace_id,
                    plan_key=TRIAL.key,
                    status=SubscriptionStatus.TRIALING,
                    trial_ends_at=timezone.now() + timedelta(days=TRIAL.trial_days),
                )
            ],
            # Another request may make it in the same moment; its row is as good as ours.
            ignore_conflicts=True,
        )
        return Subscription.objects.get()
