"""Webinars and who registered for them; who it is is sealed."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel


class WebinarState(models.TextChoices):
    """A draft is seen by staff alone."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    CANCELLED = "cancelled", _("Cancelled")


class Webinar(WorkspaceModel):
    """One webinar in both languages. `sequence` grows with what calendars have to take."""

    state = models.CharField(
        max_length=10, choices=WebinarState.choices, default=WebinarState.DRAFT
    )
    title_en = models.CharField(max_length=120)
    title_da = models.CharField(max_length=120)
    description_en = models.TextField(max_length=4000)
    description_da = models.TextField(max_length=4000)
    starts_at = models.DateTimeField()
    length_minutes = models.PositiveSmallIntegerField()
    seats = models.PositiveIntegerField()
    join_url = models.URLField(max_length=500)
    sequence = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["workspace", "starts_at"], name="webinar_start")]

    def __str__(self) -> str:
        return self.title_en

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.length_minutes)

    @property
    def title(self) -> str:
        """In the language that is spoken now."""
        return self.title_da if _is_danish() else self.title_en

    @property
    def description(self) -> str:
        """In the language that is spoken now."""
        return self.description_da if _is_danish() else self.description_en


def _is_danish() -> bool:
    return (get_language() or "").startswith("da")


class RegistrationState(models.TextChoices):
    """Held: until the mailed link is followed; what nobody confirms is deleted."""

    HELD = "held", _("Not confirmed")
    SEATED = "seated", _("Has a seat")
    WAITING = "waiting", _("On the waiting list")
    CANCELLED = "cancelled", _("Cancelled")


class Registration(WorkspaceModel):
    """One person's seat, or place in the queue: by `confirmed_at`.

    A seat has a number, and no number is given twice: so no more than the webinar's seats are.
    """

    webinar = WorkspaceForeignKey(Webinar, on_delete=models.CASCADE, related_name="registrations")
    state = models.CharField(max_length=10, choices=RegistrationState.choices)
    seat = models.PositiveIntegerField(null=True)
    zone = models.CharField(max_length=50)
    language = models.CharField(max_length=5)
    name = models.BinaryField()
    email = models.BinaryField()
    email_hash = models.BinaryField(max_length=16)
    company = models.BinaryField(null=True)
    made_at = models.DateTimeField(default=timezone.now)
    held_until = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    day_reminded_at = models.DateTimeField(null=True)
    hour_reminded_at = models.DateTimeField(null=True)
    confirm_hash = models.BinaryField(max_length=32, null=True)
    link = models.BinaryField()
    cancel_hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "confirm_hash"], name="registration_confirm"
            ),
            models.UniqueConstraint(
                fields=["workspace", "cancel_hash"], name="registration_cancel"
            ),
            models.UniqueConstraint(
                fields=["workspace", "webinar", "seat"], name="registration_seat"
            ),
            models.UniqueConstraint(
                fields=["workspace", "webinar", "email_hash"],
                condition=models.Q(state__in=["seated", "waiting"]),
                name="registration_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state="seated", seat__gte=1)
                | ~models.Q(state="seated") & models.Q(seat=None),
                name="registration_seated",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "email_hash"], name="registration_address"),
            models.Index(fields=["workspace", "webinar", "state"], name="registration_state"),
        ]

    def __str__(self) -> str:
        return f"Registration {self.id}"
