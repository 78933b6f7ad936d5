"""Work to be done; this table is the truth and the broker only its doorbell."""

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.tenancy import WorkspaceModel


class JobState(models.TextChoices):
    """Dead means that its attempts are used up or that trying again cannot help."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"
    CANCELLED = "cancelled"


class Job(WorkspaceModel):
    """One call of a task by its dotted name, with its lease, attempts and progress."""

    task = models.CharField(max_length=120)
    args = models.JSONField(default=list)
    queue = models.CharField(max_length=12)
    dedupe_key = models.CharField(max_length=120, null=True)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=8)
    run_after = models.DateTimeField(default=timezone.now)
    lease_token: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    progress = models.JSONField(default=dict)
    request_id = models.CharField(max_length=36, default="", db_default="", blank=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "task", "dedupe_key"],
                condition=Q(state__in=["queued", "running"]),
                name="job_dedupe",
            ),
            models.CheckConstraint(
                condition=Q(state__in=list(JobState.values)), name="job_state_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "queue", "run_after", "id"],
                condition=Q(state="queued"),
                name="job_fair",
            ),
            models.Index(
                fields=["workspace", "lease_until"],
                condition=Q(state="running"),
                name="job_running",
            ),
            models.Index(fields=["workspace", "state", "-created_at"], name="job_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.task} ({self.state})"
