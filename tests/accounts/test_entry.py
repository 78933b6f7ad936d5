"""What a workspace asks of who comes in counts at the next request: age of a log-in, networks."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import (
    AuditEvent,
    Invitation,
    Membership,
    Role,
    SecurityNotice,
    User,
    Workspace,
)
from accounts.networks import admits, read_networks
from accounts.services.api_keys import create_api_key
from accounts.services.invitations import accept_invitation, invite_member
from accounts.tenancy import inside
from tests.accounts.conftest import Browser
from tests.accounts.test_sessions import age
from tests.budget import at_length
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
RULES, PAGE = "/w/acme/settings/security/", "/w/acme/settings/members/"
MINUTE, HOUR = 60, 3600


def told(user: User) -> list[str]:
    rows = SecurityNotice.objects.filter(user=user, kind="rule_changed")
    return list(rows.order_by("at").values_list("detail", flat=True))


@pytest.mark.parametrize(
    ("rule", "name", "over", "why"),
    [
        ("session_minutes", "began_at", HOUR + 1, "Acme lets a log-in last for 1 hour"),
        ("idle_minutes", "seen_at", HOUR + 1, "when nothing happened for 1 hour"),
    ],
)
def test_a_shorter_log_in_ends_an_open_session_at_its_next_request(
    cast: Cast, browser: Browser, rule: str, name: str, over: int, why: str
) -> None:
    bob, alice, charlie = browser(cast.bob), browser(cast.alice), browser(cast.charlie)
    for client in (bob, charlie):
        client.get("/accounts/profile/")
        age(client, name, over)
    assert bob.get(PAGE).status_code == 200
    if name == "seen_at":
        age(bob, name, over)
    alice.post(f"{RULES}session/", {rule: "60"})
    page = bob.get(PAGE, follow=True)
    assert page.redirect_chain[0][0] == f"/accounts/login/?next={PAGE}"
    assert why in page.content.decode()
    assert bob.get("/accounts/profile/").status_code == 302, "the log-in is over everywhere"
    assert charlie.get("/w/rival/settings/members/").status_code == 200
    assert told(cast.alice) == ["session_length"]
    assert told(cast.bob) == []


def test_a_page_says_until_when_and_offers_no_longer_time_than_ours(
    cast: Cast, browser: Browser
) -> None:
    alice = browser(cast.alice)
    page = alice.get(RULES).content.decode()
    assert "Your own log-in opens this workspace until" in page
    assert 'value="480"' in page
    assert alice.post(f"{RULES}session/", {"session_minutes": "999999"}).status_code == 200
    assert Workspace.objects.get(pk=cast.acme.pk).session_minutes is None
    cast.acme.idle_minutes = 30
    cast.acme.save()
    own = alice.get("/accounts/security/").content.decode()
    assert "Acme" in own
    assert "30 minutes" in own


def test_people_and_programs_come_from_the_networks_alone(cast: Cast, browser: Browser) -> None:
    alice, bob = browser(cast.alice), browser(cast.bob)
    member = Membership.objects.get(user=cast.alice)
    with inside(cast.acme):
        issued = create_api_key(name="Nightly", scopes=["numbers.view"], days=30, by=member)
    key = {"Authorization": f"Bearer {issued.secret}"}
    alice.post(f"{RULES}networks/", {"networks": "127.0.0.1\n2001:db8::/48"})
    assert Workspace.objects.get(pk=cast.acme.pk).networks == ["127.0.0.1/32", "2001:db8::/48"]
    assert bob.get(PAGE).status_code == 200
    assert bob.get(PAGE, REMOTE_ADDR="2001:db8::7").status_code == 200
    away = bob.get(PAGE, REMOTE_ADDR="198.51.100.9")
    assert away.status_code == 403
    assert "198.51.100.9" in away.content.decode()
    assert cast.alice.email not in away.content.decode()
    assert Client().get("/api/v1/me", headers=key).status_code == 200
    refused = Client().get("/api/v1/me", headers=key, REMOTE_ADDR="198.51.100.9")
    assert refused.status_code == 403
    charlie = browser(cast.charlie)
    assert charlie.get(PAGE, REMOTE_ADDR="198.51.100.9").status_code == 404
    assert charlie.get("/w/rival/", REMOTE_ADDR="198.51.100.9").status_code == 302
    with inside(cast.acme):
        event = AuditEvent.objects.get(action="workspace.networks_changed")
    assert event.data == {"count": 2}
    assert told(cast.alice) == ["networks"]


def test_nobody_shuts_themselves_out(cast: Cast, browser: Browser) -> None:
    page = browser(cast.alice).post(f"{RULES}networks/", {"networks": "10.0.0.0/8"})
    assert "127.0.0.1, which is in none of these networks" in page.content.decode()
    assert Workspace.objects.get(pk=cast.acme.pk).networks == []


@pytest.mark.parametrize("text", ["10.0.0.7/8", "acme.example", "300.1.1.1", "::ffff:10.0.0.1"])
def test_what_is_no_network_is_named(text: str) -> None:
    with pytest.raises(ValueError, match=text.replace(".", r"\.")):
        read_networks(f"192.0.2.0/24, {text}")


def test_addresses_are_compared_as_what_they_are() -> None:
    assert admits([], "")
    assert admits(["203.0.113.0/24"], "::ffff:203.0.113.9")
    assert not admits(["203.0.113.0/24"], "203.0.114.1")
    assert not admits(["203.0.113.0/24"], "2001:db8::1")
    assert not admits(["203.0.113.0/24"], "")
    assert admits(read_networks("2001:db8::1"), "2001:0db8:0::1")


def test_addresses_of_the_domains_alone_are_invited_and_join(cast: Cast, browser: Browser) -> None:
    alice = browser(cast.alice)
    member = Membership.objects.get(user=cast.alice)
    with inside(cast.acme):
        early = invite_member(email="charlie@rival.example", role=Role.VIEWER, by=member)
    alice.post(f"{RULES}domains/", {"domains": "@Acme.example, acme.test"})
    form = {"email": "eve@sub.acme.example", "role": "viewer"}
    page = alice.post(f"{PAGE}invite/", form).content.decode()
    assert "Only addresses of acme.example, acme.test may join Acme" in page
    with inside(cast.acme), pytest.raises(Exception, match=r"charlie@rival\.example is none"):
        accept_invitation(invitation=Invitation.objects.get(pk=early.pk), user=cast.charlie)
    with inside(cast.acme):
        Invitation.objects.all().delete()
    assert alice.post(f"{PAGE}invite/", {**form, "email": "eve@acme.test"}).status_code == 302
    assert alice.post(f"{RULES}domains/", {"domains": "no domain"}).status_code == 200
    assert told(cast.alice) == ["domains"]


def test_members_of_other_domains_are_named_and_stay(cast: Cast, browser: Browser) -> None:
    alice = browser(cast.alice)
    cast.bob.email = "bob@elsewhere.example"
    cast.bob.save()
    alice.post(f"{RULES}domains/", {"domains": "acme.example"})
    page = alice.get(RULES).content.decode()
    assert "Members with an address of another domain" in page
    assert "bob@elsewhere.example" in page
    assert "<li>Alice" not in page
    assert Membership.objects.filter(user=cast.bob, workspace=cast.acme).exists()


def test_admins_see_when_a_member_last_came_in_and_no_address(cast: Cast, browser: Browser) -> None:
    alice, bob = browser(cast.alice), browser(cast.bob)
    assert "Never" in alice.get(PAGE).content.decode()
    bob.get(PAGE)
    member = Membership.objects.get(user=cast.bob)
    assert member.last_login_at is not None
    assert timezone.now() - member.last_login_at < timedelta(minutes=5)
    page = alice.get(PAGE).content.decode()
    assert "Last log-in here" in page
    assert "127.0.0.1" not in page
    assert "Last log-in here" not in bob.get(PAGE).content.decode()


@pytest.mark.parametrize("path", ["session/", *at_length("networks/", "domains/")])
def test_rules_ask_who_one_is_after_five_minutes(cast: Cast, browser: Browser, path: str) -> None:
    alice = browser(cast.alice)
    session = alice.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 301
    session.save()
    asked = alice.post(f"{RULES}{path}", {"domains": "acme.example", "idle_minutes": "15"})
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    kept = Workspace.objects.get(pk=cast.acme.pk)
    assert (kept.email_domains, kept.idle_minutes) == ([], None)
    page = alice.get(asked["Location"]).content.decode()
    # Whoever has forgotten it, or thinks better of it, is not left standing here.
    assert 'href="/accounts/password/reset/"' in page
    assert "Cancel" in page
    assert alice.get("/accounts/password/reset/").status_code == 200
    assert alice.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
