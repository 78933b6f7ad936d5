"""A token opens one workspace while it is good, is shown once, and two are good at a time."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, Membership, ScimToken, Workspace
from accounts.scim import door
from accounts.services.api_keys import create_api_key
from accounts.tenancy import inside
from tests.accounts.conftest import Browser, deliver_mail
from tests.accounts.scim.conftest import Directory, directory_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PAGE = "/w/acme/settings/directory/"


def test_a_token_of_one_workspace_opens_no_other(cast: Cast, acmes: Directory) -> None:
    """Security, check 26."""
    rivals = directory_of(cast.rival, cast.charlie)
    with inside(cast.acme):
        by = Membership.objects.get(user=cast.alice)
        key = create_api_key(name="Export", scopes=["numbers.view"], days=30, by=by).secret
    strangers = [
        Directory("rival", acmes.token),
        Directory("acme", rivals.token),
        Directory("nobody", acmes.token),
        Directory("acme", acmes.token[:-1]),
        Directory("acme", key),
        Directory("acme", ""),
    ]
    for stranger in strangers:
        for path in ("Users", "Groups", "ServiceProviderConfig", f"Users/{cast.bob.pk}"):
            answer = stranger.ask("GET", path)
            assert answer.status_code == 401
            assert answer.said["status"] == "401"
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    # Nor does it open the API.
    bearer = {"Authorization": f"Bearer {acmes.token}"}
    assert Client().get("/api/v1/me", headers=bearer).status_code == 401


def test_the_page_shows_a_token_once_and_keeps_its_hash(cast: Cast, browser: Browser) -> None:
    alice = browser(cast.alice)
    page = alice.post(PAGE, {"days": "90"}).content.decode()
    (secret,) = re.findall(r"pxs_\w+", page)
    assert "/scim/v2/acme" in page
    assert Directory("acme", secret).ask("GET", "Users").status_code == 200
    assert secret not in alice.get(PAGE).content.decode()
    with inside(cast.acme):
        token = ScimToken.objects.get()
        assert AuditEvent.objects.filter(action="scim_token.made").count() == 1
    assert len(bytes(token.token_hash)) == 32
    assert token.last_used_at is not None
    deliver_mail(cast.acme)
    assert any("directory changes who is a member" in str(one.body) for one in mail.outbox)


def test_making_one_asks_for_a_recent_log_in(cast: Cast, browser: Browser, settings: Any) -> None:
    alice = browser(cast.alice)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    answer = alice.post(PAGE, {"days": "90"})
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    with inside(cast.acme):
        assert not ScimToken.objects.exists()


def test_two_are_good_at_a_time(cast: Cast, acmes: Directory, browser: Browser) -> None:
    second = directory_of(cast.acme, cast.alice)
    alice = browser(cast.alice)
    assert "Two tokens are good" in alice.post(PAGE, {"days": "90"}).content.decode()
    with inside(cast.acme):
        first = ScimToken.objects.order_by("created_at")[0]
    assert alice.post(f"{PAGE}{first.pk}/revoke/").status_code == 302
    assert acmes.ask("GET", "Users").status_code == 401
    assert second.ask("GET", "Users").status_code == 200
    with inside(cast.acme):
        ScimToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert second.ask("GET", "Users").status_code == 401


def test_it_comes_from_where_programs_may(cast: Cast, acmes: Directory) -> None:
    Workspace.objects.filter(pk=cast.acme.pk).update(networks=["203.0.113.0/24"])
    answer = acmes.ask("GET", "Users")
    assert (answer.status_code, answer.said["status"]) == (403, "403")


def test_too_many_requests_are_told_when_to_come_back(
    cast: Cast, acmes: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "AT_ONCE", 1)
    monkeypatch.setattr(door, "PER_SECOND", 0.01)
    assert acmes.ask("GET", "Users").status_code == 200
    answer = acmes.ask("GET", "Users")
    assert (answer.status_code, answer.said["status"]) == (429, "429")
    assert int(answer.headers["Retry-After"]) > 1


def test_it_describes_itself(cast: Cast, acmes: Directory) -> None:
    said = acmes.ask("GET", "ServiceProviderConfig").said
    assert (said["patch"]["supported"], said["bulk"]["supported"]) == (True, False)
    kinds = acmes.ask("GET", "ResourceTypes").said
    assert [one["endpoint"] for one in kinds["Resources"]] == ["/Users", "/Groups"]
    schema = acmes.ask("GET", "Schemas/urn:ietf:params:scim:schemas:core:2.0:User").said
    assert {"userName", "active", "emails"} <= {one["name"] for one in schema["attributes"]}
    assert acmes.ask("GET", "ResourceTypes/Robot").status_code == 404
    assert acmes.ask("DELETE", "Users").status_code == 405
    assert acmes.ask("GET", "Users/7").said["status"] == "404"
