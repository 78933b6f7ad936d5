"""What a person's copy has of demos, and that an erasure gives their time free."""

import pytest

from accounts.models import Workspace
from accounts.subjects import Subject
from accounts.tenancy import inside
from enquiries.bookings.holdings import collect, erase
from enquiries.models import Booking
from privacy import manifest
from tests.cast import Cast
from tests.enquiries.bookings.conftest import NINE, NOW, book, booked
from tests.enquiries.conftest import DORA, At, mails_to, subject_of

pytestmark = pytest.mark.django_db
SUBJECT = Subject(emails=(DORA,))


@pytest.fixture(autouse=True)
def dora(house: Workspace, now_is: At) -> None:
    now_is(NOW)
    booked(company="People & Co")


def test_the_copy_has_all_of_it() -> None:
    """Statement 33: in the clear, as it was written; the secret of the links is nobody's copy."""
    (part,) = collect(SUBJECT)
    (row,) = part.rows
    assert (part.table, row["email"], row["company"]) == ("enquiries.booking", DORA, "People & Co")
    assert (row["wishes"], row["starts_at"]) == ("Salesforce, please", NINE.isoformat())
    assert "link" not in row
    assert collect(Subject(emails=("bob@people.example",))) == ()


def test_an_erasure_frees_the_time_and_tells_the_host(house: Workspace) -> None:
    """Statements 17 and 44: nothing is left, and nobody waits for a visitor who is not known."""
    (done,) = erase(SUBJECT)
    assert (done.table, done.erased, done.retained) == ("enquiries.booking", 1, 0)
    with inside(house):
        assert not Booking.objects.exists()
    assert subject_of(mails_to("alice@acme.example")[-1]) == "A demo is cancelled"
    assert book(email="bob@people.example")[1] == 302
    assert erase(SUBJECT)[0].erased == 0


def test_a_hash_alone_finds_the_person(house: Workspace) -> None:
    """Statement 48: what is done again after a restore knows no address."""
    with inside(house):
        digest = bytes(Booking.objects.get().email_hash)
    found = Subject(hashes={"email index": (digest,)})
    assert erase(found)[0].erased == 1


def test_a_customers_workspace_holds_none_of_it(cast: Cast) -> None:
    with inside(cast.acme):
        assert collect(SUBJECT) == ()
        assert erase(SUBJECT)[0].erased == 0


def test_the_map_knows_every_column() -> None:
    """Statement 1."""
    columns = manifest.classifications()["enquiries.booking"]
    assert {field.name for field in Booking._meta.get_fields()} == set(columns)
