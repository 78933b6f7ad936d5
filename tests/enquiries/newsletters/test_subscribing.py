"""Asked for twice before anything is sent, and nobody learns who reads our news."""

import re

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Job
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from enquiries.models import Step, Subscriber, SubscriptionEvent, Way
from enquiries.newsletters.finding import agreed_since, subscriber_of
from enquiries.newsletters.subscribing import end_for
from enquiries.newsletters.sweeps import forget_subscribers
from tests.accounts.conftest import Browser, deliver_mail
from tests.cast import Cast
from tests.enquiries.newsletters.conftest import ALICE, FORM, ask, link, reader, stamp

pytestmark = pytest.mark.django_db


def events() -> list[tuple[str, str, list[str]]]:
    with inside(HOUSE_ID):
        rows = SubscriptionEvent.objects.order_by("at", "pk")
        return [(one.step, one.way, one.topics) for one in rows]


def test_nothing_but_one_mail_before_the_link_is_followed() -> None:
    """Statement 21: the link works once, by a button, and a scanner that opens it does nothing."""
    visitor = ask()
    path = link("/newsletter/confirm/")
    assert [one.to for one in mail.outbox] == [[ALICE]]
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers, "it is no marketing"
    with inside(HOUSE_ID):
        assert agreed_since(ALICE, "product") is None
    page = visitor.get(path)
    assert page.status_code == 200
    assert events() == [(Step.ASKED, Way.FORM, ["product", "tips"])]
    assert visitor.post(path).status_code == 200
    with inside(HOUSE_ID):
        assert agreed_since(ALICE, "product") is not None
        assert agreed_since(ALICE, "webinars") is None, "which nobody ticked"
    for answer in (visitor.get(path), visitor.post(path)):
        assert answer.status_code == 404
    assert deliver_mail() == 0
    assert len(mail.outbox) == 1


def test_each_step_is_proven_by_what_was_shown() -> None:
    """Statement 14: text, version, moment and way, append-only."""
    ask()
    Client().post(link("/newsletter/confirm/"))
    with inside(HOUSE_ID):
        asked, confirmed = SubscriptionEvent.objects.order_by("at", "pk")
        assert "I can leave at any time" in confirmed.text
        assert "Tips for measuring marketing" in confirmed.text
        assert (confirmed.version, confirmed.way) == ("1", Way.LINK)
        assert asked.at <= confirmed.at
        for change in ({"text": "other"}, None):
            rows = SubscriptionEvent.objects.filter(pk=asked.pk)
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.update(**change) if change else rows.delete()


def test_the_answer_is_the_same_for_who_is_known() -> None:
    """No form tells who reads our news; a reader gets the way to their choices instead."""
    stranger = ask(email="bob@acme.example")
    reader(ALICE)
    known = ask()
    pages = [client.get("/newsletter/sent/").content.decode() for client in (stranger, known)]
    token = re.compile('name="csrfmiddlewaretoken" value="[^"]+"')
    assert token.sub("", pages[0]) == token.sub("", pages[1])
    deliver_mail()
    assert [one.to[0] for one in mail.outbox] == ["bob@acme.example", ALICE]
    assert "/newsletter/choices/" in str(mail.outbox[1].body)
    with inside(HOUSE_ID):
        row = subscriber_of(ALICE)
        assert row is not None
        assert row.topics == ["product"], "a stranger's form changes nothing"


def test_a_link_that_is_too_old_confirms_nothing() -> None:
    """Statement 21: the token expires, and what nobody confirmed is forgotten."""
    ask()
    path = link("/newsletter/confirm/")
    with inside(HOUSE_ID):
        Subscriber.objects.update(proof_until=timezone.now())
    assert Client().post(path).status_code == 404
    assert forget_subscribers() == 1
    with inside(HOUSE_ID):
        assert not Subscriber.objects.exists()


