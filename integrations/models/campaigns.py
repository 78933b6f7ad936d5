"""Campaigns, what each did on each day, and every value that was once reported otherwise."""

from uuid import UUID

from django.db import models
from django.db.models.functions import Now

from accounts.tenancy import WorkspaceForeignKey, WorkspaceManager, WorkspaceModel
from integrations.models.sources import Source


class Campaign(WorkspaceModel):
    """A campaign of an ad platform (kind "ad": it has days) or of the CRM (kind "crm")."""

    source = WorkspaceForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    external_id = models.CharField(max_length=255)
    kind = models.CharField(max_length=4)
    name = models.CharField(max_length=255)
    # Where the money goes: "google_ads", "meta_ads", a file's own word; empty in a CRM.
    platform = models.CharField(max_length=80, blank=True)
    # The vendor's account that it belongs to, where a source reads several.
    account_external_id = models.CharField(max_length=64, blank=True, db_default="")
    type = models.CharField(max_length=255, blank=True)
    status = models.CharField(max_length=255, blank=True)
    parent_external_id = models.CharField(max_length=255, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    budget_micros = models.BigIntegerField(null=True)
    cost_micros = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    created_at = models.DateTimeField(null=True)
    stamp = models.DateTimeField(null=True)
    row_hash = models.BinaryField(max_length=16, null=True)
    deleted_at = models.DateTimeField(null=True)
    # As in CrmRow; only campaigns of a CRM are counted.
    not_visible_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "source", "external_id"], name="campaign_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["ad", "crm"]), name="campaign_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CampaignDay(models.Model):
    """What a campaign did on one day of its source's own calendar; null is "not reported".

    `cut` names the further keys of a source that splits its days (ad set, ad); empty where it does
    not. Money is in micros of `currency`, conversions in millionths because platforms split them.
    """

    pk = models.CompositePrimaryKey("workspace_id", "on", "campaign_id", "cut")
    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    on = models.DateField()
    campaign = WorkspaceForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    cut = models.CharField(max_length=80, default="")
    source = WorkspaceForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    impressions = models.BigIntegerField(null=True)
    clicks = models.BigIntegerField(null=True)
    spend_micros = models.BigIntegerField(null=True)
    conversions_micros = models.BigIntegerField(null=True)
    conversion_value_micros = models.BigIntegerField(null=True)
    # Counted on the day of the conversion instead of the click's, where the platform tells both.
    dated_conversions_micros = models.BigIntegerField(null=True)
    dated_value_micros = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    # The window by which conversions were counted, in the source's own words.
    window = models.CharField(max_length=40, blank=True)
    # Bits: 1 sampled, 2 thresholded, 4 provisional, 8 estimated.
    flags = models.PositiveSmallIntegerField(default=0)
    run_id: "models.UUIDField[UUID, UUID]" = models.UUIDField()
    as_of = models.DateTimeField()

    objects = WorkspaceManager()

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "source", "on"], name="campaign_day_source"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} on {self.on}"


class CampaignDayRevision(models.Model):
    """A value that was reported and then superseded, per metric; append-only.

    `new_value` is null when the row vanished; `as_of` is when the old value was read,
    `superseded_at` when the new one was.
    """

    pk = models.CompositePrimaryKey(
        "workspace_id", "campaign_id", "on", "cut", "metric", "superseded_at"
    )
    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    campaign = WorkspaceForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    cut = models.CharField(max_length=80, default="")
    metric = models.CharField(max_length=24)
    old_value = models.BigIntegerField(null=True)
    new_value = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    as_of = models.DateTimeField()
    run_id: "models.UUIDField[UUID, UUID]" = models.UUIDField()
    superseded_at = models.DateTimeField(db_default=Now())

    objects = WorkspaceManager()

    def __str__(self) -> str:
        return f"{self.metric} of {self.campaign_id} on {self.on}"
