"""The person's own page: what it shows, what can be done on it, and when it opens no more."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.tenancy import inside
from privacy.clock import Question
from privacy.models import DataSubjectRequest, Outcome, RequestMessage, State
from privacy.requests.ending import close_request
from privacy.requests.finding import row_of
from privacy.requests.handling import ask_person
from tests.accounts.conftest import deliver_mail
from tests.budget import at_length
from tests.cast import Cast
from tests.privacy.requests.conftest import FORM, At, confirmed, the_request

pytestmark = pytest.mark.django_db


def test_it_shows_the_state_both_days_and_what_was_written(cast: Cast, now_is: At) -> None:
    now_is("2026-11-25T10:00:00+00:00")
    stranger, path = confirmed(cast)
    page = stranger.get(path)
    # A month on is Christmas Day: aimed at the working day before, lawful until the one after.
    for words in ("Open", "24 Dec 2026", "28 Dec 2026", FORM["text"]):
        assert words in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert "noindex" in page.content.decode()


def test_a_message_reaches_the_desk_and_answers_what_was_asked(cast: Cast, now_is: At) -> None:
    """Statement 28: the clock stands still from a justified question until the answer."""
    now_is("2026-03-05T10:00:00+00:00")
    stranger, path = confirmed(cast)
    request = the_request(cast.acme)
    now_is("2026-03-10T10:00:00+00:00")
    with inside(cast.acme):
        ask_person(
            request_id=request.pk,
            question=Question.IDENTITY,
            text="Which number have you at Acme?",
            reason="Two people of that name are customers.",
        )
        assert row_of(request).clock.is_paused
    page = stranger.get(path).content.decode()
    assert "We wait for your answer" in page
    assert "Which number have you at Acme?" in page
    assert "Two people of that name" not in page, "the reason stays with the desk"
    now_is("2026-03-20T10:00:00+00:00")
    mail.outbox.clear()
    assert stranger.post(path, {"text": "It is 4711."}).status_code == 302
    assert "It is 4711." in stranger.get(path).content.decode()
    deliver_mail(cast.acme)
    assert [one.to for one in mail.outbox if "wrote" in one.body] == [[cast.alice.email]]
    with inside(cast.acme):
        clock = row_of(request).clock
        assert (clock.is_paused, clock.stood_still) == (False, 10)
        assert AuditEvent.objects.filter(action="request.written", actor_kind="public").exists()


def test_what_proved_an_identity_goes_with_the_decision(cast: Cast) -> None:
    """Statement 25: evidence is deleted on decision, the fact kept."""
    stranger, path = confirmed(cast)
    request = the_request(cast.acme)
    with inside(cast.acme):
        ask_person(
            request_id=request.pk,
            question=Question.IDENTITY,
            text="Your number?",
            reason="Two of that name.",
        )
    stranger.post(path, {"text": "It is 4711."})
    with inside(cast.acme):
        assert RequestMessage.objects.filter(is_evidence=True).count() == 1
        close_request(request_id=request.pk, outcome=Outcome.ANSWERED, text="Here it is.")
        assert not RequestMessage.objects.filter(is_evidence=True).exists()
        kinds = request.events.values_list("happening", flat=True)
        assert "answered" in kinds
    page = stranger.get(path).content.decode()
    assert "4711" not in page
    assert FORM["text"] in page


def test_a_person_is_told_that_it_arrived_and_after_the_end_of_no_place_to_write(
    cast: Cast,
) -> None:
    """The link was the last thing they did: somebody has to say that it was enough."""
    stranger, path = confirmed(cast)
    page = stranger.get(path).content.decode()
    assert "Your request has arrived." in page
    deliver_mail(cast.acme)
    assert any("a place to write back" in one.body for one in mail.outbox)
    request = the_request(cast.acme)
    with inside(cast.acme):
        close_request(request_id=request.pk, outcome=Outcome.ANSWERED, text="It is done.")
    deliver_mail(cast.acme)
    (answered,) = [one.body for one in mail.outbox if "is answered" in one.body]
    assert "Where it stands, and what was written:" in answered
    page = stranger.get(path).content.decode()
    assert "<textarea" not in page
    assert 'href="/privacy/acme/"' in page


def test_it_can_be_taken_back_once(cast: Cast) -> None:
    stranger, path = confirmed(cast)
    assert stranger.post(f"{path}withdraw/").status_code == 302
    request = the_request(cast.acme)
    assert (request.state, request.outcome) == (State.CLOSED, Outcome.WITHDRAWN)
    again = stranger.post(f"{path}withdraw/", follow=True).content.decode()
    assert "This request is closed." in again
    written = stranger.post(path, {"text": "And yet."}, follow=True).content.decode()
    assert "This request is closed." in written
    with inside(cast.acme):
        assert RequestMessage.objects.count() == 1
        assert AuditEvent.objects.filter(action="request.withdrawn").count() == 1


@pytest.mark.parametrize("spoil", ["forged", "of another workspace", *at_length("expired")])
def test_a_link_that_is_no_good_shows_nothing(cast: Cast, spoil: str, now_is: At) -> None:
    stranger, path = confirmed(cast)
    if spoil == "forged":
        path = path[:-2] + ("a/" if path[-2] != "a" else "b/")
    elif spoil == "of another workspace":
        path = path.replace("/acme/", "/rival/")
    else:
        stranger.post(f"{path}withdraw/")
        now_is((timezone.now() + timedelta(days=91)).isoformat())
    for answer in (
        Client().get(path),
        Client().post(path, {"text": "Hello."}),
        Client().post(f"{path}withdraw/"),
    ):
        assert answer.status_code == 404
        assert FORM["text"] not in answer.content.decode()
    with inside(cast.acme):
        assert RequestMessage.objects.count() == 1
        assert DataSubjectRequest.objects.get().outcome == (
            Outcome.WITHDRAWN if spoil == "expired" else ""
        )


def test_words_of_people_are_words_and_not_markup(cast: Cast) -> None:
    stranger, path = confirmed(cast, {"text": "<img src=x>\nnext"})
    page = stranger.get(path).content.decode()
    assert "<img src=x>" not in page
    assert "&lt;img src=x&gt;<br>next" in page
