"""How deals stood from moment to moment, and how far people and their days came."""

from django.db import models
from django.db.models import Q

from accounts.tenancy import WorkspaceForeignKey, WorkspaceManager
from integrations.models import Source


class DealSpan(models.Model):
    """A deal as it stood from a moment to the next one at which stage or amount changed.

    `ended_at` is null for the present. `basis` is "history" where the CRM's own history tells it,
    "now" where only the deal as it is now does, "unknown" before a history begins; of these the
    stage is "". `since_at` is when the deal came into its stage, exactly only where
    `is_since_known`. The first span of a stay in a stage `is_entry`: it knows when the stay ended
    and where the deal went. An empty currency is the organisation's own.
    """

    # Not by source: while statistics are wrong, the key would look as good as the indexes below.
    pk = models.CompositePrimaryKey(
        "workspace_id", "opportunity_external_id", "source_id", "number"
    )
    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    source = WorkspaceForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    opportunity_external_id = models.CharField(max_length=40)
    number = models.IntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    stage = models.CharField(max_length=255, blank=True)
    # open, won or lost, by the flags of the CRM's own stages.
    state = models.CharField(max_length=4)
    amount_micros = models.BigIntegerField(null=True)
    # False where the history has no amounts, and it is the one that the deal has now.
    is_amount_known = models.BooleanField()
    currency = models.CharField(max_length=3, blank=True)
    # In per cent: of the history, else of the stage, else of the deal as it is now.
    probability = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    lead_source = models.CharField(max_length=255, blank=True)
    campaign_external_id = models.CharField(max_length=40, blank=True)
    basis = models.CharField(max_length=7)
    since_at = models.DateTimeField()
    is_since_known = models.BooleanField()
    is_entry = models.BooleanField()
    left_at = models.DateTimeField(null=True)
    went_to = models.CharField(max_length=255, blank=True)
    went_state = models.CharField(max_length=4, blank=True)

    objects = WorkspaceManager()

    class Meta:
        indexes = [
            # Open on a day: what had not ended by then, so that the present reads the fewest.
            models.Index(
                fields=["workspace", "source", "ended_at", "started_at"],
                name="deal_span_open",
                condition=Q(state="open"),
            ),
            models.Index(
                fields=["workspace", "source", "started_at"],
                name="deal_span_entry",
                condition=Q(is_entry=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opportunity_external_id} {self.number}: {self.stage or '?'}"


class SpanBasis(models.Model):
    """Whether a source's spans are kept with each change, or wait for the job that makes them anew.

    `is_behind` from the first change of many rows until that job; `zone` is where its days began
    when they were made: a close date is a day.
    """

    pk = models.CompositePrimaryKey("workspace_id", "source_id")
    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    source = WorkspaceForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    is_behind = models.BooleanField(default=True)
    built_at = models.DateTimeField(null=True)
    zone = models.CharField(max_length=64, blank=True)

    objects = WorkspaceManager()

    def __str__(self) -> str:
        return f"Spans of {self.source_id}"


class LeadCohortDay(models.Model):
    """How many people entered a step on a day, by how many days later they reached the next one.

    `step` is "mql" (from lead to MQL) or "sql" (from MQL to SQL). `days` counts in the source's
    own calendar and is 0 where it was reached before; where it was not, `is_reached` is false.
    """

    pk = models.CompositePrimaryKey(
        "workspace_id", "on", "source_id", "step", "lead_source", "is_reached", "days"
    )
    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    on = models.DateField()
    source = WorkspaceForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    step = models.CharField(max_length=3)
    lead_source = models.CharField(max_length=255)
    is_reached = models.BooleanField()
    days = models.IntegerField()
    people = models.BigIntegerField()

    objects = WorkspaceManager()

    def __str__(self) -> str:
        return f"LeadCohortDay {self.pk}"
