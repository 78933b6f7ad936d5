"""Changes of Proactivox's own processors, what customers object to, and who is told of them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import WorkspaceModel, new_id

OBJECTION_DAYS = 30


class ChangeKind(models.TextChoices):
    """What becomes of a subprocessor."""

    ADD = "add", _("New")
    CHANGE = "change", _("Changed")
    REMOVE = "remove", _("Ends")


def end_of_window() -> datetime:
    """Until when customers may object to what is announced now."""
    return timezone.now() + timedelta(days=OBJECTION_DAYS)


class SubprocessorChange(models.Model):
    """One announced change; `words` are those of settings.SUBPROCESSORS, by the same names.

    Nobody who serves may alter what was announced, or activate it before `objections_until`:
    constraints and a trigger refuse. `is_first` is whom customers met when they came.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    name = models.CharField(max_length=120)
    words: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    is_first = models.BooleanField(default=False)
    announced_at = models.DateTimeField(default=timezone.now)
    objections_until = models.DateTimeField(default=end_of_window)
    activated_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="subprocessor_window",
                condition=Q(is_first=True)
                | Q(objections_until__gte=F("announced_at") + timedelta(days=OBJECTION_DAYS)),
            ),
            models.CheckConstraint(
                name="subprocessor_after_window",
                condition=Q(is_first=True)
                | Q(activated_at=None)
                | Q(activated_at__gte=F("objections_until")),
            ),
            models.CheckConstraint(
                name="subprocessor_one_end",
                condition=Q(activated_at=None) | Q(withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    @property
    def is_open(self) -> bool:
        """Whether it is neither in use nor taken back."""
        return self.activated_at is None and self.withdrawn_at is None

    @property
    def is_in_window(self) -> bool:
        """Whether customers may still object."""
        return self.is_open and timezone.now() < self.objections_until


class SubprocessorObjection(WorkspaceModel):
    """A customer's objection to a change; append-only.

    The customer's own row, and a copy of it in the house, by which `origin_id` tells whose it is.
    `by_id` is the member who objected; the copy knows the workspace alone.
    """

    change = models.ForeignKey(
        SubprocessorChange, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField()
    by_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    origin_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    objected_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "change", "origin_id"],
                name="objection_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"Objection to {self.change_id}"


class ChangeSubscriber(WorkspaceModel):
    """An address that is told of changes by mail; a row of the house, gone when it unsubscribes."""

    address = models.BinaryField()
    address_hash = models.BinaryField()
    language = models.CharField(max_length=5)
    proof_hash = models.BinaryField(null=True)
    proof_until = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "address_hash"], name="change_subscriber_once"
            )
        ]

    def __str__(self) -> str:
        return f"Subscriber {self.pk}"
