"""To refuse a request as unfounded or excessive takes evidence and two members (statement 31)."""

import pytest
from django.core import mail

from accounts.errors import Refused
from accounts.models import AuditEvent, Role
from accounts.tenancy import inside
from privacy.models import Outcome, RequestMessage, State
from privacy.requests.ending import close_request
from tests.accounts.conftest import deliver_mail
from tests.accounts.test_roles_and_leaks import as_role
from tests.cast import Cast
from tests.privacy.requests.conftest import Browser, confirmed, taken_down, the_request

pytestmark = pytest.mark.django_db

PROPOSAL = {"evidence": "Nine alike came this week.", "text": "It is the tenth this week."}


def place(cast: Cast, step: str = "") -> str:
    tail = f"{step}/" if step else ""
    return f"/w/acme/settings/privacy/requests/{the_request(cast.acme).pk}/{tail}"


def test_a_second_member_agrees_and_the_person_is_told(cast: Cast, browser: Browser) -> None:
    stranger, path = confirmed(cast)
    alice, paula = browser(cast.alice), as_role(cast, Role.PRIVACY_OFFICER)
    alice.post(place(cast, "propose"), PROPOSAL)
    assert PROPOSAL["text"] not in stranger.get(path).content.decode(), "a draft is the desk's"
    assert "waits for another member" in alice.get(place(cast)).content.decode()
    assert "waits for you" in paula.get(place(cast)).content.decode()
    deliver_mail(cast.acme)
    mail.outbox.clear()
    assert paula.post(place(cast, "decide"), {"is_agreed": "yes"}).status_code == 302
    request = the_request(cast.acme)
    assert (request.state, request.outcome) == (State.CLOSED, Outcome.UNFOUNDED)
    deliver_mail(cast.acme)
    (told,) = mail.outbox
    for words in (PROPOSAL["text"], "You may complain to Datatilsynet", "before a court"):
        assert words in told.body
        assert words in stranger.get(path).content.decode()
    assert PROPOSAL["evidence"] not in stranger.get(path).content.decode()
    assert PROPOSAL["evidence"] in alice.get(place(cast)).content.decode()
    with inside(cast.acme):
        actors = AuditEvent.objects.filter(action__in=["request.proposed", "request.closed"])
        assert len(set(actors.values_list("actor_id", flat=True))) == 2


def test_nobody_agrees_with_themselves(cast: Cast, browser: Browser) -> None:
    confirmed(cast)
    alice = browser(cast.alice)
    assert "Nobody else here can agree" in alice.get(place(cast, "propose")).content.decode()
    as_role(cast, Role.PRIVACY_OFFICER)
    assert "Nobody else here can agree" not in alice.get(place(cast, "propose")).content.decode()
    alice.post(place(cast, "propose"), PROPOSAL)
    page = alice.post(place(cast, "decide"), {"is_agreed": "yes"}).content.decode()
    assert "somebody else has to agree" in page
    assert the_request(cast.acme).state == State.OPEN


def test_who_declines_leaves_it_open_and_the_draft_is_gone(cast: Cast, browser: Browser) -> None:
    confirmed(cast)
    alice, paula = browser(cast.alice), as_role(cast, Role.PRIVACY_OFFICER)
    alice.post(place(cast, "propose"), PROPOSAL)
    paula.post(place(cast, "decide"), {"is_agreed": "no"})
    assert the_request(cast.acme).state == State.OPEN
    with inside(cast.acme):
        assert not RequestMessage.objects.filter(direction="draft").exists()
        assert AuditEvent.objects.filter(action="request.declined").count() == 1
    again = paula.post(place(cast, "decide"), {"is_agreed": "yes"}).content.decode()
    assert "Nothing is proposed any more." in again


def test_a_proposal_without_evidence_is_none(cast: Cast, browser: Browser) -> None:
    confirmed(cast)
    answer = browser(cast.alice).post(place(cast, "propose"), {**PROPOSAL, "evidence": " "})
    assert "This field is required" in answer.content.decode()
    with inside(cast.acme):
        assert not AuditEvent.objects.filter(action="request.proposed").exists()


def test_there_is_no_way_around_the_second_member(cast: Cast, browser: Browser) -> None:
    confirmed(cast)
    form = {"outcome": "unfounded", "text": "No."}
    answer = browser(cast.alice).post(place(cast, "close"), form)
    assert "Select a valid choice" in answer.content.decode()
    with inside(cast.acme), pytest.raises(Refused):
        close_request(request_id=the_request(cast.acme).pk, outcome=Outcome.UNFOUNDED, text="No.")
    assert the_request(cast.acme).state == State.OPEN


def test_without_an_address_only_agreeing_needs_the_person_told(
    cast: Cast, browser: Browser
) -> None:
    taken_down(cast.acme, email="")
    alice, paula = browser(cast.alice), as_role(cast, Role.PRIVACY_OFFICER)
    alice.post(place(cast, "propose"), PROPOSAL)
    assert paula.post(place(cast, "decide"), {"is_agreed": "yes"}).status_code == 200
    assert paula.post(place(cast, "decide"), {"is_agreed": "no"}).status_code == 302
    alice.post(place(cast, "propose"), PROPOSAL)
    told = {"is_agreed": "yes", "was_told": "on"}
    assert paula.post(place(cast, "decide"), told).status_code == 302
    assert the_request(cast.acme).outcome == Outcome.UNFOUNDED
