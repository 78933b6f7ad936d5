"""A session ends when it is idle or old, says why, and a new browser is told of by mail."""

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client

from accounts import session_activity
from accounts.models import Membership
from accounts.services.api_keys import create_api_key
from accounts.tenancy import inside
from tests.accounts.conftest import Browser, deliver_mail
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
HOUR, DAY = 3600, 24 * 3600


def age(client: Client, name: str, seconds: int) -> None:
    session = client.session
    session[name] -= seconds
    session.save()


@pytest.mark.parametrize(
    ("name", "allowed", "too_long", "why"),
    [
        ("began_at", 14 * DAY - HOUR, 2 * HOUR, "a log-in lasts for 14 days"),
        ("seen_at", 12 * HOUR - 60, 120, "nothing happened for 12 hours"),
    ],
    ids=["absolute", "idle"],
)
def test_a_session_that_is_too_old_ends_and_the_page_says_why(
    cast: Cast, browser: Browser, name: str, allowed: int, too_long: int, why: str
) -> None:
    alice = browser(cast.alice)
    alice.get("/accounts/profile/")
    age(alice, name, allowed)
    assert alice.get("/accounts/profile/").status_code == 200
    age(alice, name, allowed + too_long if name == "seen_at" else too_long)
    page = alice.get("/accounts/profile/", follow=True)
    assert page.redirect_chain[0][0].startswith("/accounts/login/")
    assert why in page.content.decode()
    assert why not in alice.get("/accounts/login/").content.decode()


def test_using_it_does_not_make_a_session_younger_and_logging_in_does(
    cast: Cast, browser: Browser
) -> None:
    alice = browser(cast.alice)
    age(alice, "began_at", 14 * DAY - HOUR)
    began = alice.session["began_at"]
    alice.get("/accounts/profile/")
    assert alice.session["began_at"] == began
    alice.post("/accounts/logout/")
    alice.post("/accounts/login/", {"login": cast.alice.email, "password": PASSWORD})
    assert alice.session["began_at"] > began


_BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0 see http://liar.example"


def test_a_login_from_a_new_browser_is_told_by_mail_once(cast: Cast) -> None:
    def log_in(client: Client) -> int:
        form = {"login": cast.alice.email, "password": PASSWORD}
        client.post("/accounts/login/", form, headers={"User-Agent": _BROWSER})
        client.post("/accounts/logout/")
        return deliver_mail()

    first, second = Client(), Client()
    assert log_in(first) == 0
    assert log_in(second) == 1
    told = mail.outbox[-1]
    assert (told.to, told.subject) == ([cast.alice.email], "A log-in from a new browser")
    assert "Browser: Firefox on Linux\n" in told.body
    # What a browser says of itself is somebody's text, and has no place in a mail of ours.
    assert "liar.example" not in told.body
    assert "/accounts/password/reset/" in told.body
    assert (log_in(first), log_in(second)) == (0, 0)


def test_the_browser_of_one_person_is_new_to_another(cast: Cast, browser: Browser) -> None:
    bobs = browser(cast.bob)
    alices = browser(cast.alice)
    forged = alices.cookies["device"].value + "x"
    assert cast.alice.email not in forged
    for cookie in (bobs.cookies["device"].value, forged):
        client = Client()
        client.cookies["device"] = cookie
        client.post("/accounts/login/", {"login": cast.alice.email, "password": PASSWORD})
        assert deliver_mail() == 1


def test_a_new_api_key_is_told_to_its_maker_without_the_key(cast: Cast) -> None:
    alice = Membership.objects.get(user=cast.alice)
    with inside(cast.acme):
        issued = create_api_key(name="Nightly", scopes=["numbers.view"], days=30, by=alice)
    assert deliver_mail(cast.acme) == 1
    told = mail.outbox[-1]
    assert told.to == [cast.alice.email]
    assert "Nightly" in told.body
    assert "/w/acme/settings/api-keys/" in told.body
    assert issued.secret not in str(told.message())


def test_a_log_in_is_noted_once_a_minute_and_a_new_browser_at_once(
    cast: Cast, browser: Browser
) -> None:
    alice = browser(cast.alice)
    page = "/accounts/profile/"
    rows = UserSession.objects.filter(user=cast.alice)
    alice.get(page)
    first = rows.get().last_seen_at
    alice.get(page)
    assert rows.get().last_seen_at == first
    alice.get(page, headers={"User-Agent": _BROWSER})
    second = rows.get()
    assert second.last_seen_at > first
    assert second.user_agent == _BROWSER
    key = alice.session.session_key or ""
    noted = session_activity._noted[key]
    session_activity._noted[key] = (noted[0] - 61, *noted[1:])
    alice.get(page, headers={"User-Agent": _BROWSER})
    assert rows.get().last_seen_at > second.last_seen_at
