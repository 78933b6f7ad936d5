"""Where single sign-on is required every other way is refused, but for two owners, loudly."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.errors import Refused
from accounts.models import AuditEvent, Membership, SsoConnection, User, Workspace
from accounts.sso.requiring import lift_sso, require_sso
from accounts.tenancy import inside
from tests.accounts.conftest import Browser, deliver_mail
from tests.accounts.sso.conftest import Provider, begin, come_in, connect, link_to, prove
from tests.accounts.test_second_step import codes, set_up
from tests.cast import PASSWORD, Cast, make_cast, make_user
from tests.databases import FreshDatabase

PAGE = "/w/acme/settings/members/"


@pytest.fixture
def cast(fresh_database: FreshDatabase) -> Cast:
    """The cast with real commits: what is set up counts from its commit on."""
    return make_cast()


@pytest.fixture
def second_owner(cast: Cast) -> User:
    user = make_user("security@acme.example", "Acme’s security")
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    Membership.objects.create(workspace=cast.acme, user=user, role="owner")
    return user


@pytest.fixture
def connection(cast: Cast, provider: Provider) -> SsoConnection:
    prove(cast.acme, "acme.example")
    return connect(cast.acme, provider)


def breakers(cast: Cast) -> list[Any]:
    return list(
        Membership.objects.filter(workspace=cast.acme, role="owner").values_list("pk", flat=True)
    )


def require(cast: Cast) -> None:
    with inside(cast.acme):
        require_sso(workspace=cast.acme, breakers=breakers(cast))


def test_every_other_way_is_refused(
    cast: Cast, browser: Browser, second_owner: User, connection: SsoConnection, provider: Provider
) -> None:
    """Security, check 25."""
    bob = browser(cast.bob)
    assert bob.get(PAGE).status_code == 200
    seeds = {user: set_up(browser(user)) for user in (cast.alice, second_owner)}
    # It asks for two owners who have shown a second step.
    with inside(cast.acme), pytest.raises(Refused, match="Choose two owners"):
        require_sso(workspace=cast.acme, breakers=breakers(cast)[:1])
    require(cast)

    # An open session ends at its next request into this workspace, and its person is told where.
    answer = bob.get(PAGE)
    assert answer.status_code == 403
    assert f"/sso/{cast.acme.pk}/start/?next=" in answer.content.decode()
    assert bob.post("/w/acme/settings/members/leave/").status_code == 403
    assert Membership.objects.filter(user=cast.bob).exists()

    # A right password, and a code by mail.
    client = Client()
    answer = client.post("/accounts/login/", {"login": cast.bob.email, "password": PASSWORD})
    assert answer["Location"] == "/sso/required/"
    assert not get_user(client).is_authenticated
    client.post("/accounts/login/code/", {"email": cast.bob.email})
    deliver_mail()
    code = next(
        word for word in str(mail.outbox[-1].body).split() if "-" in word and len(word) == 9
    )
    answer = client.post("/accounts/login/code/confirm/", {"code": code})
    assert answer["Location"] == "/sso/required/"
    assert not get_user(client).is_authenticated

    # A wrong one still says no more than that.
    answer = Client().post("/accounts/login/", {"login": cast.bob.email, "password": "wrong one"})
    assert answer.status_code == 200

    # A reset: the page is the same, the mail leads to the company.
    Client().post("/accounts/password/reset/", {"email": cast.bob.email})
    assert link_to(cast.bob.email, "/sso/") == "/sso/"
    assert "password/reset/key" not in str(mail.outbox[-1].body)

    # By the company it goes on, in this browser, too.
    come_in(bob, connection, provider, cast.bob.email)
    bob.post(link_to(cast.bob.email, "/confirm/"))
    come_in(bob, connection, provider, cast.bob.email)
    assert bob.get(PAGE).status_code == 200

    # Breaking the glass: it works, with the second step, and every owner hears of it.
    mail.outbox.clear()
    glass = Client()
    answer = glass.post("/accounts/login/", {"login": cast.alice.email, "password": PASSWORD})
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert glass.get(PAGE).status_code == 302
    glass.post("/accounts/2fa/authenticate/", {"code": codes(seeds[cast.alice])[2]})
    assert glass.get(PAGE).status_code == 200
    deliver_mail(cast.acme)
    assert {to for one in mail.outbox for to in one.to} == {cast.alice.email, second_owner.email}
    with inside(cast.acme):
        assert AuditEvent.objects.filter(action="sso.glass_broken").count() == 1

    # Whoever lost the second step has no glass to break.
    Authenticator.objects.filter(user=cast.alice).delete()
    answer = Client().post("/accounts/login/", {"login": cast.alice.email, "password": PASSWORD})
    assert answer["Location"] == "/sso/required/"

    # The connection that all depend on cannot be switched off meanwhile.
    from accounts.sso.connections import switch_connection

    with pytest.raises(Refused, match="only way"):
        switch_connection(connection=connection, is_on=False)
    with inside(cast.acme):
        lift_sso(workspace=cast.acme)
    client = Client()
    client.post("/accounts/login/", {"login": cast.bob.email, "password": PASSWORD})
    assert get_user(client).is_authenticated


def test_a_second_step_is_the_providers_only_where_the_connection_says_so(
    cast: Cast, browser: Browser, connection: SsoConnection, provider: Provider
) -> None:
    Workspace.objects.filter(pk=cast.acme.pk).update(second_step_required_at=timezone.now())
    provider.steer(people=[{"subject": "9", "email": "new@acme.example", "name": "Newest"}])
    client = Client()
    come_in(client, connection, provider, "new@acme.example")
    assert client.get(PAGE).status_code == 403
    with inside(cast.acme):
        SsoConnection.objects.filter(pk=connection.pk).update(counts_as_second_step=True)
    client = Client()
    come_in(client, connection, provider, "new@acme.example")
    assert client.get(PAGE).status_code == 200
    # It counts in this workspace alone.
    Workspace.objects.filter(pk=cast.rival.pk).update(second_step_required_at=timezone.now())
    user = User.objects.get(email="new@acme.example")
    Membership.objects.create(workspace=cast.rival, user=user, role="viewer")
    assert client.get("/w/rival/settings/members/").status_code == 403


def test_who_has_no_password_proves_themselves_by_the_company(
    cast: Cast, connection: SsoConnection, provider: Provider, settings: Any
) -> None:
    provider.steer(people=[{"subject": "9", "email": "new@acme.example", "name": "Newest"}])
    client = Client()
    come_in(client, connection, provider, "new@acme.example")
    Membership.objects.filter(user__email="new@acme.example").update(role="owner")
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    add = "/w/acme/settings/single-sign-on/domains/add/"
    before = "http://testserver/w/acme/settings/single-sign-on/"
    answer = client.post(add, {"name": "second.example"}, headers={"referer": before})
    assert answer.status_code == 403
    assert f"/sso/{cast.acme.pk}/start/?again=1" in answer.content.decode()
    # Somebody else at the provider does not do.
    address = begin(client, connection, "?again=1")
    assert "prompt=login" in address
    answer = come_in(client, connection, provider, "bob@acme.example", "?again=1")
    assert answer.status_code in (200, 400)
    come_in(client, connection, provider, "new@acme.example", "?again=1")
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
    assert client.post(add, {"name": "second.example"}).status_code == 302
