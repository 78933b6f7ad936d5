"""What was asked of the sources that are written to, what became of it, and each step of it."""

from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel
from integrations.models.campaigns import Campaign
from integrations.models.sources import Source


class CampaignAction(WorkspaceModel):
    """One change of one campaign at its platform, or of one record of a CRM; campaigns came first.

    `before` is what the asker saw, `wanted` what is to be, `after` what was read when it was done;
    the three have the same words: status, daily_budget_micros; value of a field; there, due,
    priority, status of a task, whose own words stand in `subject` and `body` alone.
    `key` makes it once, however often it is asked for. Until `sent_at` nothing was ever sent.
    """

    class What(models.TextChoices):
        PAUSE = "pause"
        RESUME = "resume"
        BUDGET = "budget"
        TASK = "task"
        FIELD = "field"
        # The way back of a task alone.
        REMOVE = "remove"

    class State(models.TextChoices):
        PROPOSED = "proposed"
        REFUSED = "refused"
        APPROVED = "approved"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        UNKNOWN = "unknown"
        UNDONE = "undone"

    class OriginKind(models.TextChoices):
        PERSON = "person"
        AUTOMATION = "automation"
        INCIDENT = "incident"

    OPEN = (State.PROPOSED, State.APPROVED, State.RUNNING, State.UNKNOWN)

    source = WorkspaceForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    campaign = WorkspaceForeignKey(Campaign, null=True, on_delete=models.CASCADE, related_name="+")
    # A record of a CRM by its own kind and id there; the id goes with the person when it is one's.
    record_kind = models.CharField(max_length=20, blank=True)
    record_external_id = models.CharField(max_length=40, blank=True)
    field = models.CharField(max_length=80, blank=True)
    field_label = models.CharField(max_length=255, blank=True)
    subject = models.CharField(max_length=255, blank=True)
    body = models.TextField(blank=True)
    made_external_id = models.CharField(max_length=40, blank=True)
    what = models.CharField(max_length=10, choices=What.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    before: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    wanted: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    after: "models.JSONField[dict[str, Any] | None, dict[str, Any] | None]" = models.JSONField(
        null=True
    )
    currency = models.CharField(max_length=3, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    # A member, or the rule that asked; a member decides, and never about what they asked for.
    asked_by: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    rule = models.CharField(max_length=80, blank=True)
    # Because of what it was asked for; its name and page are kept as whoever asked gave them.
    origin_kind = models.CharField(
        max_length=10, choices=OriginKind.choices, default=OriginKind.PERSON
    )
    origin_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    origin_label = models.CharField(max_length=200, blank=True)
    origin_path = models.CharField(max_length=300, blank=True)
    decided_by: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    # Why a second member has to approve it; empty where nobody has to.
    needs = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=80)
    undoes = WorkspaceForeignKey("self", null=True, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    sends = models.PositiveSmallIntegerField(default=0)
    trouble_code = models.CharField(max_length=40, blank=True)
    trouble_text = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="campaign_action_once"),
            # One thing at a time: two who change one campaign would not see each other's.
            models.UniqueConstraint(
                fields=["workspace", "campaign"],
                condition=models.Q(state__in=["proposed", "approved", "running", "unknown"]),
                name="campaign_action_alone",
            ),
            models.UniqueConstraint(
                fields=["workspace", "source", "record_external_id", "field"],
                condition=models.Q(state__in=["proposed", "approved", "running", "unknown"])
                & ~models.Q(field="")
                & ~models.Q(record_external_id=""),
                name="record_action_alone",
            ),
            models.CheckConstraint(
                condition=models.Q(campaign=None) ^ models.Q(record_kind=""),
                name="campaign_action_of_one",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "-asked_at"], name="campaign_action_newest"),
            models.Index(fields=["workspace", "campaign", "-asked_at"], name="campaign_action_of"),
            models.Index(fields=["workspace", "origin_id"], name="campaign_action_from"),
            models.Index(
                fields=["workspace", "source", "record_external_id"],
                condition=~models.Q(record_external_id=""),
                name="record_action_of",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} of {self.campaign_id or self.record_kind} ({self.state})"

    @property
    def is_of_record(self) -> bool:
        """Whether it is about a record of a CRM."""
        return self.campaign_id is None

    @property
    def is_open(self) -> bool:
        """Whether something is still to become of it."""
        return self.state in self.OPEN


class ActionStep(WorkspaceModel):
    """One step of an action, append-only: when, what, by whom, and what was seen."""

    action = WorkspaceForeignKey(CampaignAction, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    what = models.CharField(max_length=12)
    by: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    data: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["workspace", "action", "at"], name="action_step_of")]

    def __str__(self) -> str:
        return f"{self.what} of {self.action_id}"


class ActionRules(WorkspaceModel):
    """How far a workspace lets one member go alone, and whether anything is changed at all."""

    per_day = models.PositiveSmallIntegerField(default=20)
    # A budget that is changed by more per cent, or to more a day, takes a second member.
    most_percent = models.PositiveSmallIntegerField(default=20)
    most_micros = models.BigIntegerField(default=200_000_000)
    # From as many tasks and fields in 24 hours on the next ones take a second member.
    records_alone = models.PositiveSmallIntegerField(default=10)
    # Whether a pause takes a second member, too; it spends nothing.
    pauses_alone = models.BooleanField(default=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_by: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace"], name="action_rules_once"),
        ]

    def __str__(self) -> str:
        return f"Rules of actions of {self.workspace_id}"
