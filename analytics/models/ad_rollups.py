"""Sums of campaign days: of a day by platform, channel and campaign, of a month by campaign."""

from django.db import models

from accounts.tenancy import WorkspaceForeignKey, WorkspaceManager
from integrations.models import Campaign, Source


class AdSums(models.Model):
    """Sums of what was reported; `*_known` counts the rows that reported it, so 0 is no null.

    Money and conversions are in millionths, as in CampaignDay. A row without rows is deleted.
    """

    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    currency = models.CharField(max_length=3)
    rows = models.BigIntegerField()
    impressions = models.BigIntegerField()
    impressions_known = models.BigIntegerField()
    clicks = models.BigIntegerField()
    clicks_known = models.BigIntegerField()
    spend_micros = models.BigIntegerField()
    spend_known = models.BigIntegerField()
    conversions_micros = models.BigIntegerField()
    conversions_known = models.BigIntegerField()
    conversion_value_micros = models.BigIntegerField()
    conversion_value_known = models.BigIntegerField()

    objects = WorkspaceManager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"


class AdDay(AdSums):
    """What a platform of a source did on a day: totals and unfiltered series."""

    pk = models.CompositePrimaryKey("workspace_id", "on", "source_id", "platform", "currency")
    on = models.DateField()
    source = WorkspaceForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    platform = models.CharField(max_length=80)


class AdChannelDay(AdSums):
    """What a channel of a source did on a day, by the channels that campaigns have now.

    Its rows move when a campaign gets another channel: then all its days count with the new one.
    """

    pk = models.CompositePrimaryKey("workspace_id", "on", "source_id", "channel", "currency")
    on = models.DateField()
    source = WorkspaceForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=80)


class AdCampaignDay(AdSums):
    """What a campaign did on a day, all cuts together."""

    pk = models.CompositePrimaryKey("workspace_id", "on", "campaign_id", "currency")
    on = models.DateField()
    campaign = WorkspaceForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "campaign", "on"], name="ad_campaign_day_campaign"),
        ]


class AdCampaignMonth(AdSums):
    """What a campaign did in a month; `month` is its first day."""

    pk = models.CompositePrimaryKey("workspace_id", "month", "campaign_id", "currency")
    month = models.DateField()
    campaign = WorkspaceForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
