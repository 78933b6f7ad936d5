"""Hours in which demos are given, demos that are booked, and who waits for times; all sealed."""

from datetime import date
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import WorkspaceModel


class DemoHours(WorkspaceModel):
    """When demos can be booked, as staff set it; the defaults count where there is no row.

    `weekly` has seven lists, Monday first, of pairs ["09:00", "12:00"] in `zone`. `hosts` are ids
    of members; where it is empty, every member who may see bookings gives demos.
    """

    zone = models.CharField(max_length=50)
    weekly = models.JSONField()
    length_minutes = models.PositiveSmallIntegerField()
    buffer_minutes = models.PositiveSmallIntegerField()
    notice_hours = models.PositiveSmallIntegerField()
    horizon_days = models.PositiveSmallIntegerField()
    days_off: "ArrayField[list[date], list[date]]" = ArrayField(models.DateField(), default=list)
    hosts: "ArrayField[list[UUID], list[UUID]]" = ArrayField(models.UUIDField(), default=list)
    join_url = models.URLField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="demo_hours_once")]

    def __str__(self) -> str:
        return f"Hours in {self.zone}"


class BookingState(models.TextChoices):
    """Held: until the mailed link is followed; what nobody confirms is deleted."""

    HELD = "held", _("Not confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    CANCELLED = "cancelled", _("Cancelled")


class Outcome(models.TextChoices):
    """Whether anybody came."""

    OPEN = "", _("Not noted")
    CAME = "came", _("Came")
    MISSED = "missed", _("Did not come")


class Booking(WorkspaceModel):
    """One demo. Of two live ones with one host none overlap: a constraint of the database says so.

    `busy_until` is the end with the pause after it. `confirm_hash` is of the mailed link that
    confirms; `link` is sealed, and the secrets of the links that move and cancel follow from it.
    """

    state = models.CharField(max_length=10, choices=BookingState.choices)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    host_id = models.UUIDField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    busy_until = models.DateTimeField()
    zone = models.CharField(max_length=50)
    language = models.CharField(max_length=5)
    name = models.BinaryField()
    email = models.BinaryField()
    email_hash = models.BinaryField(max_length=16)
    company = models.BinaryField(null=True)
    phone = models.BinaryField(null=True)
    wishes = models.BinaryField(null=True)
    made_at = models.DateTimeField(default=timezone.now)
    held_until = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    # RFC 5545: grows with every change that calendars have to take.
    sequence = models.PositiveSmallIntegerField(default=0)
    confirm_hash = models.BinaryField(max_length=32, null=True)
    link = models.BinaryField()
    move_hash = models.BinaryField(max_length=32)
    cancel_hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "confirm_hash"], name="booking_confirm"),
            models.UniqueConstraint(fields=["workspace", "move_hash"], name="booking_move"),
            models.UniqueConstraint(fields=["workspace", "cancel_hash"], name="booking_cancel"),
            models.CheckConstraint(
                condition=models.Q(starts_at__lt=models.F("ends_at"))
                & models.Q(ends_at__lte=models.F("busy_until")),
                name="booking_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "email_hash"], name="booking_address"),
            models.Index(fields=["workspace", "starts_at"], name="booking_start"),
        ]

    def __str__(self) -> str:
        return f"Demo at {self.starts_at:%Y-%m-%d %H:%M}"


class DemoWaiter(WorkspaceModel):
    """Somebody who found no free time and wants one mail when there are some.

    `link_hash` is of the mailed link, which confirms for as long as `link_until` says.
    """

    language = models.CharField(max_length=5)
    email = models.BinaryField()
    email_hash = models.BinaryField(max_length=16)
    link_hash = models.BinaryField(max_length=32, null=True)
    link_until = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "email_hash"], name="demo_waiter_once"),
            models.UniqueConstraint(fields=["workspace", "link_hash"], name="demo_waiter_link"),
        ]

    def __str__(self) -> str:
        return f"Waits for times: {self.pk}"
