"""Single fields of people, sealed; records that were merged; who is restricted or stays away."""

from uuid import UUID

from django.db import models
from django.utils import timezone

from accounts.tenancy import WorkspaceForeignKey, WorkspaceManager, WorkspaceModel
from integrations.models.sources import Source


class PersonField(models.Model):
    """One field of one person's record, sealed; exists only for fields that were opted in.

    Without foreign keys in the database, as the record's own row (`CrmRow`).
    """

    pk = models.CompositePrimaryKey("workspace_id", "source_id", "external_id", "field")
    workspace = models.ForeignKey(
        "accounts.Workspace",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    source = WorkspaceForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    external_id = models.CharField(max_length=40)
    # "Lead.FirstName": the stream and the source's own name of the field.
    field = models.CharField(max_length=120)
    # The row's name inside the sealed value's associated data.
    row_id: "models.UUIDField[UUID, UUID]" = models.UUIDField()
    sealed = models.BinaryField()
    # As in PersonsRow.
    is_restricted = models.BooleanField(db_default=False)

    objects = WorkspaceManager()

    def __str__(self) -> str:
        return f"{self.field} of {self.external_id}"


class MergedRecord(models.Model):
    """A record that a CRM merged into another one: the link outlives the record, and its bin.

    `winner_external_id` is what the CRM said, `last_external_id` where the chain of merges ends.
    `kind` is the model of both ("Lead", "Company").
    """

    pk = models.CompositePrimaryKey("workspace_id", "source_id", "kind", "external_id")
    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    source = WorkspaceForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    external_id = models.CharField(max_length=40)
    winner_external_id = models.CharField(max_length=40)
    last_external_id = models.CharField(max_length=40)
    # As in PersonsRow; of leads and contacts alone.
    is_restricted = models.BooleanField(db_default=False)

    objects = WorkspaceManager()

    class Meta:
        # Whatever the kind, a person's id is looked up in each of the three places.
        indexes = [
            models.Index(fields=["workspace", "external_id"], name="merged_record"),
            models.Index(fields=["workspace", "winner_external_id"], name="merged_winner"),
            models.Index(fields=["workspace", "last_external_id"], name="merged_last"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id} into {self.last_external_id}"


class Suppression(WorkspaceModel):
    """A person who was erased: the merge drops their records, by source id and by keyed hash."""

    source = WorkspaceForeignKey(Source, null=True, on_delete=models.CASCADE, related_name="+")
    external_id = models.CharField(max_length=40, blank=True)
    identifier_hash = models.BinaryField(max_length=16, null=True)
    # The suppression key and normaliser by which identifier_hash was made.
    key_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    normaliser = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "source", "external_id"],
                condition=~models.Q(external_id=""),
                name="suppression_external_id",
            ),
            models.UniqueConstraint(
                fields=["workspace", "identifier_hash"],
                condition=models.Q(identifier_hash__isnull=False),
                name="suppression_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"Suppression {self.id}"


class Restriction(WorkspaceModel):
    """An identifier of a person whose data may be stored, and used for next to nothing (18).

    The merge marks whatever names it. `person_id` is privacy's `RestrictedPerson`; a person may be
    restricted twice, by two requests, and is free when the last is lifted. `is_held` is of a person
    whose erasure a legal hold stops in part: nothing deletes what it names, and `person_id` is then
    privacy's erasure.
    """

    person_id: "models.UUIDField[UUID, UUID]" = models.UUIDField()
    source = WorkspaceForeignKey(Source, null=True, on_delete=models.CASCADE, related_name="+")
    external_id = models.CharField(max_length=40, blank=True)
    # Under the suppression key, which is never rotated.
    identifier_hash = models.BinaryField(max_length=16, null=True)
    is_held = models.BooleanField(db_default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "person_id", "source", "external_id"],
                condition=~models.Q(external_id=""),
                name="restriction_external_id",
            ),
            models.UniqueConstraint(
                fields=["workspace", "person_id", "identifier_hash"],
                condition=models.Q(identifier_hash__isnull=False),
                name="restriction_hash",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "external_id"],
                condition=~models.Q(external_id=""),
                name="restriction_record",
            ),
            models.Index(
                fields=["workspace", "identifier_hash"],
                condition=models.Q(identifier_hash__isnull=False),
                name="restriction_address",
            ),
        ]

    def __str__(self) -> str:
        return f"Restriction {self.id}"


class Correction(WorkspaceModel):
    """A field of a person's record that was corrected here, held until its source says so, too.

    `stream` and `field` are the source's own names; the value is sealed. The merge puts it in the
    place of what the source says, and deletes the row when both agree.
    """

    source = WorkspaceForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    stream = models.CharField(max_length=80)
    external_id = models.CharField(max_length=40)
    field = models.CharField(max_length=80)
    value = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "source", "stream", "external_id", "field"],
                name="correction_once",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "external_id"], name="correction_record")]

    def __str__(self) -> str:
        return f"Correction {self.id}"
