"""Nothing is free: an address waits for one mail, and is gone with it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Disclosure, Membership, Role, Workspace
from accounts.models.workspace import HOUSE_ID
from accounts.subjects import Subject
from accounts.tenancy import inside
from enquiries.bookings.waiting.holdings import collect, erase
from enquiries.bookings.waiting.sweeps import WAITING_KEPT, forget_waiters, tell_times_open
from enquiries.models import DemoWaiter
from privacy import manifest
from tests.cast import Cast
from tests.enquiries.bookings.conftest import NINE, NOW
from tests.enquiries.conftest import DORA, At, drawn, link_to, mails_to, subject_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_gives_demos(house: Workspace, now_is: At) -> None:
    now_is(NOW)
    Membership.objects.filter(workspace=house).delete()


def ask(email: str = DORA, prefix: str = "") -> Client:
    visitor = Client()
    answer = visitor.post(f"{prefix}/demo/wait/", {"email": email, "drawn": drawn()})
    assert answer["Location"].endswith("/demo/wait/sent/")
    return visitor


def waits(email: str = DORA) -> str:
    """The link of somebody who pressed its button."""
    if not mails_to(email):
        ask(email)
    path = link_to(email, "/demo/wait/")
    assert "We write to you when times are open" in Client().post(path).content.decode()
    return path


def open_times(cast: Cast) -> None:
    Membership.objects.create(workspace_id=HOUSE_ID, user=cast.alice, role=Role.MARKETER)


def count() -> int:
    with inside(HOUSE_ID):
        return DemoWaiter.objects.count()


def test_one_mail_when_times_are_open_and_the_address_is_gone(cast: Cast) -> None:
    visitor = Client()
    page = visitor.get("/demo/").content.decode()
    assert "No time is open right now" in page
    assert 'action="/demo/wait/"' in page
    ask()
    path = link_to(DORA, "/demo/wait/")
    assert "Yes, write to me" in visitor.get(path).content.decode()
    assert tell_times_open() == 0  # opening the link is no answer, as mail scanners open it
    waits()
    assert tell_times_open() == 0  # and nothing is free
    open_times(cast)
    assert (tell_times_open(), count(), tell_times_open()) == (1, 0, 0)
    told = mails_to(DORA)
    assert [subject_of(one) for one in told[1:]] == ["Demos of Proactivox can be booked again"]
    assert "/en/demo/" in text_of(told[-1])
    assert visitor.get(path).status_code == 404
    with inside(HOUSE_ID):
        assert set(Disclosure.objects.values_list("purpose", flat=True)) == {
            "tell somebody who asked when demos can be booked again"
        }


def test_who_did_not_confirm_hears_nothing_and_is_forgotten(cast: Cast, now_is: At) -> None:
    ask()
    path = link_to(DORA, "/demo/wait/")
    open_times(cast)
    assert (tell_times_open(), forget_waiters(), count()) == (0, 0, 1)
    now_is((NINE + timedelta(days=2)).isoformat())
    assert Client().post(path).status_code == 404
    assert (forget_waiters(), count()) == (1, 0)


def test_who_waits_leaves_by_the_same_link_or_after_half_a_year(now_is: At) -> None:
    path = waits()
    assert "Your address is deleted" in Client().post(path, {"stop": "1"}).content.decode()
    assert count() == 0
    assert Client().post(path, {"stop": "1"}).status_code == 404
    ask()
    waits()
    now_is((NINE + WAITING_KEPT).isoformat())
    assert (forget_waiters(), count()) == (1, 0)


def test_asking_again_keeps_the_place_and_one_row() -> None:
    before = waits()
    ask()
    assert count() == 1
    assert Client().get(before).status_code == 404
    page = Client().get(link_to(DORA, "/demo/wait/")).content.decode()
    assert "Yes, write to me" not in page
    assert "Delete my address" in page


@pytest.mark.usefixtures("danish")
def test_it_is_said_in_danish() -> None:
    ask(prefix="/da")
    (message,) = mails_to(DORA)
    assert subject_of(message) == "Skal vi sige til, når demoer kan bookes?"
    assert "/da/demo/wait/" in text_of(message)


def test_while_times_are_free_the_form_leads_to_them(cast: Cast) -> None:
    open_times(cast)
    answer = Client().post("/da/demo/wait/", {"email": DORA, "drawn": drawn()})
    assert (answer["Location"], count()) == ("/da/demo/", 0)


def test_a_copy_has_it_and_an_erasure_takes_it(cast: Cast) -> None:
    """Statements 33 and 44."""
    waits()
    (part,) = collect(Subject(emails=(DORA,)))
    assert (part.table, part.rows[0]["email"]) == ("enquiries.demowaiter", DORA)
    with inside(cast.acme):
        assert collect(Subject(emails=(DORA,))) == ()
        assert erase(Subject(emails=(DORA,)))[0].erased == 0
    assert erase(Subject(emails=(DORA,)))[0].erased == 1
    assert count() == 0


def test_no_other_workspace_sees_a_row_and_nothing_lies_open(cast: Cast) -> None:
    """Statements 51 and 1."""
    ask()
    with inside(HOUSE_ID):
        assert bytes(DemoWaiter.objects.get().email).startswith(b"PX1")
    with inside(cast.rival), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM enquiries_demowaiter")
        assert cursor.fetchone() == (0,)
    columns = manifest.classifications()["enquiries.demowaiter"]
    assert {field.name for field in DemoWaiter._meta.get_fields()} == set(columns)
