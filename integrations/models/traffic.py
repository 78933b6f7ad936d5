"""Visits to the customer's sites: where they came from, what they did, what was said before."""

from uuid import UUID

from django.db import models
from django.db.models.functions import Now

from accounts.tenancy import WorkspaceForeignKey, WorkspaceManager, WorkspaceModel
from integrations.models.sources import Source


class TrafficOrigin(WorkspaceModel):
    """Where visits to a property came from, in the words of the web analytics."""

    source = WorkspaceForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    # The vendor's property.
    account = models.CharField(max_length=64)
    # A digest of the four names, which are too long for an index.
    key: "models.UUIDField[UUID, UUID]" = models.UUIDField()
    session_source = models.CharField(max_length=255)
    session_medium = models.CharField(max_length=255)
    session_campaign = models.CharField(max_length=255)
    channel_group = models.CharField(max_length=255)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "source", "account", "key"], name="traffic_origin_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_source} / {self.session_medium} / {self.session_campaign}"


class TrafficDay(models.Model):
    """Visits of one origin on one day of the property's own calendar; null is "not reported".

    Key events are in millionths, because they are attributed in parts; money is in micros of
    `currency`. `new_users` are people as a browser knows them: sums over origins are fair, sums
    over days count a person once, on the first visit.
    """

    pk = models.CompositePrimaryKey("workspace_id", "on", "origin_id")
    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    on = models.DateField()
    origin = WorkspaceForeignKey(TrafficOrigin, on_delete=models.CASCADE, related_name="+")
    source = WorkspaceForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    sessions = models.BigIntegerField(null=True)
    engaged_sessions = models.BigIntegerField(null=True)
    new_users = models.BigIntegerField(null=True)
    key_events_micros = models.BigIntegerField(null=True)
    revenue_micros = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    # Bits: 1 sampled, 2 thresholded, 4 provisional, 8 estimated, 16 small origins are put
    # together as "(other)", 32 key events are still being attributed.
    flags = models.PositiveSmallIntegerField(default=0)
    run_id: "models.UUIDField[UUID, UUID]" = models.UUIDField()
    as_of = models.DateTimeField()

    objects = WorkspaceManager()

    class Meta:
        indexes = [models.Index(fields=["workspace", "source", "on"], name="traffic_day_source")]

    def __str__(self) -> str:
        return f"{self.origin_id} on {self.on}"


class TrafficDayRevision(models.Model):
    """A value that was reported and then superseded, per metric; append-only.

    `new_value` is null when the row vanished; `as_of` is when the old value was read,
    `superseded_at` when the new one was.
    """

    pk = models.CompositePrimaryKey("workspace_id", "origin_id", "on", "metric", "superseded_at")
    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    origin = WorkspaceForeignKey(TrafficOrigin, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    metric = models.CharField(max_length=24)
    old_value = models.BigIntegerField(null=True)
    new_value = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    as_of = models.DateTimeField()
    run_id: "models.UUIDField[UUID, UUID]" = models.UUIDField()
    superseded_at = models.DateTimeField(db_default=Now())

    objects = WorkspaceManager()

    def __str__(self) -> str:
        return f"{self.metric} of {self.origin_id} on {self.on}"
