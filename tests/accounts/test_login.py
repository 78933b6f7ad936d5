"""How people come in: sign-up, log-in, reset, and the trail that each leaves in the house."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import AuditEvent, User
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from tests.accounts.conftest import Browser, deliver_mail
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "wooden spoons in the harbour"


def trail() -> list[tuple[str, str]]:
    """(action, target) of the house's trail, oldest first."""
    with inside(HOUSE_ID):
        return list(AuditEvent.objects.order_by("seq").values_list("action", "target"))


def link_in_mail() -> str:
    found = re.search(r"http://\S+?(/accounts/\S+)", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[1]


def sign_up(client: Client, email: str) -> str:
    form = {"name": "Dora", "email": email, "password1": NEW_PASSWORD}
    return client.post("/accounts/signup/", form)["Location"]


def test_signing_up_proves_the_address_and_leads_to_a_first_workspace(db: None) -> None:
    client = Client()
    assert sign_up(client, "Dora@Acme.example") == "/accounts/confirm-email/"
    assert not EmailAddress.objects.get().verified
    assert client.get("/accounts/profile/").status_code == 302
    assert deliver_mail() == 1
    link = link_in_mail()
    assert client.get(link).status_code == 200
    assert not EmailAddress.objects.get().verified, "opening the link alone proves nothing"
    client.post(link)
    assert EmailAddress.objects.get().verified
    client.post("/accounts/login/", {"login": "dora@acme.example", "password": NEW_PASSWORD})
    assert client.get("/")["Location"] == "/workspaces/new/"
    assert User.objects.get(email="dora@acme.example").name == "Dora"


@pytest.mark.parametrize(
    "password", ["eleven-char", "x" * 129, "proactivox for everybody", "password1234"]
)
def test_weak_passwords_are_refused(db: None, password: str) -> None:
    form = {"name": "Dora", "email": "dora@acme.example", "password1": password}
    answer = Client().post("/accounts/signup/", form)
    assert answer.status_code == 200
    assert "field--error" in answer.content.decode()
    assert not User.objects.exists()


def test_sign_up_takes_no_more_than_its_fields(db: None) -> None:
    form = {"name": "Dora", "email": "dora@acme.example", "password1": NEW_PASSWORD}
    Client().post("/accounts/signup/", {**form, "is_staff": "on", "is_active": ""})
    dora = User.objects.get()
    assert (dora.is_staff, dora.is_active) == (False, True)


def test_the_trail_says_who_came_in_and_names_no_address(cast: Cast, browser: Browser) -> None:
    browser(cast.alice).post("/accounts/logout/")
    Client().post("/accounts/login/", {"login": cast.alice.email, "password": "wrong"})
    Client().post("/accounts/login/", {"login": "nobody@acme.example", "password": "wrong"})
    alice = f"accounts.user:{cast.alice.pk}"
    assert trail() == [
        ("login.succeeded", alice),
        ("login.ended", alice),
        ("login.failed", alice),
        ("login.failed", ""),
    ]
    with inside(HOUSE_ID):
        events = AuditEvent.objects.all()
        assert not any("@" in f"{event.target}{event.data}" for event in events)


def test_the_fifth_wrong_password_closes_the_door_to_the_right_one(cast: Cast) -> None:
    for number in range(5):
        Client(REMOTE_ADDR=f"192.0.2.{number}").post(
            "/accounts/login/", {"login": cast.alice.email, "password": "wrong"}
        )
    answer = Client(REMOTE_ADDR="192.0.2.9").post(
        "/accounts/login/", {"login": cast.alice.email, "password": PASSWORD}
    )
    assert answer.status_code == 200
    assert "Too many attempts" in answer.content.decode()


def test_rates_are_counted_for_the_real_client_behind_a_proxy(
    cast: Cast, settings: pytest.FixtureRequest
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # type: ignore[attr-defined]
    client = Client(REMOTE_ADDR="10.0.0.1")

    def ask(forwarded: str) -> int:
        form = {"email": "nobody@acme.example"}
        headers = {"X-Forwarded-For": forwarded}
        return client.post("/accounts/password/reset/", form, headers=headers).status_code

    # What the visitor claims stands left of what our proxy saw, and changes nothing.
    assert [ask(f"203.0.113.{n}, 198.51.100.7") for n in range(5)] == [302] * 5
    for number in range(15):
        form = {"email": f"nobody{number}@acme.example"}
        headers = {"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.7"}
        client.post("/accounts/password/reset/", form, headers=headers)
    assert ask("203.0.113.99, 198.51.100.7") == 429
    form = {"email": "else@acme.example"}
    headers = {"X-Forwarded-For": "198.51.100.8"}
    answer = client.post("/accounts/password/reset/", form, headers=headers)
    assert answer.status_code == 302


def test_without_a_trusted_proxy_nobody_can_claim_another_address(cast: Cast) -> None:
    client = Client(REMOTE_ADDR="198.51.100.7")
    codes = [
        client.post(
            "/accounts/password/reset/",
            {"email": f"nobody{number}@acme.example"},
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
        ).status_code
        for number in range(21)
    ]
    assert codes == [302] * 20 + [429]


def test_a_reset_by_link_sets_the_password_once(cast: Cast) -> None:
    Client().post("/accounts/password/reset/", {"email": cast.alice.email})
    deliver_mail()
    client = Client()
    opened = client.get(link_in_mail())
    client.post(opened["Location"], {"password1": NEW_PASSWORD})
    cast.alice.refresh_from_db()
    assert cast.alice.check_password(NEW_PASSWORD)
    again = Client().get(link_in_mail())
    assert "no longer good" in again.content.decode()
    assert "login.password_reset" in [action for action, _target in trail()]


def test_a_changed_password_ends_every_session(cast: Cast, browser: Browser) -> None:
    here, there = browser(cast.alice), browser(cast.alice)
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW_PASSWORD})
    assert there.get("/accounts/profile/").status_code == 302
    assert here.get("/accounts/profile/").status_code == 302
    deliver_mail()
    assert "changed" in mail.outbox[-1].subject


