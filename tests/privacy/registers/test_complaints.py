"""Complaints: a public form, acknowledged at once, a register of their own, an outcome."""

import pytest
from django.core import mail
from django.test import Client

from accounts.errors import Refused
from accounts.tenancy import inside
from privacy.models import DataSubjectRequest, RegisterEntry, Step
from privacy.registers.complaints.services import acknowledge_complaint, close_complaint
from privacy.registers.sweeps import remind_of_entries
from tests.accounts.conftest import deliver_mail
from tests.cast import Cast
from tests.privacy.registers.conftest import (
    BASE,
    COMPLAINT,
    At,
    Browser,
    complaint,
    entry_of,
    steps_of,
)

pytestmark = pytest.mark.django_db
PAGE = f"{BASE}complaints/"


def test_the_form_is_acknowledged_at_once(cast: Cast, browser: Browser) -> None:
    """Statement 30: an electronic form; the acknowledgement goes out with it, and it is no DSR."""
    stranger = Client()
    assert "/privacy/acme/complaint/" in stranger.get("/privacy/acme/").content.decode()
    answer = stranger.post("/privacy/acme/complaint/", {**COMPLAINT, "is_uk": "on"})
    assert answer.status_code == 302
    assert "Your complaint arrived" in stranger.get(answer["Location"]).content.decode()
    deliver_mail(cast.acme)
    (told,) = [one for one in mail.outbox if one.to == [COMPLAINT["email"]]]
    assert "received your complaint" in told.body
    assert "Information Commissioner" in told.body
    assert COMPLAINT["text"] not in told.body, "the address may be somebody else's"
    (desk,) = [one for one in mail.outbox if one.to == [cast.alice.email]]
    assert COMPLAINT["text"] not in desk.body
    with inside(cast.acme):
        entry = RegisterEntry.objects.get()
        assert not DataSubjectRequest.objects.exists()
    assert steps_of(cast.acme, entry.pk) == [Step.ENTERED, Step.ACKNOWLEDGED]
    page = browser(cast.alice).get(f"{PAGE}{entry.pk}/").content.decode()
    assert COMPLAINT["text"] in page
    assert COMPLAINT["email"] in page


def test_the_request_form_takes_no_complaint(cast: Cast) -> None:
    """Statement 30: a complaint is not a request, and runs on no request's clock."""
    said = {"kind": "complaint", "email": COMPLAINT["email"], "text": "Wrong."}
    answer = Client().post("/privacy/acme/", said)
    assert "Select a valid choice" in answer.content.decode()


@pytest.mark.parametrize("email", ["", "no address", "a@b.example\r\nBcc: c@d.example"])
def test_what_is_no_address_is_refused(cast: Cast, email: str) -> None:
    """Statement 30, bad input: nothing is kept of it."""
    answer = Client().post("/privacy/acme/complaint/", {**COMPLAINT, "email": email})
    assert answer.status_code == 200
    with inside(cast.acme):
        assert not RegisterEntry.objects.exists()


def test_a_long_text_and_an_unknown_place(cast: Cast) -> None:
    """Statement 30, bad input: a text has an end, an unknown workspace is a 404."""
    stranger = Client()
    long = stranger.post("/privacy/acme/complaint/", {**COMPLAINT, "text": "x" * 5001})
    assert "at most 5000" in long.content.decode()
    assert stranger.get("/privacy/nowhere/complaint/").status_code == 404
    assert stranger.get("/privacy/nowhere/complaint/sent/").status_code == 404


def test_nobodys_mailbox_is_filled(cast: Cast) -> None:
    """Statement 30: counted by address like requests, whatever workspace is asked."""
    stranger = Client()
    codes = [stranger.post("/privacy/acme/complaint/", COMPLAINT).status_code for _ in range(5)]
    assert codes == [302] * 5
    assert stranger.post("/privacy/rival/complaint/", COMPLAINT).status_code == 429


def test_without_an_address_somebody_acknowledges_it(cast: Cast, browser: Browser) -> None:
    """Statement 30: a letter is acknowledged by a letter, and is not closed before that."""
    entry_id = complaint(cast.acme, email="")
    alice = browser(cast.alice)
    assert "Nobody has acknowledged it" in alice.get(f"{PAGE}{entry_id}/").content.decode()
    with inside(cast.acme), pytest.raises(Refused, match="not acknowledged"):
        close_complaint(entry_id=entry_id, outcome="upheld", text="You are right.")
    answer = alice.post(f"{PAGE}{entry_id}/acknowledge/", {"text": "By letter."})
    assert answer.status_code == 302
    assert Step.ACKNOWLEDGED in steps_of(cast.acme, entry_id)


def test_the_person_hears_the_outcome(cast: Cast, browser: Browser) -> None:
    """Statement 30: the outcome goes to the person, with the authority they may turn to."""
    entry_id = complaint(cast.acme)
    deliver_mail(cast.acme)
    mail.outbox.clear()
    alice = browser(cast.alice)
    for step, said in (
        ("write", {"text": "We look into it."}),
        ("hear", {"text": "She called."}),
        ("close", {"outcome": "partly", "text": "One mail was too much."}),
    ):
        answer = alice.post(f"{PAGE}{entry_id}/{step}/", said)
        assert answer.status_code == 302, step
    deliver_mail(cast.acme)
    assert [one.to for one in mail.outbox] == [[COMPLAINT["email"]]] * 2
    assert "We look into it." in mail.outbox[0].body
    assert "One mail was too much." in mail.outbox[1].body
    assert "Information Commissioner" in mail.outbox[1].body
    assert entry_of(cast.acme, entry_id).outcome == "partly"
    assert alice.get(f"{PAGE}{entry_id}/write/").status_code == 404, "it is closed"


def test_reminders_of_what_is_not_acknowledged(cast: Cast, now_is: At) -> None:
    """Statement 30: before the 30 days are over, after them, and while the outcome is owed."""
    now_is("2026-06-19T10:00:00+00:00")
    unacknowledged = complaint(cast.acme, email="")
    complaint(cast.acme)
    sent = []
    for day in ("2026-07-03", "2026-07-04", "2026-07-11", "2026-07-17", "2026-07-19", "2026-07-20"):
        now_is(f"{day}T09:17:00+00:00")
        sent.append(remind_of_entries())
    # 18 July is the last day; from the 19th on both are asked for, because they are still open.
    assert sent == [0, 1, 1, 1, 2, 0]
    with inside(cast.acme):
        acknowledge_complaint(entry_id=unacknowledged, text="By letter.")
