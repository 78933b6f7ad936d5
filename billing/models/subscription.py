"""What a workspace has bought, and in which state Stripe says that it is."""

from django.db import models
from django.utils import timezone

from accounts.tenancy import WorkspaceModel
from billing.plans import CATALOGUE, CURRENCIES, Interval


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


class Subscription(WorkspaceModel):
    """The one subscription of a workspace; without an id of Stripe's it is our own trial or offer.

    All but the trial is what Stripe said last, written by `following` alone.
    """

    plan_key = models.CharField(max_length=20)
    status = models.CharField(max_length=20, choices=SubscriptionStatus.choices)
    trial_ends_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    customer_id = models.CharField(max_length=64, blank=True)
    subscription_id = models.CharField(max_length=64, blank=True)
    interval = models.CharField(max_length=8, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    # How many members are paid for; null where nobody pays by the member.
    seats = models.PositiveIntegerField(null=True)
    # What its own prices ask for the workspace and for each member; minor units. Null where Stripe
    # has not said it yet: the catalogue may have other prices by now.
    base_amount = models.PositiveBigIntegerField(null=True)
    seat_amount = models.PositiveBigIntegerField(null=True)
    current_period_end = models.DateTimeField(null=True)
    cancel_at_period_end = models.BooleanField(default=False)
    # Since when an invoice is open that should have been paid.
    past_due_since = models.DateTimeField(null=True)
    # How many reminders of that invoice have been mailed.
    dunning_step = models.PositiveSmallIntegerField(default=0)
    # When Stripe was asked last, successfully.
    followed_at = models.DateTimeField(null=True)

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
            models.CheckConstraint(
                condition=models.Q(interval__in=["", *Interval]),
                name="subscription_interval_known",
            ),
            models.CheckConstraint(
                condition=models.Q(currency__in=["", *CURRENCIES]),
                name="subscription_currency_known",
            ),
            # What is paid by the member cannot be without a currency and an interval.
            models.CheckConstraint(
                condition=models.Q(seats=None) | ~models.Q(currency="") & ~models.Q(interval=""),
                name="subscription_seats_priced",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_key} ({self.status})"
