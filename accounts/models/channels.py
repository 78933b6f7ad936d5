"""Channels of Slack and Microsoft Teams that a workspace tells, and each message on its way."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models.telling import Severity, Told
from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel


class ChannelKind(models.TextChoices):
    """Whose channel it is; names that are not translated."""

    SLACK = "slack", "Slack"
    TEAMS = "teams", "Microsoft Teams"


class TellingChannel(WorkspaceModel):
    """A channel of the customer's; its address is a secret and sealed, pages show the host alone.

    `kinds` are those that are told there, all of them where it is empty, from `least` on.
    """

    kind = models.CharField(max_length=10, choices=ChannelKind.choices)
    name = models.CharField(max_length=80)
    host = models.CharField(max_length=255)
    address = models.BinaryField()
    kinds = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    least = models.PositiveSmallIntegerField(choices=Severity.choices, default=Severity.WARNING)
    failures = models.PositiveIntegerField(default=0)
    paused_at = models.DateTimeField(null=True)
    # "member" where somebody paused it, else what was answered.
    paused_why = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace"], condition=Q(paused_at=None), name="telling_channel_on"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PostState(models.TextChoices):
    """Given up: all tries are used, or the channel refused it for good."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


class ChannelPost(WorkspaceModel):
    """One message to a channel, the same in every try; a test is of nothing that was told."""

    channel = WorkspaceForeignKey(TellingChannel, on_delete=models.CASCADE, related_name="+")
    told = WorkspaceForeignKey(Told, null=True, on_delete=models.CASCADE, related_name="+")
    body = models.TextField()
    state = models.CharField(max_length=10, choices=PostState.choices, default=PostState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    tried_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "channel", "-created_at"], name="channel_post_new"),
            models.Index(fields=["workspace", "told"], name="channel_post_told"),
            models.Index(fields=["workspace", "created_at"], name="channel_post_old"),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} ({self.state})"
