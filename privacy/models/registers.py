"""Registers that the law wants kept: breaches, complaints, disclosures to authorities."""

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel


class Register(models.TextChoices):
    """Which register an entry stands in."""

    BREACH = "breach", _("Breach")
    COMPLAINT = "complaint", _("Complaint")
    DISCLOSURE = "disclosure", _("Disclosure to an authority")


class Step(models.TextChoices):
    """What can happen to an entry; each register has its own of these."""

    ENTERED = "entered", _("Entered in the register")
    ARRIVED = "arrived", _("Told by Proactivox, the processor")
    DESCRIBED = "described", _("Described")
    ASSESSED = "assessed", _("Assessed")
    AUTHORITY_TOLD = "authority_told", _("Told the authority")
    PEOPLE_TOLD = "people_told", _("Told the people concerned")
    PEOPLE_NOT_TOLD = "people_not_told", _("Decided not to tell the people concerned")
    CONTROLLER_TOLD = "controller_told", _("Told a customer")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    WRITTEN = "written", _("Wrote to the person")
    HEARD = "heard", _("The person said more")
    REMINDED = "reminded", _("Reminded those who answer for it")
    CLOSED = "closed", _("Closed")


class RegisterEntry(WorkspaceModel):
    """One entry; what it says is in its notes, sealed, and what happened in its events.

    `began_at` is when one became aware of the breach, received the complaint or disclosed; `role`
    whether the keeper of the register is controller or processor of what a breach is about.
    `origin_id` is the entry in Proactivox's own register from which it was told.
    """

    register = models.CharField(max_length=12, choices=Register.choices)
    number = models.PositiveIntegerField()
    role = models.CharField(max_length=10, blank=True)
    channel = models.CharField(max_length=20, blank=True)
    rules = models.CharField(max_length=20)
    language = models.CharField(max_length=5, default="en")
    began_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    origin_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    address_hash = models.BinaryField(max_length=16, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "register", "number"], name="register_number"
            ),
            models.UniqueConstraint(
                fields=["workspace", "origin_id"],
                condition=Q(origin_id__isnull=False),
                name="register_origin",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "register", "closed_at"], name="register_state"),
            models.Index(fields=["workspace", "address_hash"], name="register_address"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.number}"


class RegisterEvent(WorkspaceModel):
    """Append-only: what happened when. It holds no words; `note_id` names the note with them.

    `at` is when it happened, `entered_at` when it was written down. `detail` is the risk, the
    ground or the name of a reminder; `told_id` the customer that was told.
    """

    entry = WorkspaceForeignKey(RegisterEntry, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    entered_at = models.DateTimeField()
    step = models.CharField(max_length=20, choices=Step.choices)
    detail = models.CharField(max_length=30, blank=True)
    told_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    actor_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    note_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "entry", "detail"],
                condition=Q(step="reminded"),
                name="register_reminded_once",
            ),
            models.UniqueConstraint(
                fields=["workspace", "entry", "step", "told_id", "note_id"],
                condition=Q(told_id__isnull=False),
                name="register_told_once",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "entry", "at"], name="register_event")]

    def __str__(self) -> str:
        return f"{self.step} at {self.at:%Y-%m-%d %H:%M}"


class RegisterNote(WorkspaceModel):
    """Words of an entry, sealed: `field` says of what; the newest counts, older ones stay."""

    entry = WorkspaceForeignKey(RegisterEntry, on_delete=models.CASCADE, related_name="notes")
    at = models.DateTimeField()
    field = models.CharField(max_length=20)
    text = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["workspace", "entry", "at"], name="register_note")]

    def __str__(self) -> str:
        return f"{self.field} of {self.entry_id}"
