"""The mailed links: each does one thing, once, until the demo begins; GET changes nothing."""

import re
from datetime import timedelta
from typing import Any

import icalendar
import pytest
from django.test import Client

from accounts.models import Workspace
from accounts.tenancy import inside
from enquiries.bookings.weeks import value_of
from enquiries.models import Booking, BookingState
from tests.enquiries.bookings.conftest import NINE, NOW, TEN, book, booked, newest
from tests.enquiries.conftest import DORA, At, link_to, mails_to, subject_of

pytestmark = pytest.mark.django_db
ALICE = "alice@acme.example"


@pytest.fixture(autouse=True)
def morning(house: Workspace, now_is: At) -> None:
    now_is(NOW)


def event(address: str) -> Any:
    """The event of the newest mail's calendar file, and by which method it comes."""
    message = mails_to(address)[-1]
    (part,) = [one for one in message.walk() if one.get_content_type() == "text/calendar"]
    text: Any = part.get_payload(decode=True)
    calendar = icalendar.Calendar.from_ical(text)
    assert part.get_param("method") == calendar["METHOD"]
    assert max(map(len, bytes(text).splitlines())) <= 75
    (found,) = calendar.walk("VEVENT")
    return calendar["METHOD"], found


def rows() -> list[dict[str, Any]]:
    """All that is stored of bookings."""
    from accounts.models.workspace import HOUSE_ID

    with inside(HOUSE_ID):
        return [dict(row) for row in Booking.objects.order_by("id").values()]


def test_a_demo_is_moved_by_its_link_and_calendars_follow() -> None:
    first = booked()
    method, made = event(DORA)
    assert (method, made["SEQUENCE"], made["DTSTART"].dt) == ("REQUEST", 0, NINE)
    assert made["DTEND"].dt == NINE + timedelta(minutes=30)
    path, visitor = link_to(DORA, "/demo/move/"), Client()
    page = visitor.get(f"{path}?slot={value_of(TEN)}").content.decode()
    assert "Move the demo to this time" in page
    assert newest() == first
    assert visitor.post(path, {"slot": value_of(TEN)})["Location"].endswith("/demo/done/moved/")
    for address in (DORA, ALICE):
        method, moved = event(address)
        assert (method, moved["SEQUENCE"], moved["DTSTART"].dt) == ("REQUEST", 1, TEN)
        assert moved["UID"] == made["UID"]
    # The link of the earlier mail is used up, and the time that was left is free.
    assert visitor.post(path, {"slot": value_of(NINE)}).status_code == 404
    assert book(NINE, email="bob@people.example")[1] == 302


def test_a_demo_is_cancelled_by_its_link_and_leaves_the_calendar() -> None:
    booked()
    _method, made = event(DORA)
    path, visitor = link_to(DORA, "/demo/cancel/"), Client()
    before = rows()
    assert "Cancel the demo" in visitor.get(path).content.decode()
    assert rows() == before
    assert visitor.post(path)["Location"].endswith("/demo/done/cancelled/")
    assert newest().state == BookingState.CANCELLED
    for address in (DORA, ALICE):
        method, gone = event(address)
        assert (method, gone["SEQUENCE"], gone["STATUS"]) == ("CANCEL", 1, "CANCELLED")
        assert gone["UID"] == made["UID"]
    assert subject_of(mails_to(ALICE)[-1]) == "A demo is cancelled"
    assert visitor.post(path).status_code == 404
    assert book(NINE, email="bob@people.example")[1] == 302


def test_a_move_to_a_time_that_is_taken_is_told() -> None:
    booked()
    book(TEN, email="bob@people.example")
    path = link_to(DORA, "/demo/move/")
    answer = Client().post(path, {"slot": value_of(TEN)})
    assert answer.status_code == 409
    assert "This time was taken just now" in answer.content.decode()
    with_links = [row for row in rows() if row["starts_at"] == NINE]
    assert len(with_links) == 1
    assert Client().get(path).status_code == 200


def test_no_link_does_what_another_one_does(now_is: At) -> None:
    """Forged, swapped, used up and too old: one page says so, and nothing changes."""
    book(TEN, email="bob@people.example")
    booked()
    confirm = link_to("bob@people.example", "/demo/confirm/")
    move, cancel = link_to(DORA, "/demo/move/"), link_to(DORA, "/demo/cancel/")
    secret = {path: path.split("/")[-2] for path in (confirm, move, cancel)}
    forged = [
        "/demo/cancel/nothing/",
        f"/demo/cancel/{secret[move]}/",
        f"/demo/cancel/{secret[confirm]}/",
        f"/demo/move/{secret[cancel]}/",
        f"/demo/confirm/{secret[cancel]}/",
        f"/demo/confirm/{'A' * 4000}/",
    ]
    before, visitor = rows(), Client()
    for path in forged:
        for answer in (visitor.get(path), visitor.post(path, {"slot": value_of(NINE)})):
            assert answer.status_code == 404, path
            assert "This link is no longer good" in answer.content.decode()
    assert rows() == before
    now_is("2026-06-04T07:00:00+00:00")
    assert [visitor.post(path).status_code for path in (confirm, move, cancel)] == [404] * 3
    assert rows() == before


def test_a_confirmation_counts_once() -> None:
    booked()
    path = link_to(DORA, "/demo/confirm/")
    before = rows()
    assert Client().post(path).status_code == 404
    assert rows() == before


def test_every_page_stays_on_our_own_address() -> None:
    """Open redirects: whatever the address asks for, a visitor is sent to a page of ours."""
    visitor = Client()
    for forged in ("//evil.example", "https://evil.example", "/\\evil.example"):
        answer = visitor.get("/demo/details/", {"slot": forged, "zone": forged, "next": forged})
        assert answer["Location"].startswith("/demo/?zone=Europe%2FCopenhagen")
        page = visitor.get("/demo/", {"zone": forged, "week": forged}).content.decode()
        assert not re.findall(r'(?:href|action)="[^"?]*evil', page)


def test_a_form_of_another_site_changes_nothing() -> None:
    booked()
    stranger, before = Client(enforce_csrf_checks=True), rows()
    for part in ("/demo/move/", "/demo/cancel/"):
        assert stranger.post(link_to(DORA, part), {"slot": value_of(TEN)}).status_code == 403
    assert rows() == before
