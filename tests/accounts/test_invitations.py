"""An invitation: by mail, one use, one address, seven days; its link is kept nowhere."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, Invitation, Job, Membership, Role, User, Workspace
from accounts.tenancy import inside
from tests.accounts.conftest import Browser, deliver_mail
from tests.budget import at_length
from tests.cast import Cast, make_user

pytestmark = pytest.mark.django_db

DORA = "dora@acme.example"


def invite(browser: Browser, cast: Cast, email: str = DORA, role: str = "viewer") -> str:
    """Invite an address and read the link from the mail."""
    answer = browser(cast.alice).post(
        "/w/acme/settings/members/invite/", {"email": email, "role": role}
    )
    assert answer.status_code == 302, answer.content.decode()
    assert deliver_mail(cast.acme) == 1
    return link()


def link() -> str:
    found = re.search(r"http://localhost:8000(/invitations/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def person(email: str) -> User:
    from allauth.account.models import EmailAddress

    user = make_user(email, "Dora")
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def test_whoever_has_a_login_joins_by_one_button(cast: Cast, browser: Browser) -> None:
    path = invite(browser, cast)
    assert mail.outbox[-1].to == [DORA]
    assert "Alice invites you to Acme as viewer" in mail.outbox[-1].body
    dora = browser(person(DORA))
    assert "Alice" in dora.get(path).content.decode()
    assert dora.post(path)["Location"] == "/w/acme/"
    assert Membership.objects.get(user__email=DORA).role == Role.VIEWER
    with inside(cast.acme):
        assert AuditEvent.objects.filter(action="member.joined").count() == 1


def test_whoever_has_none_makes_one_without_a_second_mail(cast: Cast, browser: Browser) -> None:
    path = invite(browser, cast)
    sent = len(mail.outbox)
    client = Client()
    to_sign_up = client.post(path)["Location"]
    assert DORA in client.get(to_sign_up).content.decode()
    form = {"name": "Dora", "email": DORA, "password1": "wooden spoons in the harbour"}
    answer = client.post(to_sign_up, {**form, "next": path})
    assert answer["Location"] == path
    assert client.post(path)["Location"] == "/w/acme/"
    deliver_mail()
    assert len(mail.outbox) == sent
    assert Membership.objects.get(user__email=DORA).workspace == cast.acme


def test_the_link_proves_its_own_address_and_no_other(cast: Cast, browser: Browser) -> None:
    path = invite(browser, cast)
    client = Client()
    client.post(path)
    form = {"name": "Eve", "email": "eve@acme.example", "password1": "wooden spoons in a drawer"}
    answer = client.post("/accounts/signup/", form)
    assert answer["Location"] == "/accounts/confirm-email/"


def test_it_is_for_its_address_alone(cast: Cast, browser: Browser) -> None:
    path = invite(browser, cast)
    charlie = browser(cast.charlie)
    page = charlie.get(path).content.decode()
    assert "This invitation is for dora@acme.example" in page
    assert charlie.post(path).status_code == 200
    assert not Membership.objects.filter(user=cast.charlie, workspace=cast.acme).exists()


def test_it_works_once(cast: Cast, browser: Browser) -> None:
    path = invite(browser, cast)
    dora = browser(person(DORA))
    dora.post(path)
    assert dora.get(path).status_code == 404
    assert dora.post(path).status_code == 404


def test_it_ends_after_seven_days(cast: Cast, browser: Browser) -> None:
    path = invite(browser, cast)
    with inside(cast.acme):
        row = Invitation.objects.get()
        assert timedelta(days=6) < row.expires_at - timezone.now() < timedelta(days=7)
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert browser(person(DORA)).get(path).status_code == 404


def test_all_links_that_do_not_open_look_alike(cast: Cast, browser: Browser) -> None:
    path = invite(browser, cast)
    workspace, secret = path.split("/")[2:4]
    wrong = [
        f"/invitations/{workspace}/{secret[::-1]}/",
        f"/invitations/{cast.rival.pk}/{secret}/",
        f"/invitations/{cast.alice.pk}/{secret}/",
    ]
    answers = {(Client().get(other).status_code) for other in wrong}
    assert answers == {404}


def test_its_line_asks_by_itself_until_it_is_sent(cast: Cast, browser: Browser) -> None:
    alice, page = browser(cast.alice), "/w/acme/settings/members/"
    alice.post(f"{page}invite/", {"email": DORA, "role": "viewer"})
    waiting = alice.get(page).content.decode()
    assert "On its way" in waiting
    assert f'hx-get="{page}"' in waiting
    assert deliver_mail(cast.acme) == 1
    assert f'hx-get="{page}"' not in alice.get(page).content.decode()


def test_only_a_hash_of_the_link_is_kept(cast: Cast, browser: Browser) -> None:
    secret = invite(browser, cast).split("/")[3]
    with inside(cast.acme):
        kept = bytes(Invitation.objects.get().token_hash)
        jobs = str(list(Job.objects.values()))
        events = str(list(AuditEvent.objects.values()))
    assert len(kept) == 32
    assert secret not in jobs + events
    assert DORA not in jobs + events


def test_sending_again_makes_a_new_link_and_ends_the_old_one(cast: Cast, browser: Browser) -> None:
    old = invite(browser, cast)
    with inside(cast.acme):
        row = Invitation.objects.get()
    browser(cast.alice).post(f"/w/acme/settings/invitations/{row.pk}/resend/")
    deliver_mail(cast.acme)
    assert link() != old
    assert Client().get(old).status_code == 404
    assert Client().get(link()).status_code == 200


def test_one_that_could_not_be_made_today_is_not_sent_again(cast: Cast, browser: Browser) -> None:
    """Its domain may join no more, or, having expired, its place was taken by another."""
    invite(browser, cast)
    with inside(cast.acme):
        row = Invitation.objects.get()
        Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    again, alice = f"/w/acme/settings/invitations/{row.pk}/resend/", browser(cast.alice)
    invite(browser, cast, "erin@acme.example")
    assert "room for 3 members" in alice.post(again, follow=True).content.decode()
    Workspace.objects.filter(pk=cast.acme.pk).update(email_domains=["acme.test"])
    assert "Only addresses of acme.test" in alice.post(again, follow=True).content.decode()
    assert deliver_mail(cast.acme) == 0


def test_a_revoked_one_opens_nothing_and_is_not_sent(cast: Cast, browser: Browser) -> None:
    path = invite(browser, cast)
    alice = browser(cast.alice)
    with inside(cast.acme):
        row = Invitation.objects.get()
    alice.post(f"/w/acme/settings/invitations/{row.pk}/resend/")
    alice.post(f"/w/acme/settings/invitations/{row.pk}/revoke/")
    sent = len(mail.outbox)
    deliver_mail(cast.acme)
    assert len(mail.outbox) == sent
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("BOB@acme.example", "a member already"),
        *at_length(("bob@acme.example", "a member already"), ("no address", "valid email")),
    ],
)
def test_what_makes_no_sense_is_said(cast: Cast, browser: Browser, email: str, words: str) -> None:
    form = {"email": email, "role": "viewer"}
    answer = browser(cast.alice).post("/w/acme/settings/members/invite/", form)
    assert words in answer.content.decode()


def test_the_plan_is_asked_before_one_is_added(cast: Cast, browser: Browser) -> None:
    path = invite(browser, cast)
    form = {"email": "eve@acme.example", "role": "viewer"}
    answer = browser(cast.alice).post("/w/acme/settings/members/invite/", form)
    assert "room for 3 members" in answer.content.decode()
    eve = person("eve@acme.example")
    Membership.objects.create(workspace=cast.acme, user=eve, role=Role.VIEWER)
    page = browser(person(DORA)).post(path, follow=True).content.decode()
    assert "room for 3 members" in page
    assert not Membership.objects.filter(user__email=DORA).exists()
    with inside(cast.acme):
        assert Invitation.objects.get().accepted_at is None, "a refused joining uses nothing up"


def test_an_admin_cannot_invite_an_owner(cast: Cast, browser: Browser) -> None:
    Membership.objects.filter(user=cast.bob).update(role=Role.ADMIN)
    form = {"email": DORA, "role": "owner"}
    answer = browser(cast.bob).post("/w/acme/settings/members/invite/", form)
    assert answer.status_code == 200
    with inside(cast.acme):
        assert not Invitation.objects.exists()


def test_an_invitation_of_another_workspace_is_not_found(cast: Cast, browser: Browser) -> None:
    invite(browser, cast)
    with inside(cast.acme):
        row = Invitation.objects.get()
    charlie = browser(cast.charlie)
    for action in ("resend", "revoke"):
        path = f"/w/rival/settings/invitations/{row.pk}/{action}/"
        assert charlie.post(path).status_code == 404
    with inside(cast.acme):
        assert Invitation.objects.exists()
