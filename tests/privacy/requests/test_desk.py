"""The desk: who sees it, in which order, and what each step does to the days and to the person."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.errors import Refused
from accounts.models import AuditEvent, Membership, Role
from accounts.tenancy import inside
from privacy.models import DataSubjectRequest, Happening, Kind, Outcome, RequestEvent, State
from privacy.requests.ending import close_request
from privacy.requests.finding import row_of
from privacy.requests.handling import extend_request
from privacy.requests.sweeps import forget_requests
from privacy.requests.undone import UNDONE_WORDS
from tests.accounts.conftest import deliver_mail
from tests.accounts.test_roles_and_leaks import as_role
from tests.budget import at_length
from tests.cast import ROLES, Cast
from tests.counting import assert_same_queries
from tests.privacy.requests.conftest import (
    FORM,
    At,
    Browser,
    confirmed,
    link_in_mail,
    send,
    taken_down,
    the_request,
)

pytestmark = pytest.mark.django_db

_PRIMARY = r'class="button button--primary"\s+href="[^"]+">'
DESK = "/w/acme/settings/privacy/requests/"
STEPS = {
    "ask": {"question": "clarification", "text": "Which years?", "reason": "Ten years are held."},
    "extend": {"months": "2", "reasons": "Forty systems have to be asked."},
    "reply": {"text": "We are looking."},
    "hear": {"text": "She called again."},
    "propose": {"text": "It is the tenth this week.", "evidence": "Nine others."},
    "close": {"outcome": "answered", "text": "Here is what we hold."},
}
ACTIONS = {
    "ask": "request.asked",
    "extend": "request.extended",
    "reply": "request.replied",
    "hear": "request.heard",
    "propose": "request.proposed",
    "close": "request.closed",
}


def place(cast: Cast, step: str = "") -> str:
    return f"{DESK}{the_request(cast.acme).pk}/{step}{'/' if step else ''}"


@pytest.mark.parametrize("role", ROLES)
def test_who_may_see_the_desk(cast: Cast, role: Role) -> None:
    confirmed(cast)
    client = as_role(cast, role)
    may = role in (Role.OWNER, Role.ADMIN, Role.PRIVACY_OFFICER)
    for path in (DESK, f"{DESK}new/", place(cast), *(place(cast, step) for step in STEPS)):
        assert client.get(path).status_code == (200 if may else 403), path


def test_charlie_sees_nothing_of_it(cast: Cast, browser: Browser) -> None:
    """Acme's request holds words that could leak, on its own addresses and on Rival's."""
    confirmed(cast)
    request = the_request(cast.acme)
    charlie = browser(cast.charlie)
    for path in (DESK, place(cast), *(place(cast, step) for step in STEPS)):
        for there in (path, path.replace("/acme/", "/rival/")):
            if there == DESK.replace("/acme/", "/rival/"):
                continue
            assert charlie.get(there).status_code == 404, there
            assert charlie.post(there, STEPS["reply"]).status_code in (404, 405), there
    own = charlie.get(DESK.replace("/acme/", "/rival/")).content.decode()
    for words in (FORM["email"], FORM["text"], str(request.pk), "Request 1"):
        assert words not in own
    with inside(cast.rival):
        assert not DataSubjectRequest.objects.filter(pk=request.pk).exists()


def test_what_nobody_confirmed_is_on_no_desk(cast: Cast, browser: Browser) -> None:
    send()
    alice = browser(cast.alice)
    assert "No open request" in alice.get(DESK).content.decode()
    assert alice.get(place(cast)).status_code == 404
    assert alice.post(place(cast, "reply"), STEPS["reply"]).status_code == 404


def test_late_ones_stand_first_with_both_days(cast: Cast, browser: Browser, now_is: At) -> None:
    alice = browser(cast.alice)
    now_is("2026-03-20T10:00:00+00:00")
    taken_down(cast.acme, "newer@people.example")
    now_is("2026-03-05T10:00:00+00:00")
    taken_down(cast.acme, "older@people.example")
    now_is("2026-04-08T10:00:00+00:00")
    page = alice.get(DESK).content.decode()
    assert page.index("Request 2") < page.index("Request 1")
    assert page.index("Late") < page.index("Request 1")
    # Easter: aimed at the Wednesday before, lawful until the Tuesday after.
    for day in ("1 Apr 2026", "7 Apr 2026", "20 Apr 2026"):
        assert day in page


@pytest.mark.parametrize("step", [*[*STEPS][::2], *at_length(*[*STEPS][1::2])])
def test_each_step_tells_the_person_and_leaves_a_line(
    cast: Cast, browser: Browser, step: str
) -> None:
    stranger, path = confirmed(cast)
    deliver_mail(cast.acme)
    mail.outbox.clear()
    alice = browser(cast.alice)
    answer = alice.post(place(cast, step), STEPS[step])
    assert answer.status_code == 302, answer.content.decode()
    with inside(cast.acme):
        line = AuditEvent.objects.get(action=ACTIONS[step])
    assert line.actor_id == cast.alice.pk
    assert str(STEPS[step].get("text", "x")) not in str(line.data)
    deliver_mail(cast.acme)
    told = [one for one in mail.outbox if one.to == [FORM["email"]]]
    assert len(told) == (0 if step in ("hear", "propose") else 1)
    assert all(path in one.body for one in told), "with the link to the person's page"
    words = STEPS[step].get("text") or STEPS[step]["reasons"]
    assert (words in stranger.get(path).content.decode()) is (step != "propose")
    assert words in alice.get(place(cast)).content.decode()


def test_an_extension_counts_from_the_receipt(cast: Cast, browser: Browser, now_is: At) -> None:
    """Statement 27: two further months from the receipt, with reasons that the person is sent."""
    alice = browser(cast.alice)
    now_is("2026-03-05T10:00:00+00:00")
    confirmed(cast)
    now_is("2026-04-07T10:00:00+00:00")
    alice.post(place(cast, "extend"), STEPS["extend"])
    assert "5 Jun 2026" in alice.get(place(cast)).content.decode()
    deliver_mail(cast.acme)
    (told,) = [one for one in mail.outbox if "longer" in one.body]
    assert STEPS["extend"]["reasons"] in told.body


@pytest.mark.parametrize(
    ("day", "form", "why"),
    [
        ("2026-04-08", {}, "The first month is over"),
        *at_length(
            ("2026-03-10", {"reasons": " "}, "This field is required"),
            ("2026-03-10", {"months": "3"}, "Select a valid choice"),
        ),
    ],
)
def test_an_unlawful_extension_is_refused_in_words(
    cast: Cast, browser: Browser, now_is: At, day: str, form: dict[str, str], why: str
) -> None:
    """Statement 27: not once the first month is over, not without reasons, not for longer."""
    alice = browser(cast.alice)
    now_is("2026-03-05T10:00:00+00:00")
    confirmed(cast)
    now_is(f"{day}T10:00:00+00:00")
    answer = alice.post(place(cast, "extend"), {**STEPS["extend"], **form})
    assert answer.status_code == 200
    assert why in answer.content.decode()
    with inside(cast.acme):
        assert not RequestEvent.objects.filter(happening=Happening.EXTENDED).exists()
        assert not AuditEvent.objects.filter(action="request.extended").exists()


@pytest.mark.parametrize(
    ("months", "reasons", "code"),
    [(3, "Why.", "extended_too_far"), (1, " ", "extended_without_reasons")],
)
def test_the_clock_itself_refuses_what_no_form_let_through(
    cast: Cast, months: int, reasons: str, code: str
) -> None:
    confirmed(cast)
    request = the_request(cast.acme)
    with inside(cast.acme), pytest.raises(Refused) as refusal:
        extend_request(request_id=request.pk, months=months, reasons=reasons)
    assert refusal.value.code == code


def test_a_late_question_is_sent_and_stops_nothing(
    cast: Cast, browser: Browser, now_is: At
) -> None:
    """Statement 28: only a question without undue delay pauses; whoever asks is told."""
    alice = browser(cast.alice)
    now_is("2026-03-05T10:00:00+00:00")
    confirmed(cast)
    now_is("2026-03-25T10:00:00+00:00")
    page = alice.post(place(cast, "ask"), STEPS["ask"], follow=True).content.decode()
    assert "later than 14 days" in page
    with inside(cast.acme):
        assert not row_of(the_request(cast.acme)).clock.is_paused


@pytest.mark.parametrize(
    ("is_uk", "authority"), [("", "Datatilsynet"), ("on", "Information Commissioner")]
)
def test_a_refusal_names_authority_and_remedy(
    cast: Cast, browser: Browser, is_uk: str, authority: str
) -> None:
    """Statement 31: reasons, the supervisory authority and the way to a court."""
    stranger, path = confirmed(cast, {"is_uk": is_uk})
    form = {"outcome": "refused", "text": "The books have to be kept for five years."}
    browser(cast.alice).post(place(cast, "close"), form)
    page = stranger.get(path).content.decode()
    deliver_mail(cast.acme)
    (told,) = [one for one in mail.outbox if "is answered" in one.body]
    for words in (form["text"], f"You may complain to {authority}", "before a court"):
        assert words in page
        assert words in told.body


def test_whoever_closes_what_is_not_done_is_told_so(cast: Cast, browser: Browser) -> None:
    """What was asked for comes first; an answer all the same stays possible, with its reason."""
    alice, request_id = browser(cast.alice), taken_down(cast.acme)
    for kind, button in {"access": "Copy", "erasure": "Erase", "rectification": "Correct"}.items():
        with inside(cast.acme):
            DataSubjectRequest.objects.update(kind=kind)
        page = alice.get(f"{DESK}{request_id}/").content.decode()
        assert re.findall(rf"{_PRIMARY}([^<]+)", page) == [button]
        told = alice.get(f"{DESK}{request_id}/close/").content.decode()
        assert str(UNDONE_WORDS[Kind(kind)]) in told
    with inside(cast.acme):
        DataSubjectRequest.objects.update(kind="withdrawal")
    assert "alert--warn" not in alice.get(f"{DESK}{request_id}/close/").content.decode()


def test_that_nothing_is_held_is_an_outcome_of_its_own(cast: Cast, browser: Browser) -> None:
    """Statement 40: it is recorded and answered like any other."""
    stranger, path = confirmed(cast)
    alice = browser(cast.alice)
    alice.post(place(cast, "close"), {"outcome": "nothing_held", "text": "We looked everywhere."})
    request = the_request(cast.acme)
    assert (request.state, request.outcome) == (State.CLOSED, Outcome.NOTHING_HELD)
    assert "We hold nothing" in stranger.get(path).content.decode()
    again = alice.post(place(cast, "reply"), STEPS["reply"])
    assert "This request is closed." in again.content.decode()


def test_what_came_by_telephone_counts_from_the_day_it_came(
    cast: Cast, browser: Browser, now_is: At
) -> None:
    """Statement 24: any channel, and the day on which it arrived."""
    alice = browser(cast.alice)
    now_is("2026-04-01T10:00:00+00:00")
    form = {"kind": "erasure", "channel": "telephone", "received_on": "2026-03-05", "text": "All."}
    form["language"] = "en"
    answer = alice.post(f"{DESK}new/", {**form, "email": FORM["email"]})
    page = alice.get(answer["Location"]).content.decode()
    assert "5 Mar 2026" in page
    assert "7 Apr 2026" in page
    assert "All." in Client().get(link_in_mail(cast.acme, "/request/")).content.decode()
    for day, why in (
        ("2026-04-02", "Choose today or a day before it."),
        ("0001-01-01", "Choose a day of the last three years."),
        ("5/3/2026", "Enter a valid date."),
    ):
        refused = alice.post(f"{DESK}new/", {**form, "received_on": day})
        assert why in refused.content.decode()
    assert the_request(cast.acme).kind == Kind.ERASURE


@pytest.mark.parametrize("step", ["extend", "close", *at_length("ask", "reply")])
def test_without_an_address_somebody_has_to_have_told_the_person(
    cast: Cast, browser: Browser, step: str
) -> None:
    taken_down(cast.acme, email="")
    alice = browser(cast.alice)
    refused = alice.post(place(cast, step), STEPS[step])
    assert "I told the person by letter or telephone" in refused.content.decode()
    assert refused.status_code == 200
    done = alice.post(place(cast, step), {**STEPS[step], "was_told": "on"})
    assert done.status_code == 302
    with inside(cast.acme):
        assert AuditEvent.objects.filter(action=ACTIONS[step]).count() == 1


def test_the_desk_asks_as_much_for_three_as_for_one(cast: Cast, browser: Browser) -> None:
    alice = browser(cast.alice)
    numbers = iter(range(9))
    assert_same_queries(
        lambda: alice.get(DESK), lambda: taken_down(cast.acme, f"p{next(numbers)}@people.example")
    )


def test_a_page_asks_as_much_for_three_messages_as_for_one(cast: Cast, browser: Browser) -> None:
    confirmed(cast)
    alice, path = browser(cast.alice), place(cast)
    assert_same_queries(
        lambda: alice.get(path), lambda: alice.post(f"{path}hear/", {"text": "More."})
    )


def test_numbers_go_up_and_start_anew_in_each_workspace(cast: Cast) -> None:
    for workspace in (cast.acme, cast.acme, cast.rival):
        taken_down(workspace)
    with inside(cast.acme):
        numbers = DataSubjectRequest.objects.order_by("number").values_list("number", flat=True)
        assert list(numbers) == [1, 2]
    assert the_request(cast.rival).number == 1


def test_a_privacy_officer_is_told_too(cast: Cast) -> None:
    Membership.objects.filter(user=cast.bob).update(role=Role.PRIVACY_OFFICER)
    confirmed(cast)
    deliver_mail(cast.acme)
    told = {one.to[0] for one in mail.outbox if "/settings/privacy/" in one.body}
    assert told == {cast.alice.email, cast.bob.email}


def test_the_days_of_a_request_outlive_its_words(cast: Cast, now_is: At) -> None:
    """The story can be told after three years, and no longer whose it was."""
    confirmed(cast)
    request = the_request(cast.acme)
    with inside(cast.acme):
        close_request(request_id=request.pk, outcome=Outcome.ANSWERED, text="Done.")
    send()
    now_is((timezone.now() + timedelta(days=3 * 365)).isoformat())
    assert forget_requests() == 1, "what nobody confirmed"
    now_is((timezone.now() + timedelta(days=2)).isoformat())
    assert forget_requests() == 1
    assert forget_requests() == 0
    kept = the_request(cast.acme)
    assert (kept.address, kept.address_hash, kept.link, kept.link_hash) == (None,) * 4
    with inside(cast.acme):
        assert not kept.messages.exists()
        assert row_of(kept).clock.closed_on is not None


def test_words_go_where_no_link_was_kept(cast: Cast, now_is: At) -> None:
    """A request without a link, or with words that came after they went, is forgotten as well."""
    request_id = taken_down(cast.acme, "")
    with inside(cast.acme):
        close_request(request_id=request_id, outcome=Outcome.ANSWERED, text="Done.", was_told=True)
        rows = DataSubjectRequest.objects.filter(pk=request_id)
        rows.update(link=None, link_hash=None)
        assert rows.get().messages.exists()
    now_is((timezone.now() + timedelta(days=3 * 365 + 2)).isoformat())
    assert [forget_requests(), forget_requests()] == [1, 0]
    with inside(cast.acme):
        assert not rows.get().messages.exists()


def test_mail_is_in_the_language_that_was_taken_down(
    cast: Cast, browser: Browser, danish: None
) -> None:
    form = {"kind": "access", "channel": "mail", "received_on": "2026-01-02", "text": "Alt."}
    alice = browser(cast.alice)
    alice.post(f"{DESK}new/", {**form, "email": FORM["email"], "language": "da"})
    deliver_mail(cast.acme)
    (told,) = [one for one in mail.outbox if one.to == [FORM["email"]]]
    assert "Vi modtog din anmodning" in told.body
    assert "as soon as we can" not in told.body
    assert "senest" not in told.body, "no day is promised that is over"


def test_the_trail_says_it_in_the_reader_s_words(
    cast: Cast, browser: Browser, danish: None
) -> None:
    confirmed(cast, {"kind": "erasure"})
    alice = browser(cast.alice)
    alice.post(place(cast, "close"), {"outcome": "nothing_held", "text": "Nothing."})
    for language, words in (
        ("en", ("Request 1", "Have data about me erased", "We hold nothing")),
        ("da", ("Anmodning 1", "Få slettet data om mig", "Vi har ingen data")),
    ):
        alice.cookies["django_language"] = language
        page = alice.get("/w/acme/settings/audit/").content.decode()
        for word in words:
            assert word in page


def test_too_many_are_paged_with_the_late_ones_on_the_first(
    cast: Cast, browser: Browser, now_is: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("privacy.requests.views.desk._OPEN_SHOWN", 2)
    alice = browser(cast.alice)
    for number, day in enumerate(("03-20", "03-10", "03-05")):
        now_is(f"2026-{day}T10:00:00+00:00")
        taken_down(cast.acme, f"p{number}@people.example")
    now_is("2026-04-08T10:00:00+00:00")
    first, second = (alice.get(f"{DESK}?page={page}").content.decode() for page in (1, 9))
    assert ("Late" in first, "Late" in second) == (True, False)
    assert ("Request 1<" in first, "Request 1<" in second) == (False, True)
    assert "Next" in first


def test_the_desk_names_the_public_page(cast: Cast, browser: Browser, settings: Any) -> None:
    settings.PUBLIC_URL = "https://app.example.com/"
    page = browser(cast.alice).get(DESK).content.decode()
    assert 'href="https://app.example.com/privacy/acme/"' in page
