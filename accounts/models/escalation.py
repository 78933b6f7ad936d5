"""Whom a workspace tells when nobody sees to a thing, and whom it has told."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models.channels import TellingChannel
from accounts.models.telling import Severity, Told
from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel


class Escalation(WorkspaceModel):
    """What is told of a member or of a channel, after so many minutes in which nobody took it."""

    least = models.PositiveSmallIntegerField(choices=Severity.choices, default=Severity.SEVERE)
    after_minutes = models.PositiveIntegerField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
    )
    channel = WorkspaceForeignKey(
        TellingChannel, null=True, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user=None) ^ Q(channel=None), name="escalation_to_one"
            ),
        ]

    def __str__(self) -> str:
        return f"After {self.after_minutes} minutes"


class Escalated(WorkspaceModel):
    """That a thing was escalated by a rule: once, until it begins anew."""

    escalation = WorkspaceForeignKey(Escalation, on_delete=models.CASCADE, related_name="+")
    told = WorkspaceForeignKey(Told, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "escalation", "told"], name="escalated_once"
            ),
        ]
        indexes = [models.Index(fields=["workspace", "told"], name="escalated_told")]

    def __str__(self) -> str:
        return f"{self.told_id} by {self.escalation_id}"