def test_a_new_link_makes_the_old_one_useless() -> None:
    ask()
    old = link("/newsletter/confirm/")
    ask()
    assert Client().post(old).status_code == 404
    assert Client().post(link("/newsletter/confirm/")).status_code == 200


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("alice@acme.example", "alice+news@acme.example"),
        ("bob@example.com", "bob@ex\u0430mple.com"),  # a Cyrillic letter
    ],
    ids=["plus", "homoglyph"],
)
def test_addresses_that_look_alike_are_two(first: str, second: str) -> None:
    """Who leaves with the one keeps the other, and nobody confirms for another."""
    for email in (first, second):
        reader(email)
    end_for(email=second, way=Way.SETTINGS)
    with inside(HOUSE_ID):
        assert agreed_since(first, "product") is not None
        assert agreed_since(second, "product") is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("bob@bücher.example", "bob@xn--bcher-kva.example"),
        ("Alice@Acme.Example", "alice@acme.example"),
    ],
    ids=["other letters", "capitals"],
)
def test_one_address_in_two_spellings_is_one(first: str, second: str) -> None:
    reader(first)
    end_for(email=second, way=Way.SETTINGS)
    with inside(HOUSE_ID):
        assert agreed_since(first, "product") is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "alice@acme.example\r\nBcc: bob@acme.example"},
        {"email": "\u0430lice@acme.example"},  # mailboxes are of our letters
        {"topics": []},
        {"topics": ["everything"]},
        {"language": "xx"},
        {"homepage": "https://spam.example"},
        {"drawn": ""},
    ],
)
def test_what_is_wrong_sends_nothing(wrong: dict[str, object]) -> None:
    answer = Client().post("/newsletter/", {**FORM, "drawn": stamp(), **wrong})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    with inside(HOUSE_ID):
        assert not Job.objects.exists()
        assert not Subscriber.objects.exists()


def test_one_mailbox_is_not_filled_by_strangers() -> None:
    for _time in range(3):
        ask()
    answer = Client().post("/newsletter/", {**FORM, "drawn": stamp()})
    assert answer.status_code == 429


def test_the_page_of_choices_changes_and_ends_it() -> None:
    """Another topic, another language, or nothing any more: each with its proof."""
    reader()
    ask()
    path = link("/newsletter/choices/")
    visitor = Client()
    assert visitor.get(path).status_code == 200
    visitor.post(path, {"topics": ["webinars"], "language": "da"})
    with inside(HOUSE_ID):
        row = subscriber_of(ALICE)
        assert row is not None
        assert (row.topics, row.language) == (["webinars"], "da")
    left = visitor.post(path, {"topics": ["webinars"], "language": "da", "leave": "1"})
    assert "You get no more news" in left.content.decode()
    assert visitor.get(path).status_code == 404
    assert [(step, way) for step, way, _topics in events()] == [
        (Step.CONFIRMED, Way.SETTINGS),
        (Step.CHANGED, Way.LINK),
        (Step.ENDED, Way.LINK),
    ]


def test_somebody_elses_link_opens_nothing() -> None:
    for path in ("/newsletter/choices/guess/", "/newsletter/confirm/guess/"):
        assert Client().get(path).status_code == 404
        assert Client().post(path).status_code == 404


def test_a_log_in_chooses_in_its_settings(cast: Cast, browser: Browser) -> None:
    """Statement 16: nothing is ticked that nobody ticked, and unticking ends it."""
    bob = browser(cast.bob)
    page = bob.get("/accounts/communication/").content.decode()
    assert "checked" not in page
    bob.post("/accounts/communication/", {"topics": ["tips"], "language": "da"})
    with inside(HOUSE_ID):
        assert agreed_since(cast.bob.email, "tips") is not None
    assert "checked" in bob.get("/accounts/communication/").content.decode()
    bob.post("/accounts/communication/", {"language": "da"})
    with inside(HOUSE_ID):
        assert agreed_since(cast.bob.email, "tips") is None
    assert Client().get("/accounts/communication/").status_code == 302


def test_signing_up_asks_for_no_news(cast: Cast) -> None:
    """Statement 16: consent is not bundled with the login."""
    assert "newsletter" not in Client().get("/accounts/signup/").content.decode()
    with inside(HOUSE_ID):
        assert not Subscriber.objects.exists()


def test_danish_is_spoken_to_who_chose_it(danish: None) -> None:
    ask(language="da")
    path = link("/newsletter/confirm/")
    assert path.startswith("/da/newsletter/confirm/")
    assert "Bekræft" in str(mail.outbox[0].subject)
    assert "Ja, send mig nyheder" in Client().get(path).content.decode()
