"""The register of breaches: all are entered, late ones with reasons, and the story is kept."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.core import mail
from django.utils import timezone

from accounts.errors import Refused
from accounts.models import AuditEvent
from accounts.tenancy import inside
from privacy.models import RegisterEntry, RegisterNote, Step
from privacy.registers.breaches.services import (
    assess_breach,
    close_breach,
    decide_people,
    describe_breach,
    tell_authority,
)
from privacy.registers.breaches.standing import Risk
from privacy.registers.sweeps import forget_entries, remind_of_entries
from tests.accounts.conftest import deliver_mail
from tests.cast import Cast
from tests.privacy.registers.conftest import (
    BASE,
    WORDS,
    At,
    Browser,
    breach,
    entry_of,
    steps_of,
)

pytestmark = pytest.mark.django_db
PAGE = f"{BASE}breaches/"


def notice(**words: Any) -> dict[str, Any]:
    said = {"told_at": timezone.now(), "text": "A laptop is gone.", "reference": "2026-1"}
    return {**said, "late_reasons": "", **words}


def form(at: Any) -> dict[str, str]:
    return {
        "aware_at": timezone.localtime(at).strftime("%Y-%m-%dT%H:%M"),
        "rules": "eu-dk-1",
        "what": WORDS,
        "people": "customers",
        "people_count": "about 300",
        "categories": "mail",
    }


def test_a_breach_is_entered_with_its_hours(cast: Cast, browser: Browser) -> None:
    """Statement 57: awareness starts a clock that the page shows; those who answer are told."""
    alice = browser(cast.alice)
    with timezone.override(cast.acme.zone):
        said = form(timezone.now() - timedelta(hours=10, minutes=30))
    answer = alice.post(f"{PAGE}new/", said)
    assert answer.status_code == 302, answer.content.decode()
    page = alice.get(answer["Location"]).content.decode()
    for words in ("61 hours left", WORDS, "about 300", "not assessed", "The authority is not told"):
        assert words in page
    assert "61 hours left" in alice.get(PAGE).content.decode()
    deliver_mail(cast.acme)
    (told,) = mail.outbox
    assert told.to == [cast.alice.email]
    assert answer["Location"] in told.body
    assert WORDS not in told.body
    later = alice.post(f"{PAGE}new/", {**said, "aware_at": "2999-01-01T10:00"})
    assert "Choose a moment that is over." in later.content.decode()


def test_a_late_notice_needs_its_reasons(cast: Cast) -> None:
    """Statement 57: after 72 hours the first notice is refused without reasons (33(1))."""
    entry_id = breach(cast.acme, hours_ago=73)
    with inside(cast.acme):
        with pytest.raises(Refused) as refusal:
            tell_authority(entry_id=entry_id, **notice(late_reasons="  "))
        assert refusal.value.code == "late_without_reasons"
        tell_authority(entry_id=entry_id, **notice(late_reasons="It was Easter."))
        # A further phase is not late by itself.
        tell_authority(entry_id=entry_id, **notice(text="300 people."))
    assert steps_of(cast.acme, entry_id).count(Step.AUTHORITY_TOLD) == 2


def test_a_notice_in_time_needs_none_whenever_it_is_written_down(cast: Cast) -> None:
    """Statement 57: what counts is when the authority was told, not when that was entered."""
    entry_id = breach(cast.acme, hours_ago=100)
    with inside(cast.acme):
        told_at = timezone.now() - timedelta(hours=29)
        tell_authority(entry_id=entry_id, **notice(told_at=told_at))
        for other in (timezone.now() + timedelta(hours=1), timezone.now() - timedelta(hours=101)):
            with pytest.raises(Refused, match="between becoming aware"):
                tell_authority(entry_id=entry_id, **notice(told_at=other))


def test_it_is_closed_only_when_the_law_wants_nothing_more(cast: Cast) -> None:
    """Statement 57: the assessed risk decides what has to be there first (33, 34)."""
    entry_id = breach(cast.acme)
    with inside(cast.acme):
        steps: list[tuple[str, Callable[[], None]]] = [
            ("missing_assessment", lambda: assess_breach(entry_id=entry_id, **HIGH)),
            ("missing_authority", lambda: tell_authority(entry_id=entry_id, **notice())),
            ("missing_people", lambda: decide_people(entry_id=entry_id, **PEOPLE)),
        ]
        for code, step in steps:
            with pytest.raises(Refused) as refusal:
                close_breach(entry_id=entry_id, text="Lock laptops.")
            assert refusal.value.code == code
            step()
        close_breach(entry_id=entry_id, text="Lock laptops.")
        with pytest.raises(Refused, match="closed"):
            describe_breach(entry_id=entry_id, said={"what": "Nothing."})
    assert entry_of(cast.acme, entry_id).closed_at is not None


HIGH: dict[str, Any] = {"risk": Risk.HIGH, "reasons": "No encryption."}
PEOPLE: dict[str, Any] = {
    "told_at": timezone.now(),
    "ground": "averted",
    "text": "It was wiped from afar.",
}


def test_one_that_nobody_is_told_of_stays_in_the_register(cast: Cast, browser: Browser) -> None:
    """Statement 57: all breaches are registered, also un-notified ones (33(5)), with reasons."""
    entry_id = breach(cast.acme)
    with inside(cast.acme):
        assess_breach(entry_id=entry_id, risk=Risk.NONE, reasons="The disk is encrypted.")
        close_breach(entry_id=entry_id, text="Nothing new.")
    page = browser(cast.alice).get(f"{PAGE}{entry_id}/").content.decode()
    assert "The disk is encrypted." in page
    assert "Unlikely" in page


def test_phases_stay_beside_each_other(cast: Cast, browser: Browser) -> None:
    """Statement 57: what was known when is kept (33(4)); the newest is shown as what is known."""
    entry_id = breach(cast.acme, people_count="about 300")
    with inside(cast.acme):
        said = {"what": WORDS, "people_count": "4,000"}
        assert describe_breach(entry_id=entry_id, said=said)
        assert not describe_breach(entry_id=entry_id, said=said), "nothing differs"
        notes = RegisterNote.objects.filter(entry=entry_id, field="people_count")
        assert notes.count() == 2
    page = browser(cast.alice).get(f"{PAGE}{entry_id}/").content.decode()
    assert "about 300" in page
    assert page.index("4,000") < page.index("about 300"), "what is known now stands first"


def test_reminders_reach_those_who_answer_for_it_once(cast: Cast, now_is: At) -> None:
    """Statement 57: reminders before the 72 hours are over and an escalation after, on a Sunday."""
    now_is("2026-04-03T18:30:00+00:00")
    breach(cast.acme, hours_ago=0)
    deliver_mail(cast.acme)
    for moment, words in (
        ("2026-04-04T17:17:00+00:00", ""),
        ("2026-04-04T19:17:00+00:00", "The authority is not told of this breach yet."),
        ("2026-04-04T20:17:00+00:00", ""),
        ("2026-04-05T19:17:00+00:00", "The authority is not told of this breach yet."),
        ("2026-04-06T19:17:00+00:00", "This breach waits for a notice"),
    ):
        mail.outbox.clear()
        now_is(moment)
        assert remind_of_entries() == (1 if words else 0), moment
        assert remind_of_entries() == 0
        deliver_mail(cast.acme)
        assert [one.to for one in mail.outbox] == ([[cast.alice.email]] if words else [])
        assert all(words in one.body for one in mail.outbox)
    with inside(cast.acme):
        assert AuditEvent.objects.filter(action="breach.reminded").count() == 3


@pytest.mark.parametrize("file_format", ["csv", "json"])
def test_the_register_is_a_file(cast: Cast, browser: Browser, file_format: str) -> None:
    """Statement 57: documentation that the authority can check (33(5)), with every step."""
    entry_id = breach(cast.acme, measures='=HYPERLINK("x")')
    with inside(cast.acme):
        assess_breach(entry_id=entry_id, risk=Risk.NONE, reasons="Encrypted.")
    answer = browser(cast.alice).get(f"{PAGE}export/?format={file_format}")
    assert "attachment" in answer["Content-Disposition"]
    if file_format == "json":
        (told,) = orjson.loads(answer.content)
        assert [one["step"] for one in told["events"]] == ["entered", "assessed"]
        assert {note["text"] for note in told["notes"]} >= {WORDS, "Encrypted."}
    else:
        _head, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
        assert WORDS in row
        assert '\'=HYPERLINK("x")' in row, "no spreadsheet takes it for a formula"
        assert "Assessed: Unlikely" in row[-1]
    with inside(cast.acme):
        assert AuditEvent.objects.filter(action="register.exported").count() == 1
    assert browser(cast.alice).get(f"{PAGE}export/?format=exe").status_code == 404


def test_words_go_five_years_after_the_end(cast: Cast, now_is: At) -> None:
    """Statement 58: the register's own retention; what happened stays, without words."""
    entry_id = breach(cast.acme)
    with inside(cast.acme):
        assess_breach(entry_id=entry_id, risk=Risk.NONE, reasons="Encrypted.")
        close_breach(entry_id=entry_id, text="Nothing new.")
    closed_at = entry_of(cast.acme, entry_id).closed_at
    assert closed_at
    now_is((closed_at + timedelta(days=5 * 365)).isoformat())
    assert forget_entries() == 0
    now_is((closed_at + timedelta(days=5 * 365 + 3)).isoformat())
    assert forget_entries() == 1
    assert forget_entries() == 0
    with inside(cast.acme):
        assert not RegisterNote.objects.exists()
        assert RegisterEntry.objects.count() == 1
    assert steps_of(cast.acme, entry_id)[-1] == Step.CLOSED
