"""Mails of what is told: when each goes, one for many things, none twice and none for nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import InboxItem, Job, Membership, Severity, TellingWish, User
from accounts.services.members import remove_member
from accounts.telling import Kind, Money, Said, mark_seen, tell
from accounts.telling.kinds import Mailing
from accounts.telling.mailing.planning import MAIL, ring_due
from accounts.telling.mailing.sending import mail_due
from accounts.telling.wishes.keeping import set_wishes
from accounts.telling.wishes.previewing import preview
from accounts.telling.wishes.timing import due_at, wishes_of
from accounts.tenancy import inside
from tests.accounts.conftest import Browser, deliver_mail
from tests.cast import Cast

pytestmark = pytest.mark.django_db
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
NOTE, SEVERE = Severity.NOTE, Severity.SEVERE
SOON, LATER, NEVER = (Kind(word, word, mail=Mailing(word)) for word in ("at_once", "digest", "no"))
PAGE = "/w/acme/inbox/wishes/"


def moment(text: str) -> datetime:
    """By Copenhagen's clock, in the winter of 2026; the 28th of November is a Saturday."""
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=COPENHAGEN)


def due(kind: Kind, at: str, severity: Severity = NOTE, **wished: Any) -> str:
    found = due_at(wishes_of(TellingWish(**wished), COPENHAGEN), kind, severity, moment(at))
    return f"{found.astimezone(COPENHAGEN):%d %H:%M}" if found else ""


@pytest.mark.parametrize(
    ("kind", "at", "wished", "expected"),
    [
        (SOON, "27 23:30", {}, "27 23:30"),
        (NEVER, "27 23:30", {"severe_at_once": True, "severe_breaks_quiet": True}, ""),
        (LATER, "27 07:59", {}, "27 08:00"),
        (LATER, "27 08:00", {}, "30 08:00"),
        (LATER, "25 12:00", {"digest_days": [2]}, "02 08:00"),
        (LATER, "25 12:00", {"digest_days": []}, ""),
        (LATER, "27 07:59", {"zone": "America/New_York"}, "27 14:00"),
        (SOON, "27 23:30", {"quiet_from": 22, "quiet_until": 7}, "28 07:00"),
        (SOON, "28 06:59", {"quiet_from": 22, "quiet_until": 7}, "28 07:00"),
        (SOON, "28 07:00", {"quiet_from": 22, "quiet_until": 7}, "28 07:00"),
        (SOON, "27 13:10", {"quiet_from": 12, "quiet_until": 14}, "27 14:00"),
        (LATER, "26 12:00", {"quiet_from": 22, "quiet_until": 9}, "27 09:00"),
    ],
)
def test_a_mail_goes_when_its_reader_wishes(
    kind: Kind, at: str, wished: dict[str, Any], expected: str
) -> None:
    assert due(kind, at, **wished) == expected


def test_severe_things_override_only_what_their_reader_lets_them() -> None:
    quiet: dict[str, Any] = {"quiet_from": 22, "quiet_until": 7}
    assert due(LATER, "27 12:00", SEVERE) == "30 08:00"
    assert due(LATER, "27 12:00", SEVERE, severe_at_once=True) == "27 12:00"
    assert due(SOON, "27 23:30", SEVERE, **quiet) == "28 07:00"
    assert due(SOON, "27 23:30", SEVERE, severe_breaks_quiet=True, **quiet) == "27 23:30"
    assert due(SOON, "27 23:30", NOTE, severe_breaks_quiet=True, **quiet) == "28 07:00"


def tell_of(key: str, *, kind: str = "incident", resolved: bool = False, to: object = None) -> None:
    tell(
        kind=kind,
        key=key,
        title=Said("%(name)s fell", {"name": f"Clicks <{key}>"}),
        text=Said("%(spend)s so far", {"spend": Money(1_234_500_000, "EUR")}),
        url=f"/w/acme/things/{key}/",
        severity=SEVERE,
        resolved=resolved,
        to=to,  # type: ignore[arg-type]
    )


def make_due() -> None:
    past = timezone.now() - timedelta(seconds=1)
    InboxItem.objects.filter(mail_due_at__isnull=False).update(mail_due_at=past)


def mail_bob(cast: Cast) -> list[str]:
    """What Bob gets now, as texts."""
    mail.outbox.clear()
    with inside(cast.acme):
        mail_due(cast.bob.pk)
    deliver_mail(cast.acme)
    return [f"{one.subject}\n{one.body}" for one in mail.outbox if one.to == [cast.bob.email]]


def test_what_comes_at_once_comes_in_one_mail_and_once(cast: Cast) -> None:
    with inside(cast.acme):
        tell_of("1")
        tell_of("2")
        assert Job.objects.filter(task=MAIL).count() == 2
    (said,) = mail_bob(cast)
    assert said.startswith("Acme: 2 things to know")
    assert "Clicks <1> fell" in said
    assert "EUR\xa01,234.50 so far" in said
    assert "/w/acme/inbox/wishes/" in said
    assert "List-Unsubscribe" in mail.outbox[0].extra_headers
    assert mail_bob(cast) == []


