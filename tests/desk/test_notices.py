"""Notices to users: whom they reach, once each, and who never sees them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.announcements import sending
from accounts.announcements.audience import audience_of
from accounts.announcements.reading import forget_live
from accounts.announcements.sending import run_sending
from accounts.errors import Refused
from accounts.jobs import Later, Lease, LeaseLost
from accounts.models import (
    Announcement,
    AnnouncementReceipt,
    AuditEvent,
    Job,
    Membership,
    User,
    WorkspaceStanding,
)
from accounts.models.workspace import HOUSE_ID
from accounts.services.announcements import (
    end_announcement,
    publish_announcement,
    set_notice_mails,
    write_announcement,
)
from accounts.services.sweeps import forget_receipts
from accounts.tenancy import inside
from proactivox.desk.refreshing import refresh_standings
from tests.accounts.conftest import Browser, deliver_mail
from tests.cast import Cast
from tests.desk.conftest import stepped_in
from tests.tidy import tidy

PAGE, INBOX = "/desk/notices/", "/accounts/notices/"
SAID = {"title_en": "New export", "title_da": "Ny eksport"}
SAID |= {"text_en": "Exports are a new shape.", "text_da": "Eksporter har en ny form."}


@pytest.fixture(autouse=True)
def unseen() -> Iterator[None]:
    forget_live()
    yield
    forget_live()


def draft(by: User, **said: Any) -> Announcement:
    now = timezone.now()
    values = {"kind": "product", "audience": "all", "begins_at": now, **SAID}
    return write_announcement(by=by.pk, **{**values, "ends_at": now + timedelta(days=3), **said})


def lease_of(row: Announcement) -> Lease:
    """The job that carries it, in a worker's hands."""
    task, token = "accounts.tasks.send_announcement", uuid4()
    with inside(HOUSE_ID):
        job = Job.objects.get(task=task, dedupe_key=str(row.pk))
        Job.objects.filter(pk=job.pk).update(state="running", lease_token=token)
    return Lease(UUID(str(HOUSE_ID)), job.pk, token, 90, task, (str(row.pk),))


def publish(by: User, **said: Any) -> Announcement:
    """Published, and carried to everybody."""
    row = draft(by, **said)
    publish_announcement(announcement=row, people=audience_of(row).count(), by=by.pk)
    run_sending(lease_of(row), announcement_id=row.pk)
    row.refresh_from_db()
    return row


def told(row: Announcement) -> set[str]:
    receipts = AnnouncementReceipt.objects.filter(announcement=row).select_related("user")
    return {receipt.user.email.split("@")[0] for receipt in receipts}


def mailed(row: Announcement) -> set[str]:
    receipts = AnnouncementReceipt.objects.filter(announcement=row).exclude(mailed_at=None)
    return {receipt.user.email.split("@")[0] for receipt in receipts.select_related("user")}


def test_whom_each_audience_means(cast: Cast, erin: User) -> None:
    refresh_standings()
    WorkspaceStanding.objects.filter(pk=cast.rival.pk).update(plan="team")
    Membership.objects.create(workspace=cast.rival, user=cast.bob, role="viewer")
    for said, wanted in (
        ({"audience": "all"}, {"alice", "bob", "charlie"}),
        ({"audience": "owners"}, {"alice", "charlie"}),
        ({"audience": "plan", "plan": "team"}, {"bob", "charlie"}),
        ({"audience": "chosen", "workspace_ids": [cast.acme.pk]}, {"alice", "bob"}),
    ):
        row = publish(erin, **said)
        assert told(row) == wanted
        assert row.people == len(wanted)


def test_charlie_of_rival_sees_nothing_that_is_for_acme(
    cast: Cast, browser: Browser, erin: User
) -> None:
    row = publish(erin, audience="chosen", workspace_ids=[cast.acme.pk])
    charlie, bob = browser(cast.charlie), browser(cast.bob)
    for page in ("/w/rival/settings/", INBOX, "/accounts/profile/"):
        assert SAID["title_en"] not in charlie.get(page).content.decode()
    assert charlie.post(f"{INBOX}{row.pk}/dismiss/").status_code == 404
    assert SAID["title_en"] in bob.get(INBOX).content.decode()
    # Nor does who has left Acme since.
    Membership.objects.filter(user=cast.bob).delete()
    assert SAID["title_en"] not in bob.get(INBOX).content.decode()
    assert SAID["title_en"] not in bob.get("/accounts/profile/").content.decode()


