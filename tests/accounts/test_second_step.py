"""A second step guards a log-in, and its seed is sealed for its person."""

import base64

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

from accounts.crypto import forget_keys
from accounts.models import AuditEvent, User, WorkspaceKey
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from tests.accounts.conftest import Browser
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db


def codes(secret: str) -> list[str]:
    return [format_hotp_value(hotp_value(secret, c)) for c in yield_hotp_counters_from_time()]


def set_up(client: Client) -> str:
    """Turn the authenticator app on; the seed."""
    asked = client.get("/accounts/2fa/totp/activate/")
    if asked.status_code == 302:
        client.post(asked["Location"], {"password": PASSWORD})
    client.get("/accounts/2fa/totp/activate/")
    secret: str = client.session["mfa.totp.secret"]
    answer = client.post("/accounts/2fa/totp/activate/", {"code": codes(secret)[1]})
    assert answer.status_code == 302, answer.content.decode()
    return secret


def half_way(user: User) -> Client:
    client = Client()
    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/accounts/profile/").status_code == 302
    return client


def test_seeds_stand_in_the_table_sealed(cast: Cast, browser: Browser) -> None:
    secret = set_up(browser(cast.alice))
    for row in Authenticator.objects.all():
        sealed = row.data.get("secret") or row.data["seed"]
        assert base64.b64decode(sealed)[:3] == b"PX1"
        assert secret not in str(row.data)


def test_a_code_opens_once(cast: Cast, browser: Browser) -> None:
    secret = set_up(browser(cast.alice))
    code = codes(secret)[2]
    client = half_way(cast.alice)
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert client.get("/accounts/profile/").status_code == 200
    second = half_way(cast.alice)
    assert second.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200
    assert second.get("/accounts/profile/").status_code == 302
    with inside(HOUSE_ID):
        actions = AuditEvent.objects.values_list("action", flat=True)
        assert "login.second_step_failed" in actions


def test_a_passkey_is_offered_to_whom_has_one(cast: Cast, browser: Browser) -> None:
    set_up(browser(cast.alice))
    page = half_way(cast.alice).get("/accounts/2fa/authenticate/").content.decode()
    assert "Use a passkey" not in page


def test_a_recovery_code_opens_once(cast: Cast, browser: Browser) -> None:
    alice = browser(cast.alice)
    set_up(alice)
    text = alice.get("/accounts/2fa/recovery-codes/download/").content.decode()
    code = text.split()[0]
    client = half_way(cast.alice)
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert client.get("/accounts/profile/").status_code == 200
    assert (
        half_way(cast.alice).post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200
    )


def test_a_seed_that_is_moved_to_another_person_does_not_open(cast: Cast, browser: Browser) -> None:
    secret = set_up(browser(cast.alice))
    set_up(browser(cast.bob))
    alices = Authenticator.objects.get(user=cast.alice, type="totp")
    Authenticator.objects.filter(user=cast.bob, type="totp").update(data=alices.data)
    client = half_way(cast.bob)
    answer = client.post("/accounts/2fa/authenticate/", {"code": codes(secret)[0]})
    assert answer.status_code == 503
    assert client.get("/accounts/profile/").status_code == 302


def test_a_seed_whose_key_is_gone_gives_a_page_that_says_so(cast: Cast, browser: Browser) -> None:
    alice = browser(cast.alice)
    secret = set_up(alice)
    WorkspaceKey.objects.filter(workspace_ref=HOUSE_ID).update(kek_id="rotated-away")
    forget_keys()
    client = half_way(cast.alice)
    answer = client.post("/accounts/2fa/authenticate/", {"code": codes(secret)[2]})
    inside_page = alice.get("/accounts/2fa/recovery-codes/")
    for page in (answer, inside_page):
        assert page.status_code == 503
        assert "The fault is ours" in page.content.decode()
    assert client.get("/accounts/profile/").status_code == 302
    with inside(HOUSE_ID):
        lines = AuditEvent.objects.filter(action="login.second_step_unreadable")
        assert {line.target for line in lines} == {f"accounts.user:{cast.alice.pk}"}


def test_a_reset_password_does_not_skip_the_second_step(cast: Cast, browser: Browser) -> None:
    set_up(browser(cast.alice))
    cast.alice.set_password("wooden spoons in the harbour")
    cast.alice.save()
    client = Client()
    form = {"login": cast.alice.email, "password": "wooden spoons in the harbour"}
    assert client.post("/accounts/login/", form)["Location"] == "/accounts/2fa/authenticate/"


def test_a_login_by_code_does_not_skip_the_second_step(cast: Cast, browser: Browser) -> None:
    set_up(browser(cast.alice))
    client = Client()
    client.post("/accounts/login/code/", {"email": cast.alice.email})
    code = client.session["account_login"]["state"]["stages"]["login_by_code"]["data"]["code"]
    answer = client.post("/accounts/login/code/confirm/", {"code": code})
    assert answer["Location"] == "/accounts/2fa/authenticate/"


def test_turning_it_off_asks_who_one_is_and_tells_by_mail(cast: Cast, browser: Browser) -> None:
    alice = browser(cast.alice)
    set_up(alice)
    assert alice.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.filter(user=cast.alice, type="totp").exists()
    with inside(HOUSE_ID):
        actions = AuditEvent.objects.values_list("action", flat=True)
        assert "login.totp_deactivated" in actions


def test_passkeys_of_another_person_cannot_be_touched(cast: Cast, browser: Browser) -> None:
    row = Authenticator.objects.create(
        user=cast.alice, type="webauthn", data={"name": "Laptop", "credential": {}}
    )
    charlie = browser(cast.charlie)
    for action in ("edit", "remove"):
        path = f"/accounts/2fa/webauthn/keys/{row.pk}/{action}/"
        asked = charlie.post(path, {"name": "Mine"})
        if asked.status_code == 302:
            asked = charlie.post(asked["Location"], {"password": PASSWORD})
            asked = charlie.post(path, {"name": "Mine"})
        assert asked.status_code == 404
    row.refresh_from_db()
    assert row.data["name"] == "Laptop"