def test_a_mail_speaks_its_readers_language(cast: Cast, danish: None) -> None:
    User.objects.filter(pk=cast.bob.pk).update(language="da")
    with inside(cast.acme):
        tell_of("1", to=[cast.bob])
    (said,) = mail_bob(cast)
    assert "Alvorlig" in said
    assert "1.234,50" in said


def test_what_was_read_or_is_over_by_then_is_not_mailed(cast: Cast) -> None:
    with inside(cast.acme):
        for key in ("read", "over", "left"):
            tell_of(key, kind="budget")
        mark_seen(kind="budget", key="read", user=cast.bob)
        tell_of("over", kind="budget", resolved=True)
        assert not Job.objects.filter(task=MAIL).exists()
        make_due()
    assert ring_due() == 2
    (said,) = mail_bob(cast)
    assert "<left>" in said
    assert "<read>" not in said
    assert "<over>" not in said


def test_the_end_of_what_was_mailed_is_mailed_too(cast: Cast) -> None:
    with inside(cast.acme):
        tell_of("1")
    mail_bob(cast)
    with inside(cast.acme):
        tell_of("1", resolved=True)
    (said,) = mail_bob(cast)
    assert said.startswith("Acme: Over: Clicks <1> fell")


def test_who_left_or_gets_no_mail_is_not_mailed(cast: Cast) -> None:
    with inside(cast.acme):
        tell_of("1")
        User.objects.filter(pk=cast.bob.pk).update(unreachable_email=cast.bob.email)
    assert mail_bob(cast) == []
    with inside(cast.acme):
        tell_of("2")
        set_wishes(user=cast.bob, severe_at_once=True)
        places = {one.user_id: one for one in Membership.objects.filter(workspace=cast.acme)}
        remove_member(membership_id=places[cast.bob.pk].pk, by=places[cast.alice.pk])
        assert not TellingWish.objects.exists()
        assert mail_due(cast.bob.pk) == 0


def test_what_nobody_wishes_is_not_told_and_what_is_only_mailed_is_put_away(cast: Cast) -> None:
    with inside(cast.acme):
        set_wishes(user=cast.alice, choices={"incident": {"inbox": False, "mail": "no"}})
        set_wishes(user=cast.bob, choices={"incident": {"inbox": False, "mail": "at_once"}})
        tell_of("1")
        (item,) = InboxItem.objects.all()
        assert item.user_id == cast.bob.pk
        assert item.done_at is not None
    assert Membership.objects.get(user=cast.bob).unread == 0
    assert len(mail_bob(cast)) == 1


def form_of(**said: object) -> dict[str, object]:
    from accounts.telling.kinds import kinds

    mails = {f"mail-{kind.word}": "digest" for kind in kinds()}
    inboxes = {f"inbox-{kind.word}": "on" for kind in kinds()}
    return {**mails, **inboxes, "digest_days": [0], "digest_hour": 9, **said}


def test_wishes_are_kept_and_what_waits_follows_them(cast: Cast, browser: Browser) -> None:
    with inside(cast.acme):
        tell_of("1")
    bob = browser(cast.bob)
    said = form_of(quiet_from=22, quiet_until=6, zone="America/New_York")
    assert bob.post(PAGE, said).status_code == 302
    with inside(cast.acme):
        wish = TellingWish.objects.get()
        assert (wish.digest_days, wish.digest_hour, wish.quiet_from) == ([0], 9, 22)
        assert wish.choices["incident"] == {"inbox": True, "mail": "digest"}
        waits = InboxItem.objects.get(user=cast.bob).mail_due_at
        assert waits is not None
        assert waits.astimezone(ZoneInfo("America/New_York")).hour == 9
        assert InboxItem.objects.exclude(user=cast.bob).get().mail_due_at != waits
    assert "selected>09:00" in bob.get(PAGE).content.decode()


def test_half_of_quiet_hours_is_refused_in_words(cast: Cast, browser: Browser) -> None:
    answer = browser(cast.bob).post(PAGE, form_of(quiet_from=22))
    assert "Quiet hours need a beginning and an end." in answer.content.decode()
    with inside(cast.acme):
        assert not TellingWish.objects.exists()


def test_the_preview_shows_the_mails_of_the_last_week(cast: Cast) -> None:
    with inside(cast.acme):
        tell_of("1")
        tell_of("2", kind="budget")
        week_old = timezone.now() - timedelta(days=8)
        InboxItem.objects.filter(kind="budget").update(updated=week_old)
        (would_be,) = preview(cast.bob)
        assert (would_be.count, would_be.titles) == (1, ("Clicks <1> fell",))
        assert would_be.at <= datetime.now(UTC)
        set_wishes(user=cast.bob, choices={"incident": {"inbox": True, "mail": "no"}})
        assert preview(cast.bob) == []


def test_wishes_are_of_one_workspace_and_one_person(cast: Cast, browser: Browser) -> None:
    with inside(cast.acme):
        set_wishes(user=cast.bob, digest_hour=23)
    assert browser(cast.charlie).get(PAGE).status_code == 404
    with inside(cast.rival):
        assert not TellingWish.objects.exists()
