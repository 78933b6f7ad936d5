"""Two in the same moment: one gets the slot, the other is told, and the database alone decides."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connections

from accounts.models import Membership, Role, Workspace
from accounts.strangers.links import new_secret
from accounts.tenancy import inside
from enquiries.bookings.booking import _new_booking as new_booking
from enquiries.bookings.booking import hold_slot, move_booking
from enquiries.bookings.sweeps import remind_of_demos
from enquiries.models import Booking, BookingState
from tests.accounts.test_at_once import at_once
from tests.cast import Cast, make_cast
from tests.databases import FreshDatabase
from tests.enquiries.bookings.conftest import NINE, NOW, TEN, book
from tests.enquiries.conftest import At, staffed

PERSON = {"name": "Dora", "email": "dora@people.example", "company": "", "phone": "", "wishes": ""}


@pytest.fixture
def cast(fresh_database: FreshDatabase) -> Cast:
    """The cast with real commits, so that threads see each other."""
    return make_cast()


def visits(count: int, visit: Callable[[int], int]) -> list[int]:
    """What each of so many browsers was answered that came at once."""

    def come(number: int) -> int:
        try:
            return visit(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return sorted(pool.map(come, range(count)))


def test_two_people_on_one_slot(cast: Cast, now_is: At) -> None:
    """By the pages, by two hosts, by moves, and by the reminder of two clocks."""
    now_is(NOW)
    house = staffed(cast)
    answers = visits(4, lambda number: book(NINE, email=f"person{number}@people.example")[1])
    assert answers == [302, 409, 409, 409]
    bob = Membership.objects.create(workspace=house, user=cast.bob, role=Role.OWNER)
    holds = [lambda: hold_slot(starts_at=TEN, zone="", person=PERSON)] * 3
    assert at_once(house, *holds) == ["done", "done", "slot_taken"]
    with inside(house):
        hosts = Booking.objects.filter(starts_at=TEN).values_list("host_id", flat=True)
        assert set(hosts) == {cast.alice.pk, cast.bob.pk}
        Booking.objects.update(state=BookingState.CONFIRMED, confirmed_at="2026-05-01T00:00Z")
        ids = list(Booking.objects.order_by("starts_at").values_list("pk", flat=True))
    bob.delete()
    later = TEN + timedelta(minutes=45)
    moves = [lambda pk=pk: move_booking(booking_id=pk, starts_at=later) for pk in ids[:2]]
    assert at_once(house, *moves) == ["done", "slot_taken"]
    now_is("2026-06-04T06:59:00+00:00")
    assert visits(2, lambda _number: remind_of_demos()) in ([0, 3], [1, 2])
    _the_database_decides(house, cast)


def _the_database_decides(house: Workspace, cast: Cast) -> None:
    """Without our code in between: an overlap by a minute is refused, what meets is not."""
    with inside(house):
        Booking.objects.all().delete()

    def put(minutes: int, state: BookingState = BookingState.HELD) -> None:
        with inside(house):
            booking = new_booking("", PERSON, new_secret())
            booking.state, booking.host_id = state, cast.alice.pk
            booking.starts_at = NINE + timedelta(minutes=minutes)
            booking.ends_at = booking.starts_at + timedelta(minutes=30)
            booking.busy_until = booking.ends_at + timedelta(minutes=15)
            booking.save(force_insert=True)

    put(0)
    put(45)
    for minutes in (0, 44, -44, 20):
        with pytest.raises(IntegrityError, match="booking_no_overlap"):
            put(minutes)
        put(minutes, BookingState.CANCELLED)
