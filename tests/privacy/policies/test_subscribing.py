"""Changes of subprocessors by mail: nothing before the link, and out by one click."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models.workspace import HOUSE_ID
from accounts.strangers import traps
from accounts.subjects import Subject
from accounts.tenancy import inside
from privacy.models import ChangeSubscriber
from privacy.policies import sweeps
from privacy.policies.holdings import collect, erase
from tests.accounts.conftest import deliver_mail
from tests.cast import Cast
from tests.privacy.policies.jobs import do_jobs
from tests.privacy.policies.test_subprocessors import announce

pytestmark = pytest.mark.django_db
FORM = "/subprocessors/changes/"
DORA = "dora@people.example"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test types faster than anybody."""
    monkeypatch.setattr(traps, "LEAST_SECONDS", 0)


def ask(visitor: Client, email: str = DORA) -> None:
    drawn = re.search(r'name="drawn" value="([^"]+)"', visitor.get(FORM).content.decode())
    assert drawn is not None
    answer = visitor.post(FORM, {"email": email, "homepage": "", "drawn": drawn[1]})
    assert answer["Location"] == f"{FORM}sent/"
    assert visitor.get(f"{FORM}sent/").status_code == 200


def link_in(text: str, part: str) -> str:
    found = re.search(rf"https?://[^/]+((?:/en)?/subprocessors/changes/{part}/\S+)", text)
    assert found is not None
    return found[1]


def subscribe(visitor: Client) -> None:
    ask(visitor)
    deliver_mail()
    link = link_in(str(mail.outbox[-1].body), "confirm")
    assert "Is this your mailbox?" in visitor.get(link).content.decode()
    assert visitor.post(link).status_code == 200
    assert visitor.post(link).status_code == 404


def rows() -> list[ChangeSubscriber]:
    with inside(HOUSE_ID):
        return list(ChangeSubscriber.objects.all())


def test_nothing_is_sent_before_the_link_was_followed_and_its_button_pressed(cast: Cast) -> None:
    """Statement 55: anyone can subscribe by mail; opening a link is no confirmation."""
    visitor = Client()
    ask(visitor)
    deliver_mail()
    visitor.get(link_in(str(mail.outbox[-1].body), "confirm"))
    announce()
    do_jobs(HOUSE_ID)
    deliver_mail()
    assert len(mail.outbox) == 1
    assert rows()[0].confirmed_at is None


def test_a_subscriber_is_told_and_leaves_by_one_click(cast: Cast) -> None:
    """Statement 55: with both headers of RFC 8058; reading the link changes nothing."""
    visitor = Client()
    subscribe(visitor)
    announce()
    do_jobs(HOUSE_ID)
    deliver_mail()
    told = mail.outbox[-1]
    assert told.to == [DORA]
    leave = link_in(str(told.body), "leave")
    assert leave in told.extra_headers["List-Unsubscribe"]
    assert told.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert Client().get(leave).status_code == 200
    assert len(rows()) == 1
    for _time in range(2):
        body = "List-Unsubscribe=One-Click"
        # A mail program has no cookie, no login and no token.
        machine = Client(enforce_csrf_checks=True)
        answer = machine.post(leave, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 200
    assert rows() == []
    assert Client().post(f"{FORM}leave/forged/").status_code == 404


def test_the_form_tells_nobody_who_is_subscribed(cast: Cast) -> None:
    visitor = Client()
    subscribe(visitor)
    ask(visitor, DORA.upper())
    deliver_mail()
    assert len(rows()) == 1
    assert rows()[0].confirmed_at is not None
    assert len(mail.outbox) == 2


def test_what_nobody_confirms_is_forgotten_after_two_days(cast: Cast) -> None:
    """Statement 58: by the nightly sweep."""
    ask(Client())
    assert sweeps.forget_unconfirmed() == 0
    with inside(HOUSE_ID):
        ChangeSubscriber.objects.update(proof_until=timezone.now() - timedelta(seconds=1))
    assert sweeps.forget_unconfirmed() == 1
    assert rows() == []


def test_an_address_is_sealed_found_for_its_person_and_erased(cast: Cast) -> None:
    """Statements 33 and 44: a subscriber's address is theirs."""
    subscribe(Client())
    (row,) = rows()
    assert DORA.encode() not in bytes(row.address)
    dora = Subject(emails=(DORA,))
    (part,) = collect(dora)
    assert part.rows[0]["address"] == DORA
    (done,) = erase(dora)
    assert done.erased == 1
    assert rows() == []


def test_a_confirmation_that_is_none_opens_nothing() -> None:
    visitor = Client()
    assert visitor.get(f"{FORM}confirm/nothing/").status_code == 404
    assert visitor.post(f"{FORM}confirm/nothing/").status_code == 404
