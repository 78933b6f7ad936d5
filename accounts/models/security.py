"""What happened with a person's login: who came in by it, and what they were told by mail."""

from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import new_id


class LogIn(models.Model):
    """One try to come in; the address is sealed, and of the browser only its kind is kept.

    Control plane: it is the person's own, whatever their workspaces.
    """

    class Outcome(models.TextChoices):
        """How it ended."""

        SUCCEEDED = "succeeded", _("Logged in")
        FAILED = "failed", _("Wrong password or code")
        STEP_FAILED = "step_failed", _("Wrong second step")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    methods = models.CharField(max_length=80, blank=True)
    address = models.BinaryField()
    device = models.CharField(max_length=12)
    browser = models.CharField(max_length=20, blank=True)
    system = models.CharField(max_length=20, blank=True)
    is_new_browser = models.BooleanField(default=False)

    class Meta:
        db_table = "accounts_login"
        indexes = [
            models.Index(fields=["user", "-at"], name="login_newest"),
            models.Index(fields=["at"], name="login_at"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} at {self.at:%Y-%m-%d}"


class SecurityNotice(models.Model):
    """That a person was told of something by mail; in words by accounts.security.words.

    `place_id` is the workspace that it is about and `actor_id` who did it, both without a foreign
    key: a notice outlives neither a right to be forgotten nor its 90 days.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=40)
    place_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    actor_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    detail = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-at"], name="security_notice_newest"),
            models.Index(fields=["at"], name="security_notice_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d}"
