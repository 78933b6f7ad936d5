"""From a free time to a booked demo: the pages, the mails, what is held and for how long."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, Disclosure, Workspace
from accounts.tenancy import inside
from enquiries.bookings.sweeps import forget_bookings, free_stale, remind_of_demos
from enquiries.bookings.weeks import value_of
from enquiries.models import BookingState
from tests.budget import at_length
from tests.enquiries.bookings.conftest import NINE, NOW, TEN, book, booked, count, newest
from tests.enquiries.conftest import DORA, At, link_to, mails_to, subject_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning(house: Workspace, now_is: At) -> None:
    now_is(NOW)


def test_a_visitor_books_a_demo(house: Workspace) -> None:
    visitor = Client()
    page = visitor.get("/demo/").content.decode()
    assert f"slot={value_of(NINE)}" in page
    assert "Copenhagen" in page
    visitor, status = book()
    assert (status, newest().state) == (302, BookingState.HELD)
    assert f"slot={value_of(NINE)}" not in visitor.get("/demo/").content.decode()
    path = link_to(DORA, "/demo/confirm/")
    assert "Yes, book it" in visitor.get(path).content.decode()
    assert newest().state == BookingState.HELD
    assert visitor.post(path)["Location"].endswith("/demo/done/confirmed/")
    assert newest().state == BookingState.CONFIRMED
    told = text_of(mails_to(DORA)[-1])
    assert "Thursday 4 Jun 2026, 09:00–09:30 (Europe/Copenhagen)" in told
    assert "Alice" in told
    host = text_of(mails_to("alice@acme.example")[-1])
    assert "Dora" not in host
    with inside(house):
        assert AuditEvent.objects.filter(action="booking.confirmed").count() == 1
        assert Disclosure.objects.filter(purpose__contains="demo").count() == 1


@pytest.mark.usefixtures("danish")
def test_it_is_said_in_the_language_and_by_the_clock_of_the_visitor() -> None:
    _visitor, status = book(zone="America/New_York", prefix="/da")
    assert status == 302
    (message,) = mails_to(DORA)
    assert subject_of(message) == "Bekræft din demo af Proactivox"
    assert "torsdag 4. jun 2026, 03.00–03.30 (America/New_York)" in text_of(message)
    assert "/da/demo/confirm/" in text_of(message)


def test_a_time_that_is_taken_is_told_and_nothing_typed_is_lost() -> None:
    book()
    _visitor, status = book(email="bob@people.example", company="People & Co")
    assert (status, count()) == (409, 1)
    visitor = Client()
    path = f"/demo/details/?slot={value_of(NINE)}&zone=Europe/Copenhagen"
    answer = visitor.post(path, {**_typed(), "slot": value_of(NINE)})
    page = answer.content.decode()
    assert "This time was taken just now" in page
    assert "People &amp; Co" in page
    assert "bob@people.example" in page
    nearest = value_of(NINE + timedelta(minutes=45))
    assert f'value="{nearest}"' in page
    again = visitor.post(path, {**_typed(), "slot": nearest})
    assert (again.status_code, count()) == (302, 2)


def _typed() -> dict[str, str]:
    from tests.enquiries.bookings.conftest import FORM
    from tests.enquiries.conftest import drawn

    return {**FORM, "email": "bob@people.example", "company": "People & Co", "drawn": drawn()}


@pytest.mark.parametrize(
    "start",
    [
        NINE + timedelta(minutes=5),
        NINE + timedelta(days=400),
        *at_length(NINE - timedelta(days=2), datetime(2026, 6, 6, 7, 0, tzinfo=UTC)),
    ],
    ids=["no start", "too far", "over", "Saturday"],
)
def test_a_time_that_is_none_of_ours_is_not_booked(start: datetime) -> None:
    assert book(start)[1] == 409
    assert count() == 0


@pytest.mark.parametrize(
    "form",
    [
        {"name": "Dora\r\nBcc: bob@people.example"},
        {"wishes": "My number is 211062-5629"},
        *at_length(
            {"email": "dora@people.example\nBcc: bob@people.example"},
            {"name": ""},
            {"homepage": "https://spam.example"},
            {"drawn": "forged"},
            {"slot": "' OR 1=1"},
        ),
    ],
    ids=["header", "CPR", "address", "nobody", "trap", "stamp", "slot"],
)
def test_what_does_no_good_is_refused_with_words(form: dict[str, str]) -> None:
    visitor, status = book(NINE, **form)
    assert status in (200, 409)
    assert count() == 0
    assert mails_to(DORA) == []
    assert visitor.get("/demo/").status_code == 200


def test_a_hold_runs_out_by_itself(now_is: At) -> None:
    visitor, _status = book()
    path = link_to(DORA, "/demo/confirm/")
    now_is("2026-06-03T07:31:00+00:00")
    assert visitor.post(path).status_code == 404
    assert f"slot={value_of(TEN)}" in visitor.get("/demo/").content.decode()
    assert (free_stale(), count()) == (1, 0)
    assert free_stale() == 0


def test_whoever_is_quicker_after_half_an_hour_gets_it(now_is: At) -> None:
    now_is("2026-06-02T07:00:00+00:00")
    book()
    now_is("2026-06-02T07:31:00+00:00")
    assert book(email="bob@people.example")[1] == 302
    assert count() == 1


def test_nobody_fills_the_calendar_alone() -> None:
    statuses = [book(NINE + timedelta(minutes=45 * number))[1] for number in range(4)]
    assert statuses == [302] * 4
    assert book(TEN + timedelta(hours=6))[1] == 429


def test_who_books_is_reminded_once_the_day_before(now_is: At) -> None:
    booking = booked(NINE + timedelta(days=5))
    assert booking.starts_at > timezone.now()
    assert remind_of_demos() == 0
    now_is("2026-06-08T07:27:00+00:00")
    assert (remind_of_demos(), remind_of_demos()) == (1, 0)
    told = mails_to(DORA)[-1]
    assert told["Subject"] == "Soon: your demo of Proactivox"
    assert "/demo/move/" in text_of(told)
    assert mails_to("alice@acme.example")[-1]["Subject"] == "Soon: a demo"


def test_a_booking_is_forgotten_a_year_after_the_demo(now_is: At) -> None:
    booked()
    now_is("2027-06-04T06:00:00+00:00")
    assert (forget_bookings(), count()) == (0, 1)
    now_is("2027-06-05T08:00:00+00:00")
    assert (forget_bookings(), count()) == (1, 0)
