"""A workspace that asks for a second step lets in nobody without one, and says how to get it."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, Membership, Workspace
from accounts.services.api_keys import create_api_key
from accounts.tenancy import inside
from tests.accounts.conftest import Browser
from tests.accounts.test_second_step import codes, set_up
from tests.cast import PASSWORD, Cast, make_cast
from tests.databases import FreshDatabase

SWITCH, PAGE = "/w/acme/settings/second-step/", "/w/acme/settings/members/"


@pytest.fixture
def cast(fresh_database: FreshDatabase) -> Cast:
    """The cast with real commits: what is set up counts from its commit on."""
    return make_cast()


@pytest.fixture
def required(cast: Cast) -> Workspace:
    cast.acme.second_step_required_at = timezone.now()
    cast.acme.save()
    return cast.acme


def test_an_owner_with_a_second_step_switches_it_on_and_off(cast: Cast, browser: Browser) -> None:
    alice = browser(cast.alice)
    alice.post(SWITCH, {"is_required": "yes"})
    assert Workspace.objects.get(pk=cast.acme.pk).second_step_required_at is None
    set_up(alice)
    alice.post(SWITCH, {"is_required": "yes"})
    assert Workspace.objects.get(pk=cast.acme.pk).second_step_required_at
    page = alice.get("/w/acme/settings/security/").content.decode()
    assert "1 member has no second step yet" in page
    alice.post(SWITCH, {"is_required": "no"})
    alice.post(SWITCH, {"is_required": "no"})
    assert Workspace.objects.get(pk=cast.acme.pk).second_step_required_at is None
    with inside(cast.acme):
        actions = list(AuditEvent.objects.order_by("seq").values_list("action", flat=True))
    assert actions == ["workspace.second_step_required", "workspace.second_step_lifted"]


def test_an_admin_sees_no_switch(cast: Cast, browser: Browser) -> None:
    Membership.objects.filter(user=cast.bob).update(role="admin")
    bob = browser(cast.bob)
    assert bob.get("/w/acme/settings/security/").status_code == 403
    assert bob.post(SWITCH, {"is_required": "yes"}).status_code == 403


def test_who_has_none_is_led_to_set_one_up_and_then_enters(
    cast: Cast, browser: Browser, required: Workspace
) -> None:
    bob = browser(cast.bob)
    for answer in (bob.get(PAGE), bob.post("/w/acme/settings/members/leave/")):
        assert answer.status_code == 403
        assert "/accounts/2fa/totp/activate/" in answer.content.decode()
        assert cast.alice.email not in answer.content.decode()
    assert Membership.objects.filter(user=cast.bob).exists()
    set_up(bob)
    assert bob.get(PAGE).status_code == 200
    bob.post("/accounts/2fa/totp/deactivate/")
    assert bob.get(PAGE).status_code == 403


def test_a_browser_that_came_in_by_password_alone_is_asked_for_the_step(
    cast: Cast, browser: Browser, required: Workspace
) -> None:
    earlier = browser(cast.bob)
    secret = set_up(browser(cast.bob))
    earlier.post("/accounts/2fa/recovery-codes/generate/")
    earlier.post("/accounts/reauthenticate/", {"password": PASSWORD})
    earlier.post("/accounts/2fa/recovery-codes/generate/")
    asked = earlier.get(PAGE)
    assert asked["Location"].startswith("/accounts/2fa/reauthenticate/?next=")
    on = earlier.post(asked["Location"], {"code": codes(secret)[2], "next": PAGE})
    assert on["Location"] == PAGE
    assert earlier.get(PAGE).status_code == 200


def test_a_login_with_the_second_step_enters_at_once(
    cast: Cast, browser: Browser, required: Workspace
) -> None:
    secret = set_up(browser(cast.bob))
    client = Client()
    client.post("/accounts/login/", {"login": cast.bob.email, "password": PASSWORD})
    client.post("/accounts/2fa/authenticate/", {"code": codes(secret)[2]})
    assert client.get(PAGE).status_code == 200


def test_another_workspace_asks_for_nothing_and_outsiders_learn_nothing(
    cast: Cast, browser: Browser, required: Workspace
) -> None:
    charlie = browser(cast.charlie)
    assert charlie.get(PAGE).status_code == 404
    assert charlie.get("/w/rival/settings/members/").status_code == 200


def test_api_keys_go_on(cast: Cast, required: Workspace) -> None:
    alice = Membership.objects.get(user=cast.alice)
    with inside(cast.acme):
        issued = create_api_key(name="Nightly", scopes=["numbers.view"], days=30, by=alice)
    answer = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {issued.secret}"})
    assert answer.status_code == 200
