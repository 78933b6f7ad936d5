"""What a workspace wrote down about its days: a launch, a sale, an outage, another tracking."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel
from integrations.models import Campaign

LONGEST_TEXT = 200


class AnnotationKind(models.TextChoices):
    """What sort of thing happened; monitors learn from equal kinds."""

    LAUNCH = "launch", _("Launch")
    SALE = "sale", _("Sale")
    OUTAGE = "outage", _("Outage")
    TRACKING = "tracking", _("Change of tracking")
    OTHER = "other", _("Other")


class Annotation(WorkspaceModel):
    """Something that happened on a day, or from a day to another; both are in it.

    Without a platform, channel or campaign it concerns everything. A deleted one can be had back
    until the nightly sweep forgets it.
    """

    first_on = models.DateField()
    last_on = models.DateField(null=True)
    kind = models.CharField(max_length=10, choices=AnnotationKind.choices)
    text = models.CharField(max_length=LONGEST_TEXT)
    is_special = models.BooleanField(default=False)
    platform = models.CharField(max_length=80, blank=True)
    channel = models.CharField(max_length=80, blank=True)
    campaign = WorkspaceForeignKey(Campaign, null=True, on_delete=models.CASCADE, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    made_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_on=None) | models.Q(last_on__gte=models.F("first_on")),
                name="annotation_days",
            )
        ]
        indexes = [models.Index(fields=["workspace", "first_on"], name="annotation_days_idx")]

    def __str__(self) -> str:
        return f"{self.first_on}: {self.text}"

    @property
    def ends_on(self) -> date:
        """The last day that it is about."""
        return self.last_on or self.first_on
