"""Who of ours is bound to silence, and by which grants they look into a workspace."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.tenancy import WorkspaceModel

LONGEST_MINUTES = 8 * 60
# A question that nobody answered is none any more.
ASKED_FOR = timedelta(days=7)
LONGEST_LOOK = timedelta(minutes=LONGEST_MINUTES)


class ConfidantKind(models.TextChoices):
    """Who may ask for a look: our own people, and partners who help customers to begin."""

    STAFF = "staff"
    PARTNER = "partner"


class Confidant(models.Model):
    """Control plane: a person of ours and the text of confidentiality that they gave, and when.

    Ids alone and no link to the login: what was promised can be shown when the login is gone.
    """

    user_id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=10, choices=ConfidantKind.choices)
    admitted_at = models.DateTimeField(default=timezone.now)
    text = models.CharField(max_length=20, blank=True)
    text_sha256 = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=list(ConfidantKind.values)), name="confidant_kind_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id}"


class AccessGrant(WorkspaceModel):
    """One look of one of ours into this workspace: asked for, decided, and over by itself.

    `staff_id`, `decided_by` and `ended_by` are logins. `decided_by` is null where the workspace's
    own standing permission decided.
    """

    staff_id: "models.UUIDField[UUID, UUID]" = models.UUIDField()
    reason = models.CharField(max_length=500)
    minutes = models.PositiveSmallIntegerField(default=60)
    asked_at = models.DateTimeField(default=timezone.now)
    is_allowed = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    ends_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=LONGEST_MINUTES), name="grant_is_short"
            ),
            models.CheckConstraint(
                condition=Q(is_allowed=True, ends_at__isnull=False)
                | Q(Q(is_allowed=None) | Q(is_allowed=False), ends_at=None),
                name="grant_ends",
            ),
            # Whoever wrote to the table by hand could make it no longer than the longest, either.
            models.CheckConstraint(
                condition=Q(ends_at=None)
                | Q(ends_at__lte=F("decided_at") + models.Value(LONGEST_LOOK)),
                name="grant_ends_soon",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "staff_id", "-asked_at"], name="grant_staff"),
            models.Index(fields=["workspace", "-asked_at"], name="grant_newest"),
        ]

    def __str__(self) -> str:
        return f"Grant {self.id}"

    def is_open(self, now: datetime) -> bool:
        """Whether its person may look at this moment."""
        return bool(self.is_allowed) and self.ended_at is None and now < (self.ends_at or now)
