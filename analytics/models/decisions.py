"""What a workspace decided: which lead status is which stage, which campaigns are the same."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel
from integrations.models import Campaign, Source


class Stage(models.TextChoices):
    """What a lead's status means in the funnel."""

    NONE = "", _("Neither")
    MQL = "mql", _("MQL: marketing qualified")
    SQL = "sql", _("SQL: sales qualified")


class LeadStage(WorkspaceModel):
    """What one lead status of a source means.

    `stage` is what was chosen, `counted_as` what the rollups count by until the next rebuild.
    """

    source = WorkspaceForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    status = models.CharField(max_length=255)
    stage = models.CharField(max_length=3, choices=Stage.choices, blank=True)
    counted_as = models.CharField(max_length=3, choices=Stage.choices, blank=True)
    # Chosen by us from the status's name, and by nobody since.
    is_guess = models.BooleanField(default=True)
    # When somebody gave it another stage, last; null where it has its first one.
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "source", "status"], name="lead_stage_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.status}: {self.stage or '-'}"


class CampaignMatch(WorkspaceModel):
    """That an ad campaign is part of a campaign of the CRM; each ad campaign of at most one."""

    ad_campaign = WorkspaceForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    crm_campaign = WorkspaceForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "ad_campaign"], name="campaign_match_once")
        ]
        indexes = [
            models.Index(fields=["workspace", "crm_campaign"], name="campaign_match_crm"),
        ]

    def __str__(self) -> str:
        return f"{self.ad_campaign_id} is part of {self.crm_campaign_id}"
