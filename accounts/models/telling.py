"""What a workspace has to tell its members: each thing once, and who of them has read it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel


class Severity(models.IntegerChoices):
    """How much it matters that somebody looks soon."""

    NOTE = 1, _("Note")
    WARNING = 2, _("Warning")
    SEVERE = 3, _("Severe")


class Told(WorkspaceModel):
    """One thing that is told, kept up to date under its key until it is over.

    `said` holds sentences and values, from which each reader's own language makes a text; nothing
    of the customers' customers. `taken_at` is when a member said that they see to it.
    """

    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=200)
    severity = models.PositiveSmallIntegerField(choices=Severity.choices)
    said = models.JSONField()
    url = models.CharField(max_length=500)
    count = models.PositiveIntegerField(default=1)
    first_told = models.DateTimeField(default=timezone.now)
    updated = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "kind", "key"], name="told_once"),
        ]
        indexes = [models.Index(fields=["workspace", "updated"], name="told_old")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class InboxItem(WorkspaceModel):
    """That a member is told of it; `kind` and `updated` stand here again, to list by them."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    told = WorkspaceForeignKey(Told, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30)
    updated = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    # When it is to go by mail, null where it is not (or has gone), and when it went last.
    mail_due_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user", "told"], name="inbox_item_once"),
        ]
        indexes = [
            models.Index(fields=["workspace", "user", "-updated"], name="inbox_item_newest"),
            models.Index(
                fields=["workspace", "user", "-updated"],
                condition=Q(read_at=None),
                name="inbox_item_unread",
            ),
            models.Index(fields=["workspace", "told"], name="inbox_item_told"),
            models.Index(
                fields=["workspace", "mail_due_at"],
                condition=Q(mail_due_at__isnull=False),
                name="inbox_item_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.told_id} for {self.user_id}"


def workdays() -> list[int]:
    """Monday to Friday."""
    return [0, 1, 2, 3, 4]


class TellingWish(WorkspaceModel):
    """How a member wishes to be told here; who has none is told as each kind's own default says.

    `choices` is {kind: {"inbox": bool, "mail": a Mailing}}; `digest_days` counts from Monday, 0.
    Hours are those of `zone`, or of the workspace's where it is empty. Between `quiet_from` and
    `quiet_until` no mail goes out.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    choices = models.JSONField(default=dict)
    digest_days = ArrayField(models.PositiveSmallIntegerField(), default=workdays)
    digest_hour = models.PositiveSmallIntegerField(default=8)
    zone = models.CharField(max_length=50, blank=True)
    quiet_from = models.PositiveSmallIntegerField(null=True)
    quiet_until = models.PositiveSmallIntegerField(null=True)
    severe_at_once = models.BooleanField(default=False)
    severe_breaks_quiet = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user"], name="telling_wish_once"),
        ]

    def __str__(self) -> str:
        return f"Wishes of {self.user_id}"
