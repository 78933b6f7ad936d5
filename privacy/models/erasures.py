"""An erasure of a person: who asked for it, what became of each part, what proves it."""

from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel
from privacy.models.requests import DataSubjectRequest


class ItemPlace(models.TextChoices):
    """Where a part of the person's data was."""

    TABLE = "table", _("Our database")
    UPSTREAM = "upstream", _("The source itself")
    FILE = "file", _("Our files")
    CACHE = "cache", _("Cache and queue")


class ItemState(models.TextChoices):
    """An item ends in exactly one of the last four; a failed one is tried again."""

    WAITING = "waiting", _("Waiting")
    ERASED = "erased", _("Erased")
    ANONYMISED = "anonymised", _("Anonymised")
    RETAINED = "retained", _("Retained")
    FAILED = "failed", _("Failed")


class Erasure(WorkspaceModel):
    """One run for one request. `subject` is who, sealed, and goes with the last item.

    `before` and `after` are the dashboard's sums around the erasure, `search` says where was looked
    afterwards and what was found, `certificate` is the signed document of it all. `held_at` is when
    all but what a legal hold keeps was done; when that ends, the run goes on. `ledger_number` names
    the ledger's entry, by which every row is read for the person at night, until `read_at`.
    """

    request = WorkspaceForeignKey(
        DataSubjectRequest, on_delete=models.PROTECT, related_name="erasures"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    subject = models.BinaryField(null=True)
    asked_upstream_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    searched_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    ledger_number = models.PositiveIntegerField(null=True)
    read_at = models.DateTimeField(null=True)
    before: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    after: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    search: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    certificate: "models.JSONField[Any, Any]" = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "request"], name="erasure_request"),
            # Whoever was erased is not kept in the list of who was to be erased.
            models.CheckConstraint(
                condition=Q(finished_at=None)
                | Q(searched_at__isnull=False)
                & (Q(subject=None, held_at=None) | Q(held_at__isnull=False)),
                name="erasure_finished",
            ),
        ]

    def __str__(self) -> str:
        return f"Erasure {self.id}"


class ErasureItem(WorkspaceModel):
    """A table, an upstream record, the files or the cache, and what became of the person there.

    `name` is the table's label or the record's kind, `record` its id and link, sealed until it is
    done. `residue` is how many rows a search found afterwards, null before one was made.
    """

    erasure = WorkspaceForeignKey(Erasure, on_delete=models.CASCADE, related_name="items")
    place = models.CharField(max_length=10, choices=ItemPlace.choices)
    name = models.CharField(max_length=80)
    source_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    record = models.BinaryField(null=True)
    choice = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=12, choices=ItemState.choices, default=ItemState.WAITING)
    rows = models.PositiveIntegerField(default=0)
    residue = models.PositiveIntegerField(null=True)
    ground = models.CharField(max_length=300, blank=True)
    until = models.CharField(max_length=200, blank=True)
    why = models.CharField(max_length=500, blank=True)
    is_permanent = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(ItemState.values)), name="erasure_item_state"
            ),
            # Nothing is complete without a row that was met or a search that was made.
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "failed"])
                | Q(rows__gt=0)
                | Q(residue__isnull=False),
                name="erasure_item_shown",
            ),
            models.CheckConstraint(
                condition=~Q(state="retained") | ~Q(ground="") & ~Q(until=""),
                name="erasure_item_ground",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(why=""), name="erasure_item_why"
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "erasure", "place", "name"], name="erasure_item")
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.state}"
