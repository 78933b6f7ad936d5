"""Every page of this app opens for whom it is meant, and says the same things in Danish."""

import re

import pytest
from django.test import Client

from accounts.models import Membership
from tests.accounts.conftest import Browser
from tests.cast import Cast

pytestmark = pytest.mark.django_db

BEFORE_THE_DOOR = (
    "/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-x/",
    "/accounts/password/reset/key/done/",
    "/accounts/login/code/",
    "/accounts/confirm-email/",
    "/accounts/confirm-email/unknown/",
    "/accounts/inactive/",
    "/sso/",
    "/sso/required/",
)
ONES_OWN = (
    "/accounts/profile/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
    "/accounts/sessions/",
    "/accounts/logout/",
    "/workspaces/new/",
)
OF_A_WORKSPACE = (
    "/w/acme/settings/",
    "/w/acme/settings/members/",
    "/w/acme/settings/api-keys/",
    "/w/acme/settings/single-sign-on/",
    "/w/acme/settings/directory/",
    "/w/acme/settings/single-sign-on/new/oidc/",
    "/w/acme/settings/single-sign-on/new/saml/",
    "/w/acme/settings/audit/",
    "/w/acme/settings/jobs/",
)
AFTER_THE_PASSWORD = ("/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/")


def check(html: str) -> None:
    """What every page holds to: one heading that says something, and no code or style in it."""
    headings = re.findall(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    assert len(headings) == 1
    assert headings[0].strip()
    assert re.search(r"<title>[^·<]*\w", html)
    assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", html)
    for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", html, re.DOTALL):
        assert not body.strip() or re.search(r"application/(ld\+)?json", attributes)


@pytest.mark.parametrize("path", BEFORE_THE_DOOR)
def test_pages_before_the_door_open_for_anybody(path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 200
    check(answer.content.decode())


@pytest.mark.parametrize("path", ONES_OWN)
def test_pages_of_a_person_ask_for_log_in(path: str) -> None:
    assert Client().get(path).status_code == 302


def test_pages_of_a_person_open_after_log_in(cast: Cast, browser: Browser) -> None:
    alice = browser(cast.alice)
    for path in (*ONES_OWN, *OF_A_WORKSPACE):
        answer = alice.get(path)
        assert answer.status_code == 200, path
        check(answer.content.decode())


def test_second_steps_ask_for_the_password_again(cast: Cast, browser: Browser) -> None:
    from tests.cast import PASSWORD

    alice = browser(cast.alice)
    for path in AFTER_THE_PASSWORD:
        asked = alice.get(path)
        assert asked.status_code in (200, 302)
        if asked.status_code == 302:
            check(alice.get(asked["Location"]).content.decode())
            alice.post(asked["Location"], {"password": PASSWORD})
        answer = alice.get(path)
        assert answer.status_code == 200, path
        check(answer.content.decode())


def test_pages_speak_danish(cast: Cast, browser: Browser, danish: None) -> None:
    headers = {"Accept-Language": "da"}
    Membership.objects.filter(user=cast.bob).update(role="owner")  # so that Alice may leave
    assert "Opret dit login" in Client(headers=headers).get("/accounts/login/").content.decode()
    cast.alice.language = "da"
    cast.alice.save()
    page = browser(cast.alice).get("/w/acme/settings/members/").content.decode()
    for words in ("Invitér nogen", "Ejer", "Forlad arbejdsområdet?"):
        assert words in page


def test_the_workspaces_language_comes_along_in_its_invitations(
    cast: Cast, browser: Browser, danish: None
) -> None:
    from django.core import mail

    from tests.accounts.conftest import deliver_mail

    alice = browser(cast.alice)
    cast.acme.language = "da"
    cast.acme.save()
    form = {"email": "dora@acme.example", "role": "viewer"}
    alice.post("/w/acme/settings/members/invite/", form)
    deliver_mail(cast.acme)
    assert mail.outbox[-1].subject == "Du er inviteret til Acme"


def test_the_switch_of_language_counts_for_mails_and_in_the_next_browser(
    cast: Cast, browser: Browser, danish: None
) -> None:
    from django.core import mail

    from tests.accounts.conftest import deliver_mail
    from tests.cast import PASSWORD

    alice = browser(cast.alice)
    alice.post("/i18n/setlang/", {"language": "da", "next": "/accounts/profile/"})
    cast.alice.refresh_from_db()
    assert cast.alice.language == "da"
    alice.post("/i18n/setlang/", {"language": "tlh"})
    cast.alice.refresh_from_db()
    assert cast.alice.language == "da"
    elsewhere = Client(headers={"Accept-Language": "en"})
    elsewhere.post("/accounts/login/", {"login": cast.alice.email, "password": PASSWORD})
    deliver_mail()
    assert mail.outbox[-1].subject == "Et login fra en ny browser"
    assert 'lang="da"' in elsewhere.get("/accounts/profile/").content.decode()


def test_a_page_that_was_asked_for_too_often_is_ours_too(
    cast: Cast, settings: pytest.FixtureRequest
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}  # type: ignore[attr-defined]
    client = Client()
    form = {"login": "nobody@acme.example", "password": "wrong"}
    client.post("/accounts/login/", form)
    answer = client.post("/accounts/login/", form)
    assert answer.status_code == 429
    check(answer.content.decode())


def test_the_menu_says_the_name_and_inside_of_it_the_address(cast: Cast, browser: Browser) -> None:
    def said() -> tuple[str, str]:
        page = browser(cast.alice).get("/accounts/profile/").content.decode()
        menu = page.partition('popovertarget="user-menu"')[2]
        button, _end, inside_of_it = menu.partition("</button>")
        return button, inside_of_it.partition("<hr>")[0]

    button, inside_of_it = said()
    assert "Alice" in button
    assert cast.alice.email not in button
    assert cast.alice.email in inside_of_it
    cast.alice.name = ""
    cast.alice.save()
    assert cast.alice.email in said()[0]


def test_times_on_ones_own_pages_are_those_of_the_workspace(cast: Cast, browser: Browser) -> None:
    cast.acme.time_zone = "Asia/Kathmandu"
    cast.acme.save()
    page = browser(cast.alice).get("/accounts/sessions/").content.decode()
    assert "UTC+0545" in page
    Membership.objects.filter(user=cast.alice).delete()
    assert "UTC+0000" in browser(cast.alice).get("/accounts/sessions/").content.decode()