def test_it_stands_above_pages_until_each_puts_it_away(
    cast: Cast, browser: Browser, erin: User
) -> None:
    row, alice, bob = publish(erin), browser(cast.alice), browser(cast.bob)
    bob.cookies["django_language"] = "da"
    assert SAID["text_en"] in alice.get("/w/acme/overview/").content.decode()
    away = alice.post(f"{INBOX}{row.pk}/dismiss/", {"next": "/w/acme/sources/"})
    assert away["Location"] == "/w/acme/sources/"
    assert alice.post(f"{INBOX}{row.pk}/dismiss/", {"next": "//elsewhere/"})["Location"] == INBOX
    assert SAID["text_en"] not in alice.get("/w/acme/overview/").content.decode()
    assert SAID["text_en"] in alice.get(INBOX).content.decode()
    assert SAID["text_da"] in bob.get("/w/acme/overview/").content.decode()
    assert end_announcement(announcement_id=row.pk, by=erin.pk)
    assert SAID["text_da"] not in bob.get("/w/acme/overview/").content.decode()
    assert not end_announcement(announcement_id=row.pk, by=erin.pk)


def test_alerts_are_mailed_to_all_and_notices_to_who_wants_them(
    cast: Cast, browser: Browser, erin: User
) -> None:
    assert mailed(publish(erin)) == set()
    page = browser(cast.bob)
    page.post(f"{INBOX}mails/", {"wants_notices": "on"})
    assert "checked" in page.get("/accounts/communication/").content.decode()
    assert mailed(publish(erin)) == {"bob"}
    set_notice_mails(user=cast.bob, is_wanted=False)
    alert = publish(erin, kind="security", title_en="Change your keys")
    assert mailed(alert) == {"alice", "bob", "charlie"}
    deliver_mail(queue="bulk")
    subjects = sorted(letter.subject for letter in mail.outbox)
    assert subjects == ["New export", *(["Security alert: Change your keys"] * 3)]
    letter = next(one for one in mail.outbox if one.subject == "New export")
    assert letter.to == [cast.bob.email]
    assert "/accounts/communication/" in letter.body
    assert "List-Unsubscribe" not in letter.extra_headers


def killed_in_mid_batch(row: Announcement, lease: Lease) -> None:
    with lease.batch():
        sending._send_batch(row, lease)
        raise RuntimeError("The worker is gone.")


def test_a_killed_worker_repeats_nothing_and_loses_nobody(
    cast: Cast, erin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "BATCH", 1)
    row = draft(erin, kind="security")
    publish_announcement(announcement=row, people=3, by=erin.pk)
    lease = lease_of(row)
    with lease.batch():
        assert sending._send_batch(row, lease)
    with pytest.raises(RuntimeError):
        killed_in_mid_batch(row, lease)
    assert len(told(row)) == 1
    successor = lease_of(row)
    with pytest.raises(LeaseLost):
        run_sending(lease, announcement_id=row.pk)
    run_sending(successor, announcement_id=row.pk)
    run_sending(lease_of(row), announcement_id=row.pk)
    assert mailed(row) == {"alice", "bob", "charlie"}
    with inside(HOUSE_ID):
        assert Job.objects.filter(task="accounts.tasks.send_mail").count() == 3
        assert AuditEvent.objects.filter(action="announcement.sent").count() == 1


def test_it_waits_while_enough_are_on_their_way(
    cast: Cast, erin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "BATCH", 1)
    monkeypatch.setattr(sending, "MOST_WAITING", 2)
    row = draft(erin, kind="security")
    publish_announcement(announcement=row, people=3, by=erin.pk)
    with pytest.raises(Later):
        run_sending(lease_of(row), announcement_id=row.pk)
    assert len(told(row)) == 2
    deliver_mail(queue="bulk")
    run_sending(lease_of(row), announcement_id=row.pk)
    assert len(told(row)) == 3


