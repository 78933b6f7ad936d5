"""What a workspace has bought, and in which state Stripe says that it is."""

from django.db import models
from django.utils import timezone

from accounts.tenancy import WorkspaceModel
from billing.plans import CATALOGUE


class SubscriptionStatus(models.TextChoices):
    """Stripe's own strings, so that nothing is lost in translation between us and Stripe."""

    TRIALING = "trialing"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    UNPAID = "unpaid"
    PAUSED = "paused"
    CANCELED = "canceled"
    INCOMPLETE = "incomplete"
    INCOMPLETE_EXPIRED = "incomplete_expired"


# While a payment is late the workspace goes on; what ends growth is that nobody pays.
PAYING = frozenset(
    {SubscriptionStatus.TRIALING, SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE}
)


class Subscription(WorkspaceModel):
    """The one subscription of a workspace; a new workspace is on trial."""

    plan_key = models.CharField(max_length=20)
    status = models.CharField(max_length=20, choices=SubscriptionStatus.choices)
    trial_ends_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace"], name="subscription_once"),
            models.CheckConstraint(
                condition=models.Q(plan_key__in=list(CATALOGUE)), name="subscription_plan_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=list(SubscriptionStatus.values)),
                name="subscription_status_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_key} ({self.status})"

    @property
    def is_paying(self) -> bool:
        """Whether more may be added: paid for, or a trial that still runs."""
        if self.status == SubscriptionStatus.TRIALING and self.trial_ends_at is not None:
            return timezone.now() < self.trial_ends_at
        return self.status in PAYING
