"""How long a workspace keeps what, what may not go yet, and what the nightly job has deleted."""

from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.tenancy import WorkspaceModel


class RetentionRule(WorkspaceModel):
    """A rule that a workspace set; without a row the platform's default holds (catalogue)."""

    kind = models.CharField(max_length=20)
    months = models.PositiveSmallIntegerField()
    set_at = models.DateTimeField(default=timezone.now)
    set_by_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "kind"], name="retention_rule_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.months} months"


class LegalHold(WorkspaceModel):
    """What may not be deleted although its time is over: a person, or all that a rule is about.

    `person` holds address and ids, sealed, of whom it is about; `rule` the rule's kind instead.
    It ends on its own after `until`, or when somebody lifts it.
    """

    rule = models.CharField(max_length=20, blank=True)
    person = models.BinaryField(null=True)
    ground = models.BinaryField()
    until = models.DateField(null=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rule="", person__isnull=False) | ~Q(rule="") & Q(person=None),
                name="legal_hold_of_one",
            )
        ]
        indexes = [models.Index(fields=["workspace", "lifted_at"], name="legal_hold_state")]

    def __str__(self) -> str:
        return f"Hold {self.id}"


class RetentionRun(WorkspaceModel):
    """Append-only evidence of one rule's night: what went, counted by table, and a digest of it.

    `before` is the moment before which records went, `held` how many a hold kept. The digest is a
    chain of sha256 over keyed hashes of the ids: it shows that a record was among them to whoever
    still has its id and the workspace's key, and names nobody.
    """

    kind = models.CharField(max_length=20)
    months = models.PositiveSmallIntegerField()
    before = models.DateTimeField()
    finished_at = models.DateTimeField(default=timezone.now)
    records = models.PositiveIntegerField()
    rows: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    held = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["workspace", "finished_at"], name="retention_run")]

    def __str__(self) -> str:
        return f"{self.kind} on {self.finished_at:%Y-%m-%d}"
