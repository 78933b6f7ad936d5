"""Who read whose personal data, and who received it: append-only lines about random numbers."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from accounts.tenancy import WorkspaceModel


class LoggedPerson(WorkspaceModel):
    """The number under which a person stands in both logs, and the keyed hash that leads to it.

    The lines cannot be changed; when this row is erased they speak of a number that is nobody's.
    """

    key_hash = models.BinaryField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key_hash"], name="logged_person_key")
        ]

    def __str__(self) -> str:
        return f"Person {self.id}"


class Reading(WorkspaceModel):
    """Append-only: somebody saw personal data; written by accounts.readings alone.

    `fields` are entries of the map ("app.model.column", "#Lead.Name" behind it for one of many),
    `place` is where it was seen ("passport", "desk"). A database rule lets nobody delete a line
    before its time, and nobody change one.
    """

    at = models.DateTimeField(default=timezone.now)
    actor_kind = models.CharField(max_length=12)
    actor_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    person_id: "models.UUIDField[UUID, UUID]" = models.UUIDField()
    purpose = models.CharField(max_length=200)
    fields = ArrayField(models.CharField(max_length=200))
    place = models.CharField(max_length=40)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "person_id", "at"], name="reading_person"),
            models.Index(fields=["workspace", "actor_id", "-id"], name="reading_actor"),
            models.Index(fields=["workspace", "at"], name="reading_at"),
        ]

    def __str__(self) -> str:
        return f"{self.place} at {self.at:%Y-%m-%d}"


class Disclosure(WorkspaceModel):
    """Append-only: a recipient outside received a person's data; once for each run of a work.

    The recipient is written out as it was then: a contract may change, what happened does not.
    `run` names the work ("mail:<id>", "request:<id>"), so that its calls count as one.
    """

    at = models.DateTimeField(default=timezone.now)
    person_id: "models.UUIDField[UUID, UUID]" = models.UUIDField()
    purpose = models.CharField(max_length=200)
    recipient = models.CharField(max_length=120)
    company = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True)
    receives = models.CharField(max_length=300, blank=True)
    transfer = models.CharField(max_length=10, blank=True)
    safeguard = models.CharField(max_length=300, blank=True)
    run = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "person_id", "recipient", "purpose", "run"],
                name="disclosure_once",
            )
        ]
        indexes = [models.Index(fields=["workspace", "at"], name="disclosure_at")]

    def __str__(self) -> str:
        return f"{self.recipient} at {self.at:%Y-%m-%d}"
