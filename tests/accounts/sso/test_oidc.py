"""Bob comes in by his company's OpenID Connect; nothing that does not hold lets anybody in."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.utils import timezone

from accounts.models import (
    AuditEvent,
    Closure,
    GroupRole,
    Membership,
    SsoConnection,
    SsoIdentity,
    User,
)
from accounts.sso.provider import SignOnFailed
from accounts.tenancy import inside
from tests.accounts.sso.conftest import Provider, begin, come_in, connect, link_to, prove
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NEW = {"subject": "dir-9", "email": "new@acme.example", "name": "Acme’s newest"}


def is_in(client: Client) -> bool:
    return bool(get_user(client).is_authenticated)


@pytest.fixture
def newcomer(provider: Provider) -> str:
    """Somebody of the directory who has no login here."""
    provider.steer(people=[{**NEW, "groups": ["Marketing"]}])
    return NEW["email"]


def test_a_new_person_comes_in_with_the_default_role(
    acme_connected: SsoConnection, provider: Provider, newcomer: str, cast: Cast
) -> None:
    client = Client()
    answer = come_in(client, acme_connected, provider, newcomer)
    assert answer.status_code == 302, answer.content.decode()
    user = User.objects.get(email=newcomer)
    assert is_in(client)
    assert not user.has_usable_password()
    assert Membership.objects.get(user=user).role == "viewer"
    assert client.get("/w/acme/settings/members/").status_code == 200
    with inside(cast.acme):
        assert SsoIdentity.objects.get().subject == "dir-9"
        assert AuditEvent.objects.filter(action="member.provisioned").exists()
    # And again: the same person, by the provider's id alone, whatever the address is by then.
    provider.steer(people=[{**NEW, "email": "renamed@acme.example"}])
    again = Client()
    come_in(again, acme_connected, provider, "renamed@acme.example")
    assert get_user(again) == user


def test_nobody_new_comes_into_a_workspace_that_closes(
    acme_connected: SsoConnection, provider: Provider, newcomer: str, cast: Cast
) -> None:
    Closure.objects.create(workspace=cast.acme, erase_after=timezone.now() + timedelta(days=30))
    client = Client()
    answer = come_in(client, acme_connected, provider, newcomer)
    assert "closing, so nobody can join" in answer.content.decode()
    assert not is_in(client)
    assert not User.objects.filter(email=newcomer).exists()


def test_a_group_gives_its_role_and_takes_it_again(
    acme_connected: SsoConnection, provider: Provider, newcomer: str, cast: Cast
) -> None:
    with inside(cast.acme):
        GroupRole.objects.create(group="Marketing", role="marketer")
        GroupRole.objects.create(group="Managers", role="admin")
    come_in(Client(), acme_connected, provider, newcomer)
    place = Membership.objects.get(user__email=newcomer)
    assert place.role == "marketer"
    provider.steer(people=[{**NEW, "groups": ["Marketing", "Managers"]}])
    come_in(Client(), acme_connected, provider, newcomer)
    place.refresh_from_db()
    assert place.role == "admin"
    Membership.objects.filter(pk=place.pk).update(role="owner")
    come_in(Client(), acme_connected, provider, newcomer)
    place.refresh_from_db()
    assert place.role == "owner"


def test_an_existing_login_is_linked_only_once_its_address_says_so(
    acme_connected: SsoConnection, provider: Provider, cast: Cast
) -> None:
    client = Client()
    answer = come_in(client, acme_connected, provider, "bob@acme.example")
    assert "Look into your mail" in answer.content.decode()
    assert not is_in(client)
    link = link_to("bob@acme.example", "/confirm/")
    assert client.get(link).status_code == 200
    with inside(cast.acme):
        assert not SsoIdentity.objects.exists()
    assert client.post(link).status_code == 200
    assert client.post(link).status_code == 400
    come_in(client, acme_connected, provider, "bob@acme.example")
    assert get_user(client) == cast.bob
    cast.bob.refresh_from_db()
    assert cast.bob.has_usable_password()


def test_a_stranger_who_signed_up_with_the_address_is_locked_out(
    acme_connected: SsoConnection, provider: Provider, newcomer: str
) -> None:
    """The password of a login whose address nobody had proven may be anybody's."""
    stranger = User.objects.create_user(newcomer, "correct horse battery staple")
    client = Client()
    come_in(client, acme_connected, provider, newcomer)
    client.post(link_to(newcomer, "/confirm/"))
    stranger.refresh_from_db()
    assert not stranger.has_usable_password()


def test_another_tenants_provider_opens_nothing_with_the_same_address(
    provider: Provider, cast: Cast
) -> None:
    """Security, check 23: Rival's provider says that somebody is Alice of Acme."""
    prove(cast.rival, "rival.example")
    rivals = connect(cast.rival, provider)
    client = Client()
    answer = come_in(client, rivals, provider, "alice@acme.example")
    assert answer.status_code == 400
    assert "no domain that this workspace has proven" in answer.content.decode()
    assert not is_in(client)


def test_an_address_that_the_provider_did_not_check_is_none(
    acme_connected: SsoConnection, provider: Provider
) -> None:
    provider.steer(people=[{**NEW, "is_proven": False}])
    answer = come_in(Client(), acme_connected, provider, NEW["email"])
    assert answer.status_code == 400
    assert not User.objects.filter(email=NEW["email"]).exists()


