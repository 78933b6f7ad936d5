"""The staff's pages: who is let in, what is shown and noted, what is done."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, Membership, Reading, Role, Workspace
from accounts.tenancy import inside
from enquiries.bookings.weeks import value_of
from enquiries.models import Booking, BookingState, DemoHours, Outcome
from tests.budget import at_length
from tests.cast import Cast
from tests.counting import assert_same_queries
from tests.enquiries.bookings.conftest import NINE, NOW, TEN, booked, newest
from tests.enquiries.conftest import DORA, At, logged_in, mails_to, subject_of, text_of

pytestmark = pytest.mark.django_db
PAGES = {
    "bookings": "get",
    "demo_hours": "get",
    "booking": "get",
    "move_booking": "get",
    "cancel_booking": "post",
    "booking_outcome": "post",
}
HOURS = {
    **{f"day_{number}": "" for number in range(7)},
    "day_3": "10:00-11:00",
    "zone": "Europe/Copenhagen",
    "length_minutes": "20",
    "buffer_minutes": "10",
    "notice_hours": "2",
    "horizon_days": "14",
    "days_off": "2026-06-11",
    "join_url": "https://meet.example/room",
}


@pytest.fixture
def dora(house: Workspace, now_is: At) -> Booking:
    """Her demo, that she confirmed."""
    now_is(NOW)
    return booked(company="People & Co", phone="+45 12 34 56 78")


def place(name: str, booking: Booking, slug: str = "proactivox") -> str:
    one = name in ("bookings", "demo_hours")
    return reverse(f"enquiries:{name}", args=[slug] if one else [slug, booking.pk])


def test_who_is_let_in(dora: Booking, cast: Cast, house: Workspace) -> None:
    """The role matrix; every other workspace has no such page, whoever asks."""
    Membership.objects.create(workspace=house, user=cast.bob, role=Role.VIEWER)
    bob = logged_in(cast.bob)
    allowed = {Role.OWNER, Role.ADMIN, Role.MARKETER}
    for role in Role:
        Membership.objects.filter(workspace=house, user=cast.bob).update(role=role)
        for name, method in PAGES.items():
            status = getattr(bob, method)(place(name, dora)).status_code
            assert (status == 403) == (role not in allowed), (role, name)
    alice, charlie = logged_in(cast.alice), logged_in(cast.charlie)
    for name, method in PAGES.items():
        assert getattr(alice, method)(place(name, dora, "acme")).status_code == 404
        assert getattr(charlie, method)(place(name, dora)).status_code == 404
        assert getattr(charlie, method)(place(name, dora, "rival")).status_code == 404
        assert getattr(Client(), method)(place(name, dora)).status_code == 302


def test_no_other_workspace_sees_a_row(dora: Booking, cast: Cast) -> None:
    """Statement 51: by row-level security, too."""
    with inside(cast.rival):
        assert not Booking.objects.exists()
        with connection.cursor() as cursor:
            for table in ("booking", "demohours", "webinar", "registration"):
                cursor.execute(f"SELECT count(*) FROM enquiries_{table}")  # noqa: S608
                assert cursor.fetchone() == (0,)


def test_whoever_reads_a_booking_is_noted(dora: Booking, cast: Cast, house: Workspace) -> None:
    """Statement 58: what is sealed is shown to staff, and each reading has its line."""
    alice = logged_in(cast.alice)
    assert "Dora Unmistakable" in alice.get(place("bookings", dora)).content.decode()
    page = alice.get(place("booking", dora)).content.decode()
    for text in (DORA, "People &amp; Co", "+45 12 34 56 78", "Salesforce, please"):
        assert text in page
    with inside(house):
        lines = list(Reading.objects.order_by("at"))
    assert [line.place for line in lines] == ["bookings", "booking"]
    assert lines[1].fields == sorted(f"enquiries.booking.{one}" for one in _SEALED)
    assert {line.actor_id for line in lines} == {cast.alice.pk}


_SEALED = ("name", "email", "company", "phone", "wishes")


def test_nothing_of_a_person_lies_open(dora: Booking) -> None:
    assert bytes(dora.email).startswith(b"PX1")
    for name in _SEALED:
        assert b"Dora" not in bytes(getattr(dora, name))


@pytest.mark.parametrize(
    ("show", "is_shown"),
    [
        ("coming", True),
        ("cancelled", False),
        *at_length(("past", False), ("held", False), ("day", True)),
    ],
)
def test_each_list_shows_its_own(dora: Booking, cast: Cast, show: str, is_shown: bool) -> None:
    page = logged_in(cast.alice).get(place("bookings", dora), {"show": show, "on": "2026-06-04"})
    assert ("Dora Unmistakable" in page.content.decode()) is is_shown


def test_staff_cancels_with_a_reason(dora: Booking, cast: Cast, house: Workspace) -> None:
    answer = logged_in(cast.alice).post(
        place("cancel_booking", dora), {"reason": "Alice is ill, and sorry."}
    )
    assert answer.status_code == 302
    told = mails_to(DORA)[-1]
    assert subject_of(told) == "Your demo of Proactivox is cancelled"
    assert "Alice is ill, and sorry." in text_of(told)
    with inside(house):
        assert AuditEvent.objects.filter(action="booking.cancelled").count() == 1
    again = logged_in(cast.alice).post(place("cancel_booking", dora), {}, follow=True)
    assert "This demo is over, or was cancelled." in again.content.decode()


def test_staff_moves_it(dora: Booking, cast: Cast) -> None:
    alice = logged_in(cast.alice)
    path = place("move_booking", dora)
    page = alice.get(path, {"slot": value_of(TEN)}).content.decode()
    assert "Move the demo and tell the visitor" in page
    assert alice.post(path, {"slot": value_of(TEN)}).status_code == 302
    assert newest().starts_at == TEN
    assert subject_of(mails_to(DORA)[-1]) == "Your demo of Proactivox has a new time"
    assert alice.post(path, {"slot": value_of(NINE - timedelta(days=3))}).status_code == 200
    assert newest().starts_at == TEN


def test_an_outcome_is_noted_once_it_has_begun(dora: Booking, cast: Cast, now_is: At) -> None:
    alice, path = logged_in(cast.alice), place("booking_outcome", dora)
    alice.post(path, {"outcome": Outcome.MISSED})
    assert newest().outcome == ""
    now_is("2026-06-04T07:10:00+00:00")
    alice = logged_in(cast.alice)
    alice.post(path, {"outcome": Outcome.MISSED})
    assert newest().outcome == Outcome.MISSED
    page = alice.get(place("bookings", dora), {"show": "past"}).content.decode()
    assert "Did not come" in page


def test_hours_are_set_and_visitors_see_them(dora: Booking, cast: Cast, house: Workspace) -> None:
    alice, path = logged_in(cast.alice), place("demo_hours", dora)
    assert 'value="09:00-12:00, 13:00-16:00"' in alice.get(path).content.decode()
    assert alice.post(path, {**HOURS, "day_3": "nonsense"}).status_code == 200
    assert alice.post(path, {**HOURS, "days_off": "tomorrow"}).status_code == 200
    with inside(house):
        assert not DemoHours.objects.exists()
    assert alice.post(path, HOURS).status_code == 302
    page = alice.get(path).content.decode()
    assert 'value="10:00-11:00"' in page
    assert "2026-06-11" in page
    offered = Client().get("/demo/").content.decode()
    assert "slot=20260604T0800Z" in offered
    assert "slot=20260604T0700Z" not in offered
    assert "slot=20260611T0800Z" not in Client().get("/demo/?week=2026-06-11").content.decode()
    with inside(house):
        assert AuditEvent.objects.filter(action="demo_hours.set").count() == 1
    # Whoever is chosen gives demos, and nobody else.
    Membership.objects.create(workspace=house, user=cast.bob, role=Role.OWNER)
    assert alice.post(path, {**HOURS, "hosts": [str(cast.bob.pk)]}).status_code == 302
    booked(NINE + timedelta(hours=1), email="erin@people.example")
    assert newest().host_id == cast.bob.pk
    assert "https://meet.example/room" in text_of(mails_to("erin@people.example")[-1])


def test_a_list_costs_the_same_whatever_its_length(dora: Booking, cast: Cast) -> None:
    alice = logged_in(cast.alice)
    times = iter(NINE + timedelta(minutes=45 * number) for number in (1, 2, 3))
    assert_same_queries(
        lambda: alice.get(place("bookings", dora)),
        lambda: booked(next(times), email=f"x{newest().pk}@people.example"),
    )
    assert newest().state == BookingState.CONFIRMED
