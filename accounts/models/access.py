"""Who asked for which page, when and with what: kept for 90 days, the address sealed."""

from uuid import UUID

from django.db import models

from accounts.tenancy import WorkspaceModel


class AccessLine(WorkspaceModel):
    """One answered request; all lie in the house. The route is a name, never the path as typed."""

    at = models.DateTimeField()
    ip = models.BinaryField(null=True)
    user_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    method = models.CharField(max_length=10)
    route = models.CharField(max_length=80, blank=True)
    status = models.PositiveSmallIntegerField()
    device = models.CharField(max_length=10)
    browser = models.CharField(max_length=20, blank=True)
    referrer_host = models.CharField(max_length=100, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "at"], name="access_line_at"),
            models.Index(fields=["workspace", "user_id", "at"], name="access_line_user"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.route} {self.status}"