def test_a_code_by_mail_opens_the_door(cast: Cast) -> None:
    client = Client()
    client.post("/accounts/login/code/", {"email": cast.alice.email})
    deliver_mail()
    found = re.search(r"^\S{4,12}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    client.post("/accounts/login/code/confirm/", {"code": found[0]})
    assert client.get("/accounts/profile/").status_code == 200


def test_a_new_address_counts_only_when_it_is_proven(cast: Cast, browser: Browser) -> None:
    alice = browser(cast.alice)
    form = {"email": "alice@new.example", "action_add": "1"}
    asked = alice.post("/accounts/email/", form)
    if "reauthenticate" in asked["Location"]:
        alice.post(asked["Location"], {"password": PASSWORD})
    cast.alice.refresh_from_db()
    assert cast.alice.email == "alice@acme.example"
    deliver_mail()
    assert mail.outbox[-1].to == ["alice@new.example"]
    alice.post(link_in_mail())
    cast.alice.refresh_from_db()
    assert cast.alice.email == "alice@new.example"
    assert "login.email_changed" in [action for action, _target in trail()]


def test_one_other_session_can_be_ended_and_only_ones_own(cast: Cast, browser: Browser) -> None:
    from allauth.usersessions.models import UserSession

    here, there, charlie = browser(cast.alice), browser(cast.alice), browser(cast.charlie)
    key = there.session.session_key
    row = UserSession.objects.get(session_key=key)
    assert charlie.post(f"/accounts/sessions/{row.pk}/end/").status_code == 404
    assert there.get("/accounts/profile/").status_code == 200
    here.post(f"/accounts/sessions/{row.pk}/end/")
    assert there.get("/accounts/profile/").status_code == 302
    assert here.get("/accounts/profile/").status_code == 200


def test_logging_in_gives_the_session_a_new_id(cast: Cast) -> None:
    client = Client()
    client.get("/accounts/login/")
    session = client.session
    session["x"] = 1
    session.save()
    client.cookies["session"] = before = session.session_key or ""
    client.post("/accounts/login/", {"login": cast.alice.email, "password": PASSWORD})
    assert client.session.session_key != before
    assert not client.session.exists(before)
