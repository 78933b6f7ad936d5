"""A workspace's own metrics, with every version of what each means."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel

LONGEST_KEY, LONGEST_NAME, LONGEST_DESCRIPTION, LONGEST_FORMULA = 40, 60, 300, 500


class OwnMetric(WorkspaceModel):
    """A metric by formula. Its key stays for ever, and `version` is the one that counts.

    `name` is that of this version. One that is retired is offered no more, and still answers to
    whatever names it.
    """

    key = models.CharField(max_length=LONGEST_KEY)
    name = models.CharField(max_length=LONGEST_NAME)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="own_metric_key"),
            models.UniqueConstraint(
                "workspace",
                Lower("name"),
                condition=models.Q(retired_at=None),
                name="own_metric_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OwnMetricVersion(WorkspaceModel):
    """What a metric meant from one change to the next; rows are added, and none is altered.

    `unit` and `good` are those of analytics.metrics; `decimals` is null where the unit decides.
    """

    metric = WorkspaceForeignKey(OwnMetric, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=LONGEST_NAME)
    formula = models.CharField(max_length=LONGEST_FORMULA)
    unit = models.CharField(max_length=10)
    good = models.CharField(max_length=4, blank=True)
    decimals = models.PositiveSmallIntegerField(null=True)
    description = models.CharField(max_length=LONGEST_DESCRIPTION, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "metric", "number"], name="own_metric_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.number}"