def form_of(**changed: Any) -> dict[str, Any]:
    later = (timezone.now() + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M")
    sent = {"kind": "security", "audience": "chosen", "workspace_ids": "acme", **SAID}
    sent |= {"begins_at": timezone.now().strftime("%Y-%m-%dT%H:%M"), "ends_at": later}
    return {**sent, "is_service": "on", **changed}


def test_written_tried_and_published_by_a_second_yes(cast: Cast, erin: User) -> None:
    client = stepped_in(erin)
    for wrong, why in (
        ({"is_service": ""}, "This field is required."),
        ({"workspace_ids": ""}, "Name at least one workspace."),
        ({"audience": "plan"}, "Say which plan."),
        ({"ends_at": "2020-01-01T00:00"}, "It would be over already."),
        ({"text_en": "Of 070790-1234"}, "CPR"),
    ):
        assert why in client.post(f"{PAGE}new/", form_of(**wrong)).content.decode()
    place = client.post(f"{PAGE}new/", form_of())["Location"]
    assert "It would go to 2 people, to 2 of them by mail" in client.get(place).content.decode()
    client.post(f"{place}test/")
    deliver_mail(queue="bulk")
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == (
        [erin.email],
        "Test: Security alert: New export",
    )
    assert "Publish to 2 people" in client.get(f"{place}publish/").content.decode()
    for half in ({"people": 2}, {"people": 3, "sure": "on"}, {"sure": "on"}):
        client.post(f"{place}publish/", half)
    assert Announcement.objects.get().published_at is None
    client.post(f"{place}publish/", {"people": 2, "sure": "on"})
    row = Announcement.objects.get()
    assert (row.people, row.published_by) == (2, erin.pk)
    for late in ("change/", "publish/", "drop/"):
        assert client.post(f"{place}{late}", form_of()).status_code == 404
    run_sending(lease_of(row), announcement_id=row.pk)
    listed = tidy(client.get(PAGE).content.decode())
    assert "Users of chosen workspaces: acme" in listed
    assert "<td>2</td><td>2</td><td>2</td><td>0</td>" in listed  # people, told, by mail, put away
    for private in ("alice", "Alice", "bob@", "Bob"):
        assert private not in listed + client.get(place).content.decode()
    with inside(HOUSE_ID):
        lines = AuditEvent.objects.filter(action__startswith="announcement.").order_by("seq")
        actions = [line.action.partition(".")[2] for line in lines]
    assert actions == ["written", "published", "sent"]


def test_a_draft_is_changed_or_goes_and_what_is_published_does_not(cast: Cast, erin: User) -> None:
    client, row = stepped_in(erin), draft(erin)
    page = f"{PAGE}{row.pk}/"
    client.post(f"{page}change/", form_of(title_en="Other"))
    assert Announcement.objects.get().title_en == "Other"
    client.post(f"{page}drop/")
    assert not Announcement.objects.exists()
    row = publish(erin)
    with pytest.raises(Refused):
        write_announcement(by=erin.pk, known=row, title_en="Other")


def test_nobody_else_reaches_it(cast: Cast, erin: User) -> None:
    row = draft(erin)
    for client in (Client(), stepped_in(cast.alice)):
        for part in ("", "change/", "publish/"):
            assert client.get(f"{PAGE}{row.pk}/{part}").status_code == 404
        assert client.post(f"{PAGE}{row.pk}/test/").status_code == 404


def test_who_was_told_is_forgotten_after_a_year(cast: Cast, erin: User) -> None:
    row = publish(erin)
    assert forget_receipts() == 0
    long_ago = timezone.now() - timedelta(days=366)
    Announcement.objects.filter(pk=row.pk).update(
        begins_at=long_ago - timedelta(days=3), ends_at=long_ago
    )
    assert forget_receipts() == 3
    assert Announcement.objects.get().people == 3
