"""Consents as proof, the texts they were given to, what was chosen last, usage that was agreed to.

All of it lies in Proactivox's own workspace: Proactivox decides about it, no customer does.
"""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import WorkspaceManager, WorkspaceModel


class ConsentAction(models.TextChoices):
    """What somebody answered for one purpose."""

    GIVEN = "given", _("Agreed")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ConsentChannel(models.TextChoices):
    """Where it was asked."""

    BANNER = "banner", _("Banner")
    PAGE = "page", _("Page of cookie choices")
    SETTINGS = "settings", _("Own settings")


class ConsentNotice(WorkspaceModel):
    """Append-only: a text that people answered to, as it stood there in its language.

    `sha256` is that of the text; events name it.
    """

    sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=5)
    text = models.TextField()
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "sha256"], name="consent_notice_once")
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.sha256[:12]}"


class ConsentEvent(WorkspaceModel):
    """Append-only: one answer for one purpose. A database rule lets none go before five years.

    `subject_id` is a random number: that of a standing, or of nobody where all was refused.
    """

    at = models.DateTimeField(default=timezone.now)
    subject_id: "models.UUIDField[UUID, UUID]" = models.UUIDField()
    purpose = models.CharField(max_length=30)
    purpose_version = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=10, choices=ConsentAction.choices)
    channel = models.CharField(max_length=10, choices=ConsentChannel.choices)
    language = models.CharField(max_length=5)
    notice_sha256 = models.CharField(max_length=64)
    had_signal = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "subject_id", "at"], name="consent_subject"),
            models.Index(fields=["workspace", "at"], name="consent_at"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.action} at {self.at:%Y-%m-%d}"


class ConsentStanding(WorkspaceModel):
    """What a browser or a login agreed to last; its id is the number under which its usage stands.

    A browser has a row while it agrees to anything, a login (`user_id`) from its first answer until
    it is erased: then its events speak of a number that is nobody's.
    """

    user_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    granted = ArrayField(models.CharField(max_length=40), default=list)
    refused = ArrayField(models.CharField(max_length=40), default=list)
    had_signal = models.BooleanField(default=False)
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user_id"], name="consent_standing_once")
        ]

    def __str__(self) -> str:
        return f"Standing {self.id}"


class UsageDay(models.Model):
    """How often a subject used a feature on a day, and for how long; only of who agreed to it.

    `feature` is the name of an address, such as analytics:overview, and never the address itself.
    """

    pk = models.CompositePrimaryKey("workspace_id", "subject_id", "day", "feature", "action")
    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    subject_id: "models.UUIDField[UUID, UUID]" = models.UUIDField()
    day = models.DateField()
    feature = models.CharField(max_length=80)
    action = models.CharField(max_length=10)
    count = models.PositiveIntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)

    objects = WorkspaceManager()

    class Meta:
        indexes = [models.Index(fields=["workspace", "day"], name="usage_day")]

    def __str__(self) -> str:
        return f"{self.feature} on {self.day}"
