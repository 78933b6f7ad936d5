"""The owner's page of the end of a contract; what others see of it, and what they can still do."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.errors import Refused
from accounts.models import ApiKey, AuditEvent, Closure, Membership, Role, Workspace
from accounts.services.api_keys import create_api_key
from accounts.services.invitations import accept_invitation, invite_member
from accounts.tenancy import inside
from privacy.models import WorkspaceExport
from tests.accounts.conftest import Browser, deliver_mail
from tests.budget import at_length
from tests.cast import Cast, make_user
from tests.privacy.erasure.people import work

pytestmark = pytest.mark.django_db
PAGE = "/w/acme/settings/closing/"


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path: Path) -> None:
    settings.PRIVATE_FILES_DIR = str(tmp_path / "uploads")


def said(client: Client) -> str:
    return client.get(PAGE).content.decode()


def ask(client: Client, address: str = "acme") -> None:
    assert client.post(f"{PAGE}ask/", {"address": address}).status_code == 302


def export_of(cast: Cast) -> WorkspaceExport:
    with inside(cast.acme):
        found = WorkspaceExport.objects.order_by("-asked_at").first()
    assert found is not None
    return found


def test_an_owner_closes_downloads_and_takes_it_back(cast: Cast, browser: Browser) -> None:
    """Statement 56: typed address, export by a link of 14 days, each download logged."""
    alice = browser(cast.alice)
    ask(alice, "rival")
    assert not Closure.objects.exists()
    ask(alice)
    closure = Closure.objects.get()
    assert closure.erase_after - timezone.now() > timedelta(days=29)
    assert "It is being written" in said(alice)
    assert f'hx-get="{PAGE}"' in said(alice)
    assert "HX-Refresh" not in alice.get(PAGE, headers={"HX-Request": "true"})
    work(cast.acme.pk, "export_workspace")
    assert alice.get(PAGE, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "Can be downloaded until" in said(alice)
    export = export_of(cast)
    answer = alice.post(f"{PAGE}export/{export.pk}/")
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert hashlib.sha256(body).hexdigest() == export.sha256
    assert int(answer.headers["Content-Length"]) == len(body) == export.size
    with inside(cast.acme):
        assert AuditEvent.objects.filter(action="workspace.export_downloaded").count() == 1
    alice.post(f"{PAGE}cancel/")
    assert not Closure.objects.exists()
    assert "Type the workspace" in said(alice)


def test_an_expired_export_is_refused_and_made_again(cast: Cast, browser: Browser) -> None:
    """Statement 38: past its days nothing is given out; the page says so."""
    alice = browser(cast.alice)
    ask(alice)
    work(cast.acme.pk, "export_workspace")
    export = export_of(cast)
    with inside(cast.acme):
        WorkspaceExport.objects.update(expires_at=timezone.now())
    assert alice.post(f"{PAGE}export/{export.pk}/").status_code == 302
    assert "past its days" in said(alice)
    alice.post(f"{PAGE}export/")
    assert "It is being written" in said(alice)
    alice.post(f"{PAGE}export/")
    with inside(cast.acme):
        assert WorkspaceExport.objects.count() == 2


def test_others_read_and_change_nothing(cast: Cast, browser: Browser) -> None:
    """Statement 56: members see that it closes; rights of people go on being answered."""
    ask(browser(cast.alice))
    bob = browser(cast.bob)
    overview = bob.get("/w/acme/overview/").content.decode()
    assert "This workspace closes on" in overview
    assert bob.get(PAGE).status_code == 403
    assert bob.post(f"{PAGE}cancel/").status_code == 403
    alice = browser(cast.alice)
    alice.post("/w/acme/settings/", {"name": "New", "currency": "EUR", "time_zone": "UTC"})
    assert Workspace.objects.get(pk=cast.acme.pk).name == "Acme"
    assert alice.get("/w/acme/settings/privacy/requests/new/").status_code == 200
    form = {"kind": "access", "channel": "telephone", "received_on": timezone.now().date()}
    answer = alice.post("/w/acme/settings/privacy/requests/new/", form)
    assert "nothing can be changed" not in answer.content.decode()
    assert Closure.objects.exists()


def test_whoever_has_to_be_shut_out_is_shut_out(cast: Cast, browser: Browser) -> None:
    """A key is revoked, a rule made stricter and a member removed; nobody joins."""
    member, alice = Membership.objects.get(user=cast.alice), browser(cast.alice)
    with inside(cast.acme):
        key = create_api_key(name="Nightly", scopes=["numbers.view"], days=9, by=member).api_key
        invitation = invite_member(email=cast.charlie.email, role=Role.VIEWER, by=member)
    ask(alice)
    alice.post(f"/w/acme/settings/api-keys/{key.pk}/revoke/")
    alice.post("/w/acme/settings/security/domains/", {"domains": "acme.example"})
    bob = Membership.objects.get(user=cast.bob)
    alice.post(f"/w/acme/settings/members/{bob.pk}/role/", {"role": "admin"})
    assert Membership.objects.get(pk=bob.pk).role == Role.MARKETER
    alice.post(f"/w/acme/settings/members/{bob.pk}/remove/")
    assert not Membership.objects.filter(pk=bob.pk).exists()
    assert Workspace.objects.get(pk=cast.acme.pk).email_domains == ["acme.example"]
    Workspace.objects.filter(pk=cast.acme.pk).update(email_domains=[])
    with inside(cast.acme):
        assert ApiKey.objects.get().revoked_at is not None
        invitation.workspace.refresh_from_db()
        with pytest.raises(Refused, match="is closing, so nobody can join"):
            accept_invitation(invitation=invitation, user=cast.charlie)


def test_members_are_told_that_it_closes_and_that_it_stays(cast: Cast, browser: Browser) -> None:
    """Owners hear of the export, too; everybody else until when they see what is there."""
    alice = browser(cast.alice)
    ask(alice)
    alice.post(f"{PAGE}cancel/")
    deliver_mail(cast.acme)
    told = [(sent.to[0].split("@")[0], str(sent.subject)) for sent in mail.outbox]
    for who in ("alice", "bob"):
        assert told.count((who, "Acme is closing")) == 1
        assert told.count((who, "Acme stays")) == 1
    bobs = next(sent for sent in mail.outbox if sent.to == [cast.bob.email])
    assert "can take along what you need" in str(bobs.body)
    assert "/settings/closing/" not in str(bobs.body), "a page that is closed to him"


@pytest.mark.parametrize("role", [Role.ADMIN, *at_length(Role.PRIVACY_OFFICER, Role.VIEWER)])
def test_only_owners_may(cast: Cast, browser: Browser, role: str) -> None:
    """Statement 56: nobody but an owner ends the contract."""
    user = make_user(f"{role}@acme.example", "Erin")
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    Membership.objects.create(workspace=cast.acme, user=user, role=role)
    client = browser(user)
    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}ask/", {"address": "acme"}).status_code == 403
    assert not Closure.objects.exists()


def test_charlie_sees_nothing(cast: Cast, browser: Browser) -> None:
    """Statement 51: neither the page, nor the export by its id in his own workspace."""
    ask(browser(cast.alice))
    work(cast.acme.pk, "export_workspace")
    export = export_of(cast)
    charlie = browser(cast.charlie)
    assert charlie.get(PAGE).status_code == 404
    assert charlie.post(f"{PAGE}export/{export.pk}/").status_code == 404
    own = f"/w/rival/settings/closing/export/{export.pk}/"
    assert charlie.post(own).status_code == 404
    assert "closes on" not in charlie.get("/w/rival/overview/").content.decode()


def test_after_the_day_nothing_is_taken_back(cast: Cast, browser: Browser) -> None:
    """Statement 56: what is being erased cannot be kept."""
    alice = browser(cast.alice)
    ask(alice)
    day = timezone.now() + timedelta(days=31)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("privacy.closing.asking.timezone", SimpleNamespace(now=lambda: day))
        answer = alice.post(f"{PAGE}cancel/", follow=True)
    assert "agreed day has come" in answer.content.decode()
    assert Closure.objects.exists()


def test_the_page_speaks_danish(cast: Cast, browser: Browser, danish: None) -> None:
    """Statement 56: in both languages."""
    cast.alice.language = "da"
    cast.alice.save()
    alice = browser(cast.alice)
    assert (
        "Luk arbejdsområdet" in alice.get(PAGE, headers={"accept-language": "da"}).content.decode()
    )


def test_the_house_stays(cast: Cast) -> None:
    """Proactivox's own workspace is closed by nobody."""
    from accounts.models.workspace import HOUSE_ID
    from privacy.closing.asking import ask_closing

    house = Workspace.objects.get(pk=HOUSE_ID)
    with inside(house), pytest.raises(Refused) as refusal:
        ask_closing(workspace=house, by=cast.alice)
    assert refusal.value.code == "house"
