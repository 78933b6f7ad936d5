"""What tests of demos need: the form as a visitor sends it, and the mailed links."""

from datetime import datetime

from django.test import Client

from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from enquiries.bookings.booking import confirm_slot
from enquiries.bookings.weeks import value_of
from enquiries.models import Booking
from tests.enquiries.conftest import DORA, drawn, link_to

# A Wednesday morning in Denmark, and the first slot of the day after it: at 9 o'clock.
NOW = "2026-06-03T07:00:00+00:00"
NINE = datetime.fromisoformat("2026-06-04T07:00:00+00:00")
TEN = datetime.fromisoformat("2026-06-04T08:30:00+00:00")
FORM = {"name": "Dora Unmistakable", "email": DORA, "wishes": "Salesforce, please"}


def book(
    start: datetime = NINE, zone: str = "Europe/Copenhagen", prefix: str = "", **form: str
) -> tuple[Client, int]:
    """A visitor's browser that sent the form, and what it was answered."""
    visitor = Client()
    query = {"slot": value_of(start), "zone": zone}
    path = f"{prefix}/demo/details/?slot={query['slot']}&zone={zone}"
    answer = visitor.post(path, {**FORM, "slot": query["slot"], "drawn": drawn(), **form})
    return visitor, answer.status_code


def booked(start: datetime = NINE, **form: str) -> Booking:
    """A booking that was confirmed by its link."""
    visitor, status = book(start, **form)
    assert status == 302
    path = link_to(form.get("email", DORA), "/demo/confirm/")
    assert visitor.post(path).status_code == 302
    return newest()


def newest() -> Booking:
    """The booking that was made last."""
    with inside(HOUSE_ID):
        return Booking.objects.order_by("-id")[0]


def count() -> int:
    """How many bookings there are."""
    with inside(HOUSE_ID):
        return Booking.objects.count()


def confirm(secret: str) -> bool:
    """What the button does."""
    with inside(HOUSE_ID):
        return confirm_slot(secret=secret)
