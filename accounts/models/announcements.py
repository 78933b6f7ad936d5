"""Control plane: what our own people tell users of the service, and to whom it went."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models.user import User
from accounts.tenancy import new_id


class AnnouncementKind(models.TextChoices):
    """What it is about; the second is always mailed."""

    PRODUCT = "product", "Product notice"
    SECURITY = "security", "Security alert"


class Audience(models.TextChoices):
    """Whom it is for."""

    ALL = "all", "All users"
    OWNERS = "owners", "Owners of workspaces"
    PLAN = "plan", "Users of workspaces on a plan"
    CHOSEN = "chosen", "Users of chosen workspaces"


class Announcement(models.Model):
    """A notice in both languages; once published it changes no more, and ends at its time.

    `people` is how many it was for when it was published; each has a receipt once it went out.
    """

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(
        primary_key=True, default=new_id, editable=False
    )
    kind = models.CharField(max_length=10, choices=AnnouncementKind.choices)
    title_en = models.CharField(max_length=120)
    title_da = models.CharField(max_length=120)
    text_en = models.TextField(max_length=2000)
    text_da = models.TextField(max_length=2000)
    audience = models.CharField(max_length=10, choices=Audience.choices)
    plan = models.CharField(max_length=20, blank=True)
    workspace_ids: "ArrayField[list[UUID], list[UUID]]" = ArrayField(
        models.UUIDField(), default=list
    )
    begins_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    written_at = models.DateTimeField(default=timezone.now)
    written_by: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    people = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("begins_at")), name="announcement_in_order"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(AnnouncementKind.values))
                & Q(audience__in=list(Audience.values)),
                name="announcement_known",
            ),
        ]
        indexes = [models.Index(fields=["published_at", "ends_at"], name="announcement_live")]

    def __str__(self) -> str:
        return self.title_en

    @property
    def is_alert(self) -> bool:
        """Whether it is about the safety of logins or data."""
        return self.kind == AnnouncementKind.SECURITY

    @property
    def title(self) -> str:
        """In the reader's language."""
        return self.title_da if _is_danish() else self.title_en

    @property
    def text(self) -> str:
        """In the reader's language."""
        return self.text_da if _is_danish() else self.text_en


class AnnouncementReceipt(models.Model):
    """That one person is told of one notice: by mail or not, and whether they put it away."""

    announcement = models.ForeignKey(
        Announcement, on_delete=models.CASCADE, related_name="receipts"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    mailed_at = models.DateTimeField(null=True)
    dismissed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["announcement", "user"], name="announcement_once")
        ]

    def __str__(self) -> str:
        return f"Receipt {self.pk}"


def _is_danish() -> bool:
    return (get_language() or "")[:2] == "da"
