"""What a workspace means to spend and to reach, period by period, with every change of its mind."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel

SPEND = "spend"


class Every(models.TextChoices):
    """How long its periods are; quarters and years are the workspace's fiscal ones."""

    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
    YEAR = "year", _("Year")


class Spread(models.TextChoices):
    """How an amount lies upon the days of its period."""

    EVEN = "even", _("Evenly by day")
    WEEKDAYS = "weekdays", _("As the weekdays before it")


class Budget(WorkspaceModel):
    """A budget where its metric is spend, else a goal; of everything or of one part of it.

    A campaign is named by its id alone, so that a budget outlives the campaign.
    """

    metric = models.CharField(max_length=40)
    every = models.CharField(max_length=8, choices=Every.choices)
    platform = models.CharField(max_length=80, blank=True)
    channel = models.CharField(max_length=80, blank=True)
    campaign_id = models.UUIDField(null=True)
    spread = models.CharField(max_length=8, choices=Spread.choices, default=Spread.EVEN)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "metric", "every", "platform", "channel", "campaign_id"],
                condition=models.Q(ended_at=None),
                nulls_distinct=False,
                name="budget_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.metric} a {self.every}"

    @property
    def is_goal(self) -> bool:
        return self.metric != SPEND


class BudgetAmount(WorkspaceModel):
    """What a budget was set to for one period; the newest version counts, and no row is altered.

    Millionths: of a currency's unit, of one, or of a ratio. Null takes the amount away.
    """

    budget = WorkspaceForeignKey(Budget, on_delete=models.CASCADE, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField()
    version = models.PositiveIntegerField()
    micros = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "budget", "first_on", "version"], name="budget_amount_version"
            ),
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("first_on")), name="budget_amount_days"
            ),
            models.CheckConstraint(
                condition=models.Q(micros=None) | models.Q(micros__gt=0),
                name="budget_amount_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_on}: {self.micros} {self.currency}"


class KeptStanding(WorkspaceModel):
    """How a budget's period stands, as it was last reckoned, and what it was reckoned from.

    `basis` tells the version of the data, the day, the amount and all else that it follows from;
    what was made from another one is made anew and never shown.
    """

    budget = WorkspaceForeignKey(Budget, on_delete=models.CASCADE, related_name="+")
    first_on = models.DateField()
    basis = models.CharField(max_length=64)
    standing: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "budget", "first_on"], name="kept_standing_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_on}: {self.basis}"


class BudgetState(WorkspaceModel):
    """How a budget's period stood when people were last told of it, so that each is told once."""

    budget = WorkspaceForeignKey(Budget, on_delete=models.CASCADE, related_name="+")
    first_on = models.DateField()
    state = models.CharField(max_length=12)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "budget", "first_on"], name="budget_state_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_on}: {self.state}"
