"""A connected system of a workspace, its secrets, and how far each of its streams has come."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel


class Source(WorkspaceModel):
    """One configured instance of a connector; disconnected ones are kept for their numbers."""

    connector = models.CharField(max_length=20)
    name = models.CharField(_("Name"), max_length=80)
    # What the connector needs to know and what a person chose: login host, API version, fields
    # opted in, mapping of a file. Never a secret.
    options: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    # Who it is at the vendor: organisation id, its time zone, currency, instance address.
    identity: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    created_at = models.DateTimeField(default=timezone.now)
    paused_at = models.DateTimeField(null=True)
    disconnected_at = models.DateTimeField(null=True)
    # Why it does not sync, in a stable word and a sentence; empty while all is well.
    trouble_code = models.CharField(max_length=40, blank=True)
    trouble_text = models.CharField(max_length=500, blank=True)
    # All data up to this moment has been read by a finished sync.
    fresh_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "created_at"], name="source_oldest")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        """Whether it is to be synced."""
        return self.paused_at is None and self.disconnected_at is None


class Credential(WorkspaceModel):
    """A source's tokens, sealed by accounts.crypto; changed only under a lock on its row."""

    source = WorkspaceForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    access_token = models.BinaryField()
    refresh_token = models.BinaryField(null=True)
    instance_url = models.CharField(max_length=200)
    token_url = models.CharField(max_length=200)
    scope = models.CharField(max_length=200, blank=True)
    # Grows with each refresh, so that a refresher sees whether another was faster.
    generation = models.PositiveIntegerField(default=1)
    refreshed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "source"], name="credential_once")
        ]

    def __str__(self) -> str:
        return f"Credential of {self.source_id}"


class SyncRun(WorkspaceModel):
    """One attempt to bring a source up to date, or one imported file."""

    class State(models.TextChoices):
        RUNNING = "running"
        SUCCEEDED = "succeeded"
        PARTIAL = "partial"
        FAILED = "failed"
        CANCELLED = "cancelled"

    source = WorkspaceForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    # first, incremental, backfill, census, formulas, range (asked to read it again), file
    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    job_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    rows_expected = models.BigIntegerField(null=True)
    rows_loaded = models.BigIntegerField(default=0)
    rows_rejected = models.BigIntegerField(default=0)
    error_code = models.CharField(max_length=40, blank=True)
    error_text = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "source", "-started_at"], name="sync_run_newest")
        ]

    def __str__(self) -> str:
        return f"{self.kind} run of {self.source_id} ({self.state})"


class StreamState(WorkspaceModel):
    """The bookmark of one stream: everything stamped before `cursor` is loaded.

    Of reports there is one for each account of the vendor, read whole from first_on to last_on.
    """

    source = WorkspaceForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    stream = models.CharField(max_length=40)
    account = models.CharField(max_length=64, blank=True, default="")
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    cursor = models.DateTimeField(null=True)
    synced_at = models.DateTimeField(null=True)
    # Rows that were ever new here; the weekly count of ids puts in how many there are.
    rows = models.BigIntegerField(default=0)
    # Fields this user may read and fields that are missing, as the last describe said.
    schema: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    trouble_text = models.CharField(max_length=500, blank=True)
    # Up to when the vendor's log of deletes was read, and whether a part of it was missed: then
    # only a count of all ids tells which rows are gone.
    removed_until = models.DateTimeField(null=True)
    has_gap = models.BooleanField(default=False)
    # When all ids were last counted, and how many of our rows this user could not see then.
    counted_at = models.DateTimeField(null=True)
    not_visible = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "source", "stream", "account"], name="stream_state_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.stream} of {self.source_id}"


class SyncSlice(WorkspaceModel):
    """A closed piece of a stream being read; a killed worker's successor goes on from here.

    Of reports it is one account's days, first_on to last_on.
    """

    run = WorkspaceForeignKey(SyncRun, on_delete=models.CASCADE, related_name="+")
    source = WorkspaceForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    stream = models.CharField(max_length=40)
    account = models.CharField(max_length=64, blank=True, default="")
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    cursor_from = models.DateTimeField(null=True)
    cursor_to = models.DateTimeField()
    # Of Salesforce bulk, rest, or rest_all where Bulk refuses; of others pages, lists or reports.
    # query_hash and api_version must still fit when a remote job is taken up again.
    mode = models.CharField(max_length=8)
    query_hash = models.CharField(max_length=64, blank=True)
    api_version = models.CharField(max_length=8, blank=True)
    remote_job_id = models.CharField(max_length=200, blank=True)
    locator = models.CharField(max_length=400, blank=True)
    rows_expected = models.BigIntegerField(null=True)
    rows_loaded = models.BigIntegerField(default=0)
    pages_loaded = models.IntegerField(default=0)
    # Names of fields with commas between: only they are read, of records that we have. A field that
    # came back moved no record's stamp.
    columns = models.CharField(max_length=400, blank=True, default="")
    # Why it was given up; its stream's cursor then stays, and the next run reads it again.
    error_text = models.CharField(max_length=500, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "run", "stream", "account", "first_on", "columns"],
                name="sync_slice_once",
                nulls_distinct=False,
            )
        ]
        indexes = [models.Index(fields=["workspace", "source"], name="sync_slice_source")]

    def __str__(self) -> str:
        return f"{self.stream} up to {self.cursor_to:%Y-%m-%d %H:%M}"
