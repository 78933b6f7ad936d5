"""Who is told of what touches a login or a workspace: by mail, and on a page of their own."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import ApiKey, Invitation, LogIn, Membership, Role, SecurityNotice, User
from accounts.personal_data import collect, erase
from accounts.security import tell_of_export
from accounts.security.logins import note_login
from accounts.services.api_keys import create_api_key
from accounts.services.invitations import invite_member
from accounts.services.members import hand_over, remove_member
from accounts.services.sweeps import forget_logins
from accounts.subjects import Subject
from accounts.tenancy import inside
from tests.accounts.conftest import Browser, deliver_mail
from tests.budget import at_length
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
MEMBERS = "/w/acme/settings/members/"
PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel) Chrome/120.0 Mobile Safari/537.36"


def place(user: User) -> Membership:
    return Membership.objects.get(user=user)


def mails(cast: Cast) -> set[tuple[str, str]]:
    """Who got which mail of those that wait: (name, subject)."""
    before = len(mail.outbox)
    deliver_mail(cast.acme)
    return {(sent.to[0].split("@")[0], str(sent.subject)) for sent in mail.outbox[before:]}


def make_key(cast: Cast, alice: Client) -> None:
    Membership.objects.filter(user=cast.bob).update(role=Role.ADMIN)
    with inside(cast.acme):
        create_api_key(name="Nightly", scopes=["numbers.view"], days=9, by=place(cast.bob))


def change_role(cast: Cast, alice: Client) -> None:
    alice.post(f"{MEMBERS}{place(cast.bob).pk}/role/", {"role": "admin"})


def take_out(cast: Cast, alice: Client) -> None:
    alice.post(f"{MEMBERS}{place(cast.bob).pk}/remove/")


def make_owner(cast: Cast, alice: Client) -> None:
    alice.post(f"{MEMBERS}{place(cast.bob).pk}/role/", {"role": "owner"})


def add_webhook(cast: Cast, alice: Client) -> None:
    words = {"address": "https://logs.acme.example/in", "streams": ["audit"]}
    assert "logs.acme.example" in alice.post("/w/acme/settings/webhooks/", words).content.decode()


def hand(cast: Cast, alice: Client) -> None:
    alice.post(f"{MEMBERS}{place(cast.bob).pk}/owner/")


def export_trail(cast: Cast, alice: Client) -> None:
    Membership.objects.filter(user=cast.bob).update(role=Role.ADMIN)
    bob = Client()
    bob.post("/accounts/login/", {"login": cast.bob.email, "password": PASSWORD})
    for _twice in range(2):
        assert bob.get("/w/acme/settings/audit/export/").status_code == 200


def ask_for_step(cast: Cast, alice: Client) -> None:
    from accounts.services.workspaces import lift_second_step

    cast.acme.second_step_required_at = timezone.now()
    cast.acme.save()
    with inside(cast.acme):
        lift_second_step(workspace=cast.acme)


Deed = Callable[[Cast, Client], None]


@pytest.mark.parametrize(
    ("deed", "expected"),
    [
        (make_key, {("alice", "A new API key for Acme"), ("bob", "A new API key for Acme")}),
        (
            make_owner,
            {("bob", "Your role in Acme was changed"), ("alice", "Acme has another owner")},
        ),
        (take_out, {("bob", "You are no longer a member of Acme")}),
        (
            export_trail,
            {(who, "An export was taken out of Acme") for who in ("alice", "bob")},
        ),
        *at_length(
            (change_role, {("bob", "Your role in Acme was changed")}),
            (add_webhook, {("alice", "The audit trail of Acme is sent to another address")}),
            (hand, {("bob", "You own Acme now"), ("alice", "You handed Acme over")}),
            (ask_for_step, {("alice", "How one gets into Acme was changed")}),
        ),
    ],
)
def test_who_is_told_of_what(
    cast: Cast, browser: Browser, deed: Deed, expected: set[tuple[str, str]]
) -> None:
    deed(cast, browser(cast.alice))
    assert mails(cast) == expected
    kept = SecurityNotice.objects.exclude(kind="new_device")
    assert {row.user.email.split("@")[0] for row in kept} == {who for who, _subject in expected}
    assert kept.count() == len(expected), "an export that is taken twice a day is told once"


def test_the_page_shows_them_in_words_and_nobody_elses(
    cast: Cast, browser: Browser, danish: None
) -> None:
    change_role(cast, browser(cast.alice))
    page = browser(cast.bob).get("/accounts/security/").content.decode()
    assert "Alice gave you another role in Acme: Admin." in page
    for other in (cast.alice, cast.charlie):
        assert "another role" not in browser(other).get("/accounts/security/").content.decode()
    cast.bob.language = "da"
    cast.bob.save()
    mail.outbox.clear()
    take_out(cast, browser(cast.alice))
    deliver_mail(cast.acme)
    assert mail.outbox[-1].subject == "Du er ikke længere medlem af Acme"


def test_changes_of_a_login_are_on_the_page_too(cast: Cast, browser: Browser) -> None:
    bob = browser(cast.bob)
    new = "wooden spoons in the harbour"
    bob.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new})
    deliver_mail()
    assert [sent.to for sent in mail.outbox] == [[cast.bob.email]]
    assert SecurityNotice.objects.get().kind == "password_changed"
    again = Client()
    again.post("/accounts/login/", {"login": cast.bob.email, "password": new})
    page = again.get("/accounts/security/").content.decode()
    assert "Your password was changed" in page
    assert "A log-in from a new browser" in page


def test_each_try_is_kept_with_a_sealed_address(cast: Cast, browser: Browser) -> None:
    browser(cast.alice)
    client = Client(HTTP_USER_AGENT=PHONE, REMOTE_ADDR="198.51.100.77")
    client.post("/accounts/login/", {"login": cast.bob.email, "password": "not this one at all"})
    client.post("/accounts/login/", {"login": cast.bob.email, "password": PASSWORD})
    client.post("/accounts/login/", {"login": "nobody@acme.example", "password": PASSWORD})
    rows = LogIn.objects.filter(user=cast.bob).order_by("at")
    assert [row.outcome for row in rows] == ["failed", "succeeded"]
    assert {(row.device, row.browser, row.system) for row in rows} == {
        ("phone", "Chrome", "Android")
    }
    assert all(bytes(row.address)[:3] == b"PX1" for row in rows)
    assert b"198.51" not in b"".join(bytes(row.address) for row in rows)
    page = client.get("/accounts/security/").content.decode()
    assert page.count("198.51.100.77") == 2
    assert "Wrong password or code" in page
    assert "Chrome on Android" in page
    assert "198.51.100.77" not in browser(cast.alice).get("/accounts/security/").content.decode()


def test_they_are_in_ones_copy_and_go_after_90_days_and_with_the_login(
    cast: Cast, browser: Browser
) -> None:
    browser(cast.bob)
    change_role(cast, browser(cast.alice))
    subject = Subject(user_id=cast.bob.pk)
    (copy,) = [part for part in collect(subject) if part.table == "accounts.login"]
    assert [(row["ip"], row["outcome"]) for row in copy.rows] == [("127.0.0.1", "succeeded")]
    assert "accounts.securitynotice" in {part.table for part in collect(subject)}
    LogIn.objects.filter(user=cast.alice).update(at=timezone.now() - timedelta(days=91))
    assert forget_logins() == 1
    assert LogIn.objects.get().user == cast.bob
    erase(subject)
    assert not LogIn.objects.exists()
    assert not SecurityNotice.objects.filter(user_id=cast.bob.pk).exists()


def test_a_removed_member_is_shut_out_for_good(cast: Cast, browser: Browser) -> None:
    """Over HTTP: the open session, the keys that they made, the invitations that they sent."""
    from allauth.account.models import EmailAddress

    Membership.objects.filter(user=cast.bob).update(role=Role.ADMIN)
    EmailAddress.objects.create(user=cast.bob, email="bobby@home.example", verified=True)
    bob, member = browser(cast.bob), place(cast.bob)
    with inside(cast.acme):
        issued = create_api_key(name="Nightly", scopes=["numbers.view"], days=9, by=member)
        theirs = invite_member(email="eve@home.example", role=Role.VIEWER, by=member)
    deliver_mail(cast.acme)
    found = re.search(r"(/invitations/\S+)", str(mail.outbox[-1].body) + str(mail.outbox[0].body))
    key = {"Authorization": f"Bearer {issued.secret}"}
    assert Client().get("/api/v1/me", headers=key).status_code == 200
    browser(cast.alice).post(f"{MEMBERS}{member.pk}/remove/")
    assert bob.get(MEMBERS).status_code == 404
    assert Client().get("/api/v1/me", headers=key).status_code == 401
    assert found
    assert Client().get(found[1]).status_code == 404
    with inside(cast.acme):
        assert not Invitation.objects.filter(pk=theirs.pk).exists()
    Membership.objects.create(workspace=cast.acme, user=cast.bob, role=Role.ADMIN)
    assert Client().get("/api/v1/me", headers=key).status_code == 401, "not when they return"


def test_an_open_invitation_to_another_address_of_theirs_ends_with_them(
    cast: Cast,
) -> None:
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=cast.bob, email="bobby@home.example", verified=True)
    with inside(cast.acme):
        invite_member(email="bobby@home.example", role=Role.ADMIN, by=place(cast.alice))
        remove_member(membership_id=place(cast.bob).pk, by=place(cast.alice))
        assert not Invitation.objects.exists()


def test_handing_over_leaves_one_owner_and_is_owners_alone(cast: Cast, browser: Browser) -> None:
    from accounts.errors import Refused

    bob, alice = place(cast.bob), place(cast.alice)
    with inside(cast.acme):
        with pytest.raises(Refused, match="Only an owner"):
            hand_over(membership_id=alice.pk, by=bob)
        with pytest.raises(Refused, match="already"):
            hand_over(membership_id=alice.pk, by=alice)
    hand(cast, browser(cast.alice))
    assert (place(cast.alice).role, place(cast.bob).role) == (Role.ADMIN, Role.OWNER)
    answer = browser(cast.charlie).post(f"{MEMBERS}{bob.pk}/owner/")
    assert answer.status_code == 404


def test_an_export_asks_who_one_is_after_five_minutes(cast: Cast, browser: Browser) -> None:
    alice = browser(cast.alice)
    session = alice.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 301
    session.save()
    path = "/w/acme/settings/audit/export/"
    asked = alice.get(path)
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    on = alice.post(asked["Location"], {"password": PASSWORD})
    assert on["Location"].startswith(path)
    assert alice.get(path).status_code == 200


def test_a_renewed_key_and_the_old_one_go_on_together_for_a_while(
    cast: Cast, browser: Browser
) -> None:
    alice = browser(cast.alice)
    with inside(cast.acme):
        old = create_api_key(name="Nightly", scopes=["numbers.view"], days=90, by=place(cast.alice))
    path = f"/w/acme/settings/api-keys/{old.api_key.pk}/rotate/"
    page = alice.post(path, {"hours": "24"}).content.decode()
    secret = re.search(r"pxt_\w+", page)
    assert secret
    for text in (secret[0], old.secret):
        key = {"Authorization": f"Bearer {text}"}
        assert Client().get("/api/v1/me", headers=key).status_code == 200
    with inside(cast.acme):
        row = ApiKey.objects.get(pk=old.api_key.pk)
        assert row.replaced_by_id
        new = ApiKey.objects.get(pk=row.replaced_by_id)
        assert row.expires_at - timezone.now() < timedelta(hours=24)
        assert new.expires_at - timezone.now() > timedelta(days=88)
        ApiKey.objects.filter(pk=row.pk).update(expires_at=timezone.now())
    again = alice.post(path, {"hours": "24"}, follow=True).content.decode()
    assert "renewed already" in again
    key = {"Authorization": f"Bearer {old.secret}"}
    assert Client().get("/api/v1/me", headers=key).status_code == 401
    assert "Nightly" in alice.get("/w/acme/settings/api-keys/").content.decode()


def test_nobody_renews_a_key_that_may_more_than_they(cast: Cast) -> None:
    from accounts.errors import Refused
    from accounts.services.api_keys import rotate_api_key

    with inside(cast.acme):
        old = create_api_key(name="Desk", scopes=["privacy.manage"], days=9, by=place(cast.alice))
        with pytest.raises(Refused, match="no more than you can"):
            rotate_api_key(key_id=old.api_key.pk, hours=1, by=place(cast.bob))


def test_exports_of_another_kind_or_person_are_told_on_the_same_day(cast: Cast) -> None:
    from accounts.audit import Actor, acting_as

    for user, what in ((cast.alice, "audit"), (cast.alice, "numbers"), (cast.bob, "audit")):
        with inside(cast.acme), acting_as(Actor("user", user.pk)):
            tell_of_export(what, workspace=cast.acme, by=user)
    assert SecurityNotice.objects.filter(user=cast.alice).count() == 3


def test_many_tries_come_page_by_page_and_older_notices_are_folded(
    cast: Cast, browser: Browser
) -> None:
    bob = browser(cast.bob)
    (row,) = LogIn.objects.filter(user=cast.bob)
    at = timezone.now() - timedelta(days=1)
    for _each in range(26):
        note_login(RequestFactory().get("/"), cast.bob, LogIn.Outcome.FAILED)
    LogIn.objects.exclude(pk=row.pk).update(at=at)
    SecurityNotice.objects.bulk_create(
        SecurityNotice(user=cast.bob, kind="password_changed") for _each in range(12)
    )
    page = bob.get("/accounts/security/").content.decode()
    assert "1 to 25 of 27" in page
    assert "older ones" in page
    assert "26 to 27 of 27" in bob.get("/accounts/security/?page=2").content.decode()
