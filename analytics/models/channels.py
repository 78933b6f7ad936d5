"""By which rules a workspace's channels are told apart, and the channel of each thing by them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import WorkspaceManager, WorkspaceModel


class ChannelBook(WorkspaceModel):
    """The workspace's rules as a whole, one row; each change of them is a version.

    `assigned_version` is the version by which everything was last assigned, so the one by which
    numbers are counted; the job that follows a change makes it the newest again.
    """

    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    assigned_version = models.PositiveIntegerField(default=0)
    assigned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="channel_book_once")]

    def __str__(self) -> str:
        return f"Channel rules, version {self.version}"


class ChannelRule(WorkspaceModel):
    """One rule: what fits all of its conditions, and no rule before it, belongs to its channel.

    `conditions` is a list of {"field", "operator", "values"}; see analytics.channels.rules.
    """

    position = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=80)
    conditions = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "position"], name="channel_rule_place")
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.channel}"


class ThingKind(models.TextChoices):
    """What has a channel."""

    AD = "ad", _("Ad campaign")
    CRM = "crm", _("Campaign in the CRM")
    ORIGIN = "origin", _("Origin of visits")
    LEAD_SOURCE = "lead_source", _("Lead source")


class ChannelOf(models.Model):
    """The channel of one thing; "" where no rule fits it.

    The key is the id of a campaign or of an origin, or a lead source as the CRM writes it.
    """

    pk = models.CompositePrimaryKey("workspace_id", "kind", "key")
    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    kind = models.CharField(max_length=12, choices=ThingKind.choices)
    key = models.CharField(max_length=255)
    channel = models.CharField(max_length=80, blank=True)

    objects = WorkspaceManager()

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.channel or '-'}"
