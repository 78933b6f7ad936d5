"""Counts and sums of CRM rows by day, and by which rules they were counted."""

from django.db import models
from django.utils import timezone

from accounts.tenancy import WorkspaceForeignKey, WorkspaceManager
from integrations.models import Source


class CrmDay(models.Model):
    """What happened in a CRM on a day, by lead source and primary campaign.

    Leads have no campaign and no currency here ("" for both). An empty currency of deals is the
    organisation's own. A row of nothing but zeros is deleted.
    """

    pk = models.CompositePrimaryKey(
        "workspace_id", "on", "source_id", "lead_source", "campaign_external_id", "currency"
    )
    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    on = models.DateField()
    source = WorkspaceForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    lead_source = models.CharField(max_length=255)
    campaign_external_id = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    leads = models.BigIntegerField()
    mql = models.BigIntegerField()
    sql = models.BigIntegerField()
    opportunities = models.BigIntegerField()
    pipeline_micros = models.BigIntegerField()
    won = models.BigIntegerField()
    won_micros = models.BigIntegerField()
    new_customers = models.BigIntegerField()
    lost = models.BigIntegerField()
    lost_micros = models.BigIntegerField(db_default=0)
    cycles = models.BigIntegerField(db_default=0)
    cycle_days = models.BigIntegerField(db_default=0)

    objects = WorkspaceManager()

    def __str__(self) -> str:
        return f"CrmDay {self.pk}"


class RollupBasis(models.Model):
    """The rules by which a source's rows are counted now; they change only with a rebuild.

    `zone` is where its days begin. `snapshots_since` is when our own snapshots of lead statuses
    began, null where the CRM keeps a history of them.
    """

    pk = models.CompositePrimaryKey("workspace_id", "source_id")
    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    source = WorkspaceForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    zone = models.CharField(max_length=64)
    snapshots_since = models.DateTimeField(null=True)
    rebuilt_at = models.DateTimeField(default=timezone.now)

    objects = WorkspaceManager()

    def __str__(self) -> str:
        return f"Rules of {self.source_id}"
