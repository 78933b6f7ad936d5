"""A workspace begins with a trial of its own, without a card."""

from datetime import datetime
from uuid import UUID

from accounts.models import Workspace
from accounts.tenancy import inside
from billing.models import Subscription, SubscriptionStatus
from billing.plans import TRIAL_PLAN
from billing.selectors import written_subscription
from billing.trials import trial_end


def ensure_subscription(*, workspace_id: UUID) -> Subscription:
    """The workspace's subscription; its trial, from the day on which it was made, where none is."""
    known = written_subscription(workspace_id)
    if known is not None:
        return known
    with inside(workspace_id):
        Subscription.objects.bulk_create(
            [
                Subscription(
                    workspace_id=workspace_id,
                    plan_key=TRIAL_PLAN.key,
                    status=SubscriptionStatus.TRIALING,
                    trial_ends_at=trial_end(_made_at(workspace_id)),
                )
            ],
            # Another request may make it in the same moment; its row is as good as ours.
            ignore_conflicts=True,
        )
        return Subscription.objects.get()


def _made_at(workspace_id: UUID) -> datetime:
    made_at: datetime = Workspace.objects.values_list("created_at", flat=True).get(pk=workspace_id)
    return made_at
