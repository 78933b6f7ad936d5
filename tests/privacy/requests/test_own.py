"""A user about their own login: the session and the password are proof enough."""

import time

import pytest
from django.core import mail
from django.test import Client

from accounts.models import AuditEvent, User
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from privacy.models import DataSubjectRequest, RequestEvent, RequestMessage
from privacy.requests.sealing import address_of
from tests.accounts.conftest import deliver_mail
from tests.cast import PASSWORD, Cast
from tests.counting import assert_same_queries
from tests.privacy.requests.conftest import Browser, house, the_request

pytestmark = pytest.mark.django_db
PAGE = "/accounts/privacy/"
FORM = {"kind": "access", "text": "What do you hold of my login?"}


def long_ago(client: Client) -> None:
    """As if the log-in were an hour old."""
    session = client.session
    for one in session["account_authentication_methods"]:
        one["at"] = time.time() - 3600
    session.save()


def test_a_user_asks_without_a_link(cast: Cast, hanne: User, browser: Browser) -> None:
    """Statements 24 and 25: it is on the house's desk at once, proven, and about our own data."""
    bob = browser(cast.bob)
    assert bob.post(PAGE, FORM).status_code == 302
    request = the_request(house())
    assert (request.state, request.channel, request.number) == ("open", "login", 1)
    with inside(HOUSE_ID):
        assert address_of(request, purpose="answer the person") == cast.bob.email
        events = RequestEvent.objects.order_by("at", "id").values_list("happening", "actor_id")
        assert {name for name, _actor in events} == {"received", "proven", "kept"}
        assert {actor for _name, actor in events} == {None}, "no event keeps the login's id"
        assert AuditEvent.objects.filter(action="request.received").exists()
    deliver_mail(house())
    assert {one.to[0] for one in mail.outbox} == {cast.bob.email, hanne.email}
    page = bob.get(PAGE).content.decode()
    assert "Request 1" in page
    desk = browser(hanne).get("/w/proactivox/settings/privacy/requests/").content.decode()
    assert "Request 1" in desk
    assert "Pass on by" not in desk


def test_the_password_is_asked_for_again(cast: Cast, browser: Browser) -> None:
    """Statement 25: a session that somebody left open is not enough."""
    bob = browser(cast.bob)
    long_ago(bob)
    assert bob.get(PAGE).status_code == 200
    asked = bob.post(PAGE, FORM)
    assert asked.status_code == 302
    assert "reauthenticate" in asked["Location"]
    with inside(HOUSE_ID):
        assert not DataSubjectRequest.objects.exists()
    bob.post(asked["Location"], {"password": PASSWORD}, follow=True)
    assert the_request(house()).state == "open", "what was interrupted goes on by itself"


def test_strangers_are_asked_to_log_in(cast: Cast) -> None:
    for answer in (Client().get(PAGE), Client().post(PAGE, FORM)):
        assert answer.status_code == 302
        assert "/accounts/login/" in answer["Location"]


def test_nobody_sees_what_another_asked(cast: Cast, browser: Browser) -> None:
    """Charlie's own page shows nothing of Bob's."""
    browser(cast.bob).post(PAGE, FORM)
    page = browser(cast.charlie).get(PAGE).content.decode()
    assert "Request 1" not in page
    with inside(cast.rival):
        assert not RequestMessage.objects.exists()


def test_the_page_asks_as_often_for_one_as_for_three(cast: Cast, browser: Browser) -> None:
    bob = browser(cast.bob)
    assert_same_queries(lambda: bob.get(PAGE), lambda: bob.post(PAGE, FORM))


def test_wrong_words_are_said_beside_their_field(cast: Cast, browser: Browser) -> None:
    bob = browser(cast.bob)
    for wrong in ({"kind": "everything"}, {"text": "x" * 5001}, {"text": "a\x00b"}):
        answer = bob.post(PAGE, {**FORM, **wrong})
        assert f'id="id_{next(iter(wrong))}_error"' in answer.content.decode()
