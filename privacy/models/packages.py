"""The copy that a person asked for: what was found, what is left out and why, the sealed file."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel
from privacy.models.requests import DataSubjectRequest


class LeftOut(models.TextChoices):
    """Why something of an item is not given out."""

    OTHER_PERSON = "other_person", _("It is about another person")
    STAFF = "staff", _("It says which member of staff it was")
    SECRET = "secret", _("It is a trade secret or the work of others")


class Answer(models.TextChoices):
    """What a store or a source said when it was asked about the person."""

    FOUND = "found", _("Found")
    NOTHING = "nothing", _("Nothing found")
    FAILED = "failed", _("Could not be asked")


class Basis(models.TextChoices):
    """On which basis the controller processes what a store holds; it alone knows."""

    CONSENT = "consent", _("Consent, Art. 6(1)(a)")
    CONTRACT = "contract", _("A contract with the person, Art. 6(1)(b)")
    OTHER = "other", _("Another basis")


class StatedBasis(WorkspaceModel):
    """What the controller says of a store: data on another basis is not taken elsewhere (Art. 20).

    `store` is a table of ours or a kind of a source's record; kept for the next request.
    """

    store = models.CharField(max_length=80)
    basis = models.CharField(max_length=10, choices=Basis.choices)
    stated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "store"], name="stated_basis_store")
        ]

    def __str__(self) -> str:
        return f"{self.store}: {self.basis}"


class Package(WorkspaceModel):
    """One copy for one request: gathered, looked through, built, released, gone.

    `subject` is who, sealed, until the package is released or given up. `expires_at` is when the
    file and the items are deleted; counts, size and digest stay. The code shows the mailbox anew.
    """

    request = WorkspaceForeignKey(
        DataSubjectRequest, on_delete=models.CASCADE, related_name="packages"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    subject = models.BinaryField(null=True)
    gathered_at = models.DateTimeField(null=True)
    building_at = models.DateTimeField(null=True)
    built_at = models.DateTimeField(null=True)
    items = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    released_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    code_hash = models.BinaryField(max_length=32, null=True)
    code_until = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "request"], name="package_request"),
            models.CheckConstraint(
                condition=Q(released_at=None)
                | Q(built_at__isnull=False, expires_at__isnull=False, subject=None),
                name="package_released",
            ),
        ]

    def __str__(self) -> str:
        return f"Package {self.id}"


class PackageItem(WorkspaceModel):
    """One record about the person, sealed: {field: value}.

    `store` is a table of ours or the kind of a source's record. `texts` are the fields in which
    somebody wrote freely: a member looks at them before the package is built.
    """

    package = WorkspaceForeignKey(Package, on_delete=models.CASCADE, related_name="records")
    number = models.PositiveIntegerField()
    source_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    store = models.CharField(max_length=80)
    content = models.BinaryField()
    texts = ArrayField(models.CharField(max_length=120), default=list)
    looked_at = models.DateTimeField(null=True)
    looked_by: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "package", "number"], name="package_item_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.store}"


class Redaction(WorkspaceModel):
    """One part of one item that is left out, with its reason: a field, or words in it (sealed)."""

    item = WorkspaceForeignKey(PackageItem, on_delete=models.CASCADE, related_name="redactions")
    field = models.CharField(max_length=120)
    words = models.BinaryField(null=True)
    reason = models.CharField(max_length=20, choices=LeftOut.choices)
    made_at = models.DateTimeField(default=timezone.now)
    made_by: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "item"], name="redaction_item")]

    def __str__(self) -> str:
        return f"{self.reason} in {self.field}"


class SearchedPlace(WorkspaceModel):
    """A store of ours or a source that was asked, when, and what it said."""

    package = WorkspaceForeignKey(Package, on_delete=models.CASCADE, related_name="searched")
    source_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    name = models.CharField(max_length=80)
    at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=10, choices=Answer.choices)
    rows = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "package", "name", "source_id"],
                name="searched_place",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=~Q(answer="failed") | ~Q(why=""), name="searched_place_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.answer}"


class PackageChunk(WorkspaceModel):
    """A piece of the file, sealed for its number, so that memory stays flat whatever its size."""

    package = WorkspaceForeignKey(Package, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    is_last = models.BooleanField(default=False)
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "package", "number"], name="package_chunk_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.package_id}"
