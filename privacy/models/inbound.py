"""Which mails were taken, so that one that arrives twice is taken once."""

from django.db import models
from django.utils import timezone

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel
from privacy.models.requests import DataSubjectRequest


class InboundMail(WorkspaceModel):
    """A keyed hash of a mail's own id and sender; it goes with its request."""

    request = WorkspaceForeignKey(
        DataSubjectRequest, on_delete=models.CASCADE, related_name="mails"
    )
    at = models.DateTimeField(default=timezone.now)
    digest = models.BinaryField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "digest"], name="inbound_mail_once"),
        ]
        indexes = [models.Index(fields=["workspace", "request"], name="inbound_mail_request")]

    def __str__(self) -> str:
        return f"Mail {self.id}"
