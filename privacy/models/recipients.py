"""Who received a person's data, and has to be told that it was corrected or restricted."""

from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel
from privacy.models.requests import DataSubjectRequest


class About(models.TextChoices):
    """What recipients are told of (GDPR Art. 19); erasures say it in their own items."""

    RECTIFICATION = "rectification", _("Correction")
    ERASURE = "erasure", _("Erasure")
    RESTRICTION = "restriction", _("Restriction")


class RecipientNotice(WorkspaceModel):
    """One recipient to be told of one thing, for one request; `told_at` is when that was done.

    `told_by` is the member who told it, null where its connection did. `source_key` is the id of a
    connected source, null for a recipient that the log of disclosures names.
    """

    request = WorkspaceForeignKey(DataSubjectRequest, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=20, choices=About.choices)
    recipient = models.CharField(max_length=255)
    source_key: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    noted_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True)
    told_by: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "request", "about", "recipient"], name="recipient_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient} of {self.about}"
