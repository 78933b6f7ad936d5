"""What a monitor found, from its first day to its end, and what people said and did about it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel
from analytics.models.monitors import Monitor


class IncidentStatus(models.TextChoices):
    """Where people are with it."""

    OPEN = "open", _("Open")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    RESOLVED = "resolved", _("Over")


class IncidentEnd(models.TextChoices):
    """How it ended."""

    NONE = "", _("Not over")
    RECOVERED = "recovered", _("Back to normal")
    ACCEPTED = "accepted", _("New level accepted")
    CLOSED = "closed", _("Closed by hand")
    RETIRED = "retired", _("Its monitor was deleted")


class Incident(WorkspaceModel):
    """One thing that is not as it should be, one row until it is over.

    `worst` and `latest` are days as analytics.monitors.days.SeenDay writes them. `is_failure` says
    that the monitor itself could not look. `members` are parts that moved along with it.
    """

    monitor = WorkspaceForeignKey(Monitor, on_delete=models.CASCADE, related_name="incidents")
    part = models.CharField(max_length=255, blank=True)
    part_name = models.CharField(max_length=255, blank=True)
    is_failure = models.BooleanField(default=False)
    status = models.CharField(
        max_length=12, choices=IncidentStatus.choices, default=IncidentStatus.OPEN
    )
    ended_as = models.CharField(max_length=10, choices=IncidentEnd.choices, blank=True)
    opened_on = models.DateField()
    ended_on = models.DateField(null=True)
    is_severe = models.BooleanField(default=False)
    side = models.CharField(max_length=5, default="none")
    worst = models.JSONField(default=dict)
    latest = models.JSONField(default=dict)
    # The days before it and its own, with what was expected of each when it was judged.
    days = models.JSONField(default=list)
    members = models.JSONField(default=list)
    offers_level = models.BooleanField(default=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    is_useful = models.BooleanField(null=True)
    # analytics.monitors.outcomes.Outcome as plain words, two weeks later.
    outcome: "models.JSONField[dict[str, Any] | None, dict[str, Any] | None]" = models.JSONField(
        null=True
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "monitor", "part", "is_failure"],
                condition=~models.Q(status="resolved"),
                name="incident_one_at_a_time",
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "status", "-opened_on"], name="incident_by_status")
        ]

    def __str__(self) -> str:
        return f"{self.monitor_id} {self.part} since {self.opened_on}"

    @property
    def is_over(self) -> bool:
        return self.status == IncidentStatus.RESOLVED


class IncidentEvent(WorkspaceModel):
    """One line of an incident's timeline; lines are added and never changed.

    `what` is a Happening of the state machine, or what a person did; `details` are its values.
    """

    incident = WorkspaceForeignKey(Incident, on_delete=models.CASCADE, related_name="events")
    what = models.CharField(max_length=20)
    day = models.DateField(null=True)
    details = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["workspace", "incident", "at"], name="incident_timeline")]

    def __str__(self) -> str:
        return f"{self.what} on {self.day}"


class IncidentComment(WorkspaceModel):
    """What a member wrote about an incident."""

    incident = WorkspaceForeignKey(Incident, on_delete=models.CASCADE, related_name="comments")
    text = models.CharField(max_length=2_000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["workspace", "incident", "at"], name="incident_comments")]

    def __str__(self) -> str:
        return f"Comment of {self.at}"
