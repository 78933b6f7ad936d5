"""What two do in the same moment: one link opens one request, one night reminds once."""

import pytest

from accounts.models import Job
from accounts.strangers.links import hash_of
from accounts.tenancy import inside
from privacy.models import DataSubjectRequest, Happening, Kind, Outcome, RequestEvent, State
from privacy.requests.ending import close_request
from privacy.requests.intake import prove_mailbox, send_form
from privacy.requests.sweeps import _remind
from tests.accounts.test_at_once import at_once
from tests.cast import Cast, make_cast
from tests.databases import FreshDatabase
from tests.privacy.requests.conftest import At, taken_down, the_request

SECRET = "a secret of a mailed link"


@pytest.fixture
def cast(fresh_database: FreshDatabase) -> Cast:
    """The cast with real commits, so that threads see each other."""
    return make_cast()


def test_a_link_followed_twice_at_once_opens_one_request(cast: Cast) -> None:
    """Of two people who follow links at once each gets a number of their own."""
    with inside(cast.acme):
        send_form(kind=Kind.ACCESS, email="dora@people.example", text="", is_uk=False)
        DataSubjectRequest.objects.update(proof_hash=hash_of(SECRET))
    results: list[str | None] = []

    def follow() -> None:
        results.append(prove_mailbox(secret=SECRET))

    assert at_once(cast.acme, follow, follow, lambda: taken_down(cast.acme)) == ["done"] * 3
    assert results.count(None) == 1
    with inside(cast.acme):
        numbers = DataSubjectRequest.objects.order_by("number").values_list("number", flat=True)
        assert list(numbers) == [1, 2]
        assert RequestEvent.objects.filter(happening=Happening.PROVEN).count() == 1


def test_two_who_close_it_at_once_send_one_answer(cast: Cast) -> None:
    request_id = taken_down(cast.acme)

    def close() -> None:
        close_request(request_id=request_id, outcome=Outcome.ANSWERED, text="Here it is.")

    assert at_once(cast.acme, close, close) == ["done", "request_closed"]
    assert the_request(cast.acme).state == State.CLOSED
    with inside(cast.acme):
        assert RequestEvent.objects.filter(happening=Happening.CLOSED).count() == 1


def test_two_clocks_that_ring_at_once_remind_once(cast: Cast, now_is: At) -> None:
    now_is("2026-03-05T10:00:00+00:00")
    taken_down(cast.acme)
    with inside(cast.acme):
        before = Job.objects.filter(queue="mail").count()
    now_is("2026-03-31T05:11:00+00:00")
    assert at_once(cast.acme, _remind, _remind) == ["done", "done"]
    with inside(cast.acme):
        reminded = RequestEvent.objects.filter(happening=Happening.REMINDED)
        assert reminded.count() == 4
        assert Job.objects.filter(queue="mail").count() == before + 1
