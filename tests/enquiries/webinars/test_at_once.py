"""Many who confirm in the same moment: no more get seats than there are."""

import pytest

from accounts.strangers.links import hash_of
from accounts.tenancy import inside
from enquiries.models import Registration, RegistrationState
from enquiries.webinars.registering import cancel_registration, confirm_registration, register
from tests.accounts.test_at_once import at_once
from tests.cast import Cast, make_cast
from tests.databases import FreshDatabase
from tests.enquiries.conftest import At, staffed
from tests.enquiries.webinars.test_webinars import NOW, announced


@pytest.fixture
def cast(fresh_database: FreshDatabase) -> Cast:
    """The cast with real commits, so that threads see each other."""
    return make_cast()


def test_seats_are_never_given_twice(cast: Cast, now_is: At) -> None:
    now_is(NOW)
    house = staffed(cast)
    webinar = announced(house, seats=2)
    with inside(house):
        for number in range(5):
            person = {"name": "Dora", "email": f"person{number}@people.example", "company": ""}
            register(webinar_id=webinar.pk, zone="", person=person)
        for number, row in enumerate(Registration.objects.order_by("id")):
            row.confirm_hash, row.cancel_hash = hash_of(f"yes {number}"), hash_of(f"no {number}")
            row.save()
    confirms = [
        lambda number=number: confirm_registration(secret=f"yes {number}") for number in range(5)
    ]
    assert at_once(house, *confirms, confirms[0]) == ["done"] * 6
    with inside(house):
        assert sorted(_seats()) == [1, 2]
        assert Registration.objects.filter(state=RegistrationState.WAITING).count() == 3
        seated = list(Registration.objects.exclude(seat=None).values_list("cancel_hash", flat=True))
    names = [f"no {number}" for number in range(5) if hash_of(f"no {number}") in map(bytes, seated)]
    assert at_once(house, *[lambda name=name: cancel_registration(secret=name) for name in names])
    with inside(house):
        assert sorted(_seats()) == [1, 2]
        assert Registration.objects.filter(state=RegistrationState.WAITING).count() == 1


def _seats() -> list[int]:
    return list(
        filter(None, Registration.objects.exclude(seat=None).values_list("seat", flat=True))
    )
