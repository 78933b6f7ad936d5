"""What happened in a workspace, append-only and chained by hash; PostgreSQL seals each row."""

from uuid import UUID

from django.db import models

from accounts.tenancy import WorkspaceManager


class AuditEvent(models.Model):
    """One line of a workspace's audit trail; written by accounts.audit.record alone."""

    pk = models.CompositePrimaryKey("workspace_id", "seq")
    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    action = models.CharField(max_length=60)
    target = models.CharField(max_length=120, blank=True)
    data = models.JSONField(default=dict)
    prev = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    objects = WorkspaceManager()

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "action", "-seq"], name="audit_action"),
            models.Index(fields=["workspace", "actor_id", "-seq"], name="audit_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"
