"""Control plane: counts and states of workspaces for the desk, without anything about people."""

from uuid import UUID

from django.db import models

from accounts.models.workspace import Workspace


class WorkspaceStanding(models.Model):
    """How one workspace stands; written inside it, read beside all others."""

    workspace = models.OneToOneField(
        Workspace, primary_key=True, on_delete=models.CASCADE, related_name="standing"
    )
    plan = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=20, blank=True)
    trial_ends_at = models.DateTimeField(null=True)
    members = models.PositiveIntegerField(default=0)
    sources = models.PositiveIntegerField(default=0)
    late_sources = models.PositiveIntegerField(default=0)
    broken_sources = models.PositiveIntegerField(default=0)
    waiting_jobs = models.PositiveIntegerField(default=0)
    dead_jobs = models.PositiveIntegerField(default=0)
    dead_mails = models.PositiveIntegerField(default=0)
    open_requests = models.PositiveIntegerField(default=0)
    next_request_on = models.DateField(null=True)
    open_breaches = models.PositiveIntegerField(default=0)
    next_breach_at = models.DateTimeField(null=True)
    refreshed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.workspace)


class SourceStanding(models.Model):
    """How one source does: fresh, late, broken, paused or new; `code` says what is wrong."""

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    connector = models.CharField(max_length=20)
    state = models.CharField(max_length=10)
    fresh_until = models.DateTimeField(null=True)
    code = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"{self.connector}: {self.state}"


class QueueStanding(models.Model):
    """What waits in one queue of one workspace, and since when."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    queue = models.CharField(max_length=12)
    waiting = models.PositiveIntegerField()
    oldest_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "queue"], name="queue_standing_once")
        ]

    def __str__(self) -> str:
        return f"{self.queue}: {self.waiting}"


class DeadJob(models.Model):
    """A job that is not tried any more; what it carried and said stays in its workspace."""

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    task = models.CharField(max_length=120)
    queue = models.CharField(max_length=12)
    attempts = models.PositiveSmallIntegerField()
    died_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.task
