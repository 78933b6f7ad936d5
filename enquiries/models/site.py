"""How the service did, day by day, and what Proactivox says of disturbances."""

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel


class HealthDay(WorkspaceModel):
    """How often the service was measured on a day (UTC), and how often all of it was well."""

    on = models.DateField()
    measured = models.PositiveSmallIntegerField(default=0)
    well = models.PositiveSmallIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "on"], name="health_day_once")]

    def __str__(self) -> str:
        return f"{self.on}: {self.well} of {self.measured}"


class SourceCount(WorkspaceModel):
    """How many sources customers have of one connector, and how many of them are late."""

    connector = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    sources = models.PositiveIntegerField()
    late = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "connector"], name="source_count_once"),
            models.CheckConstraint(
                condition=models.Q(late__lte=models.F("sources")), name="source_count_late"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.late} of {self.sources} of {self.connector}"


class Impact(models.TextChoices):
    """How much of the service a disturbance takes away."""

    PLANNED = "planned", _("Planned work")
    PARTLY = "partly", _("Partly disturbed")
    DOWN = "down", _("Out of order")


class ServiceNotice(WorkspaceModel):
    """A disturbance, in both languages, from when it is told until it is resolved."""

    impact = models.CharField(max_length=10, choices=Impact.choices)
    title_en = models.CharField(max_length=120)
    title_da = models.CharField(max_length=120)
    opened_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "opened_at"], name="service_notice_opened")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(impact__in=list(Impact.values)),
                name="service_notice_impact_known",
            )
        ]

    def __str__(self) -> str:
        return self.title_en

    @property
    def title(self) -> str:
        """In the language that is spoken now."""
        return self.title_da if get_language() == "da" else self.title_en


class NoticeUpdate(WorkspaceModel):
    """What was said of a disturbance, and when."""

    notice = WorkspaceForeignKey(ServiceNotice, on_delete=models.CASCADE, related_name="updates")
    at = models.DateTimeField(default=timezone.now)
    text_en = models.TextField(max_length=2000)
    text_da = models.TextField(max_length=2000)

    class Meta:
        indexes = [models.Index(fields=["workspace", "notice", "at"], name="notice_update_at")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} on {self.notice_id}"
