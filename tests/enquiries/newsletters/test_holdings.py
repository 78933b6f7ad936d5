"""A reader is found whole and erased whole; the proof and the objection outlive them as hashes."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from accounts.crypto import all_hashes
from accounts.models.workspace import HOUSE_ID
from accounts.subjects import Subject
from accounts.tenancy import inside
from enquiries.models import Subscriber, SubscriptionEvent, Way
from enquiries.newsletters import holdings
from enquiries.newsletters.finding import agreed_since
from enquiries.newsletters.subscribing import end_for
from enquiries.newsletters.sweeps import forget_subscribers
from tests.cast import Cast
from tests.enquiries.newsletters.conftest import ALICE, letter, reader, run_jobs, sent

pytestmark = pytest.mark.django_db
PERSON = Subject(emails=(ALICE,))


def test_everything_about_a_reader_is_collected(cast: Cast) -> None:
    reader()
    reader("bob@acme.example")
    sent(letter())
    found = {part.table: part.rows for part in holdings.collect(PERSON)}
    assert found["enquiries.subscriber"][0]["address"] == ALICE
    assert found["enquiries.subscriptionevent"][0]["step"] == "confirmed"
    assert found["enquiries.delivery"][0]["newsletter__subject_en"] == "A new chart"
    assert "bob@" not in str(found)
    with inside(cast.rival):
        assert holdings.collect(PERSON) == ()


def test_an_erased_reader_is_gone_but_for_the_proof(cast: Cast) -> None:
    """Statement 44: the proof is retained with its ground; nobody reads an address out of it."""
    reader()
    reader("bob@acme.example")
    sent(letter())
    with inside(cast.rival):
        assert holdings.erase(PERSON) == ()
    done = {part.table: part for part in holdings.erase(PERSON)}
    assert (done["enquiries.subscriber"].erased, done["enquiries.delivery"].erased) == (1, 1)
    assert done["enquiries.subscriptionevent"].retained == 1
    assert "7(1)" in done["enquiries.subscriptionevent"].ground
    with inside(HOUSE_ID):
        assert Subscriber.objects.count() == 1
        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(e)::text FROM enquiries_subscriptionevent e")
            assert not any("alice" in text for (text,) in cursor.fetchall())


def test_who_is_known_by_a_hash_alone_is_erased_as_well() -> None:
    """Statement 48: after a restore the ledger has no address."""
    reader()
    with inside(HOUSE_ID):
        known = all_hashes(HOUSE_ID, "email", ALICE, purpose="suppression")
    holdings.erase(Subject(hashes={"email suppression": tuple(known)}))
    with inside(HOUSE_ID):
        assert not Subscriber.objects.exists()


def test_marketing_that_waits_goes_with_the_person(cast: Cast) -> None:
    from accounts import personal_data as accounts_data
    from enquiries.newsletters.writing import TASK, send_letter

    reader()
    send_letter(letter_id=letter().pk)
    run_jobs(TASK)
    with inside(HOUSE_ID):
        done = {part.table: part for part in accounts_data.erase(PERSON)}
    assert (done["accounts.job"].erased, done["accounts.job"].retained) == (1, 0)
    run_jobs()
    assert mail.outbox == []


def test_who_left_is_forgotten_in_a_month_and_the_proof_in_five_years() -> None:
    """Statement 58: on time, and not before."""
    reader()
    end_for(email=ALICE, way=Way.LINK)
    assert forget_subscribers() == 0
    with inside(HOUSE_ID):
        Subscriber.objects.update(ended_at=timezone.now() - timedelta(days=31))
    assert forget_subscribers() == 1
    with inside(HOUSE_ID):
        assert agreed_since(ALICE, "product") is None
        assert SubscriptionEvent.objects.count() == 2
        event = SubscriptionEvent.objects.latest("at")
        event.pk, event.at = None, timezone.now() - timedelta(days=5 * 365 + 3)
        event.save(force_insert=True)
    assert forget_subscribers() == 1