@pytest.mark.parametrize(
    "tricks",
    [
        {"claims": {"nonce": "another"}},
        {"claims": {"aud": "another-client"}},
        {"claims": {"aud": ["proactivox", "another"]}},
        {"claims": {"iss": "https://evil.example"}},
        {"claims": {"exp": 1_000_000_000}},
        {"claims": {"iat": 1_000_000_000}},
        {"claims": {"sub": None}},
        {"algorithm": "none"},
        {"algorithm": "HS256"},
        {"is_strange": True},
        {"answer": {"state": "another"}},
        {"answer": {"iss": "https://evil.example"}},
        {"claims": {"email": None}, "userinfo": {"sub": "another"}},
    ],
    ids=str,
)
def test_what_does_not_hold_lets_nobody_in(
    acme_connected: SsoConnection, provider: Provider, newcomer: str, tricks: dict[str, Any]
) -> None:
    """Security, check 23."""
    provider.steer(tricks=tricks)
    client = Client()
    answer = come_in(client, acme_connected, provider, newcomer)
    assert answer.status_code == 400
    assert not is_in(client)
    assert not User.objects.filter(email=newcomer).exists()


def test_an_answer_opens_once_and_only_where_it_was_begun(
    acme_connected: SsoConnection, provider: Provider, newcomer: str
) -> None:
    begun, other = Client(), Client()
    back = urlsplit(provider.sign_in(begin(begun, acme_connected), newcomer))
    path = f"{back.path}?{back.query}"
    assert other.get(path).status_code == 400
    assert not is_in(other)
    assert begun.get(path).status_code == 302
    assert begun.get(path).status_code == 400


def test_the_way_there_is_bound_by_pkce_state_and_nonce(acme_connected: SsoConnection) -> None:
    query = parse_qs(urlsplit(begin(Client(), acme_connected)).query)
    assert query["code_challenge_method"] == ["S256"]
    assert len(query["state"][0]) > 30
    assert len(query["nonce"][0]) > 30
    assert query["scope"] == ["openid email profile"]


def test_what_the_provider_says_is_said(acme_connected: SsoConnection, provider: Provider) -> None:
    page = come_in(Client(), acme_connected, provider, "").content.decode()
    assert "You were not given this app." in page
    with inside(acme_connected.workspace_id):
        acme_connected.client_id = "proactivox"
        acme_connected.secret = None
        acme_connected.save()
    page = come_in(Client(), acme_connected, provider, "bob@acme.example").content.decode()
    assert "The client secret is wrong." in page


def test_who_was_removed_does_not_come_back_by_the_provider(
    acme_connected: SsoConnection, provider: Provider, newcomer: str
) -> None:
    come_in(Client(), acme_connected, provider, newcomer)
    Membership.objects.filter(user__email=newcomer).delete()
    client = Client()
    answer = come_in(client, acme_connected, provider, newcomer)
    assert answer.status_code == 400
    assert not is_in(client)


def test_a_full_plan_says_so(
    acme_connected: SsoConnection, provider: Provider, newcomer: str, cast: Cast
) -> None:
    extra = User.objects.create_user("extra@acme.example")
    Membership.objects.create(workspace=cast.acme, user=extra, role="viewer")
    answer = come_in(Client(), acme_connected, provider, newcomer)
    assert "room for 3 members" in answer.content.decode()
    assert not User.objects.filter(email=newcomer).exists()


def test_a_provider_that_speaks_for_another_is_not_followed(provider: Provider, cast: Cast) -> None:
    provider.steer(tricks={"discovery": {"issuer": "https://evil.example"}})
    with pytest.raises(SignOnFailed, match=r"calls itself .https://evil"):
        connect(cast.acme, provider)
    provider.steer(tricks={"discovery": {"id_token_signing_alg_values_supported": ["none"]}})
    with pytest.raises(SignOnFailed, match="no way that is safe"):
        connect(cast.acme, provider)


@pytest.mark.parametrize(
    "address",
    [
        "http://idp.example",
        "https://localhost",
        "https://169.254.169.254",
        "https://u:p@idp.example",
    ],
)
def test_an_inner_address_is_not_asked(cast: Cast, provider: Provider, address: str) -> None:
    """Security, check 40."""
    with pytest.raises(SignOnFailed):
        connect(cast.acme, provider, issuer=address)


def test_the_log_in_page_goes_by_the_domain_alone(
    acme_connected: SsoConnection, cast: Cast
) -> None:
    """Who exists and who does not get the same answer."""
    known, unknown = (
        Client().post("/sso/", {"email": email})
        for email in ("bob@acme.example", "nobody@acme.example")
    )
    assert known.status_code == unknown.status_code == 200
    said = [re.sub(r'value="\w{64}"', "", page.content.decode()) for page in (known, unknown)]
    assert said[0] == said[1]
    assert f"/sso/{cast.acme.pk}/start/" in known.content.decode()
    assert (
        "No company logs in here"
        in Client().post("/sso/", {"email": "charlie@rival.example"}).content.decode()
    )


@pytest.mark.parametrize(
    "way_back",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "w/acme/",
    ],
)
def test_the_way_back_is_ours(
    acme_connected: SsoConnection, provider: Provider, newcomer: str, way_back: str
) -> None:
    """Security, check 37."""
    answer = come_in(Client(), acme_connected, provider, newcomer, f"?next={way_back}")
    assert answer["Location"] == "/"


def test_the_secret_is_sealed(acme_connected: SsoConnection) -> None:
    assert bytes(acme_connected.secret or b"")[:3] == b"PX1"
