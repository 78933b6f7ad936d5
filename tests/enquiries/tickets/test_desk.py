"""The staff's queue and their steps: who is let in, what each does, what is noted of it."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, Membership, Reading, Role, User
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from enquiries.models import TicketState
from enquiries.tickets.views.desk import STEPS
from privacy.models import DataSubjectRequest, State
from privacy.requests.finding import letters_of as letters_of_request
from tests.budget import at_length
from tests.cast import PASSWORD, Cast, make_user
from tests.counting import assert_same_queries
from tests.enquiries.tickets.conftest import (
    DORA,
    QUEUE,
    WORDS,
    At,
    Browser,
    a_file,
    letters,
    mails_to,
    place,
    send,
    the_ticket,
)

pytestmark = pytest.mark.django_db
LET_IN = {"owner": True, "admin": True, "marketer": True, "viewer": False, "privacy_officer": False}


@pytest.fixture
def desk(cast: Cast, hanne: User, browser: Browser) -> Client:
    """A browser of staff, and one ticket with a file."""
    send(topic="sales", name="Dora", attached=[a_file("a.txt", b"Words", "text/plain")])
    return browser(hanne)


def acts() -> list[str]:
    with inside(HOUSE_ID):
        rows = AuditEvent.objects.filter(action__startswith="ticket.", actor_kind="user")
        return list(rows.order_by("seq").values_list("action", flat=True))


def test_the_queue_shows_whose_turn_it_is(desk: Client, hanne: User) -> None:
    reference = the_ticket().reference
    page = desk.get(QUEUE).content.decode()
    assert reference in page
    assert "Waits for us" in page
    assert DORA not in page
    assert reference not in desk.get(QUEUE, {"view": "theirs"}).content.decode()
    assert reference not in desk.get(QUEUE, {"view": "mine"}).content.decode()
    desk.post(place("assign"), {"assignee": str(hanne.pk)})
    assert reference in desk.get(QUEUE, {"view": "mine"}).content.decode()
    assert reference in desk.get(QUEUE, {"view": "nonsense"}).content.decode()
    for words in (reference, reference.lower(), reference[3:], "Dora@People.example "):
        assert desk.get(QUEUE, {"q": words})["Location"] == place(), words
    assert "Nothing found" in desk.get(QUEUE, {"q": "PX-222222"}).content.decode()


def test_an_answer_is_mailed_and_kept(desk: Client, hanne: User, now_is: At) -> None:
    assert "not yet" in desk.get(place()).content.decode()
    assert desk.post(place("answer"), {"text": ""}).status_code == 200
    assert desk.post(place("answer"), {"text": "It is free."}).status_code == 302
    ticket = the_ticket()
    assert (ticket.state, ticket.answered_at is not None) == (TicketState.THEIRS, True)
    assert "It is free." in str(mails_to(DORA)[-1].body)
    assert [(one.direction, one.author) for one in letters()] == [("in", ""), ("out", "Hanne")]
    assert ticket.reference in desk.get(QUEUE, {"view": "theirs"}).content.decode()
    desk.post(place("answer"), {"text": "And easy.", "is_last": "on"})
    assert the_ticket().state == TicketState.CLOSED
    assert "You can write again until" in str(mails_to(DORA)[-1].body)
    assert the_ticket().answered_at == ticket.answered_at, "the first answer counts"
    assert desk.post(place("answer"), {"text": "Late."}).status_code == 302
    assert "Late." not in str([one.text for one in letters()])
    assert acts() == ["ticket.answered", "ticket.answered", "ticket.closed"]


def test_the_other_steps(desk: Client, hanne: User) -> None:
    for step, state, action in (
        ("close", "closed", "ticket.closed"),
        ("reopen", "ours", "ticket.reopened"),
        ("spam", "spam", "ticket.spam"),
        ("reopen", "ours", "ticket.reopened"),
    ):
        assert desk.post(place(step)).status_code == 302
        assert (the_ticket().state, acts()[-1]) == (state, action)
    before = len(acts())
    desk.post(place("reopen"))
    assert len(acts()) == before, "an open ticket is not opened"
    desk.post(place("note"), {"note-text": "Ask Alice."})
    assert [one.direction for one in letters()] == ["in", "note"]
    desk.post(place("assign"), {"assignee": str(hanne.pk)})
    assert the_ticket().assignee_id == hanne.pk
    stranger = make_user("eve@people.example", "Eve")
    assert desk.post(place("assign"), {"assignee": str(stranger.pk)}).status_code == 200
    assert the_ticket().assignee_id == hanne.pk
    desk.post(place("assign"), {"assignee": ""})
    assert the_ticket().assignee_id is None


def test_each_reading_is_noted(desk: Client) -> None:
    """Who read it, for what: so that the asker can be told."""
    desk.get(QUEUE)
    (file,) = letters()[0].files
    with inside(HOUSE_ID):
        assert not Reading.objects.exists()
    desk.get(place())
    desk.get(f"{place()}files/{file.id}/")
    with inside(HOUSE_ID):
        first, second = Reading.objects.order_by("at", "id")
        assert first.purpose == "answer whoever writes to us"
        assert "enquiries.ticket.address" in first.fields
        assert second.fields == ["enquiries.ticketfile.name", "enquiries.ticketfilepiece.sealed"]
        assert first.person_id == second.person_id


def test_a_right_is_handed_to_the_privacy_desk_as_of_its_receipt(
    cast: Cast, hanne: User, browser: Browser, now_is: At
) -> None:
    """Statement 24: by a support ticket, too; received when it reached us."""
    now_is("2026-03-05T10:00:00+00:00")
    send()
    now_is("2026-03-12T10:00:00+00:00")
    desk = browser(hanne)
    assert desk.post(place("hand-over"), {"kind": "nothing"}).status_code == 200
    assert desk.post(place("hand-over"), {"kind": "erasure"}).status_code == 302
    ticket = the_ticket()
    assert (ticket.state, ticket.handed_at is not None) == (TicketState.CLOSED, True)
    with inside(HOUSE_ID):
        request = DataSubjectRequest.objects.get()
        assert (request.kind, request.state) == ("erasure", State.UNPROVEN)
        assert request.received_at.date().isoformat() == "2026-03-05"
        assert WORDS in letters_of_request(request, with_notes=True)[0].text
    assert "/confirm/" in str(mails_to(DORA)[-1].body)
    assert acts() == ["ticket.handed_over"]
    assert "privacy desk" in desk.get(place()).content.decode()


@pytest.mark.parametrize(
    "role", ["marketer", "privacy_officer", *at_length("owner", "admin", "viewer")]
)
def test_each_role_gets_what_the_matrix_says(cast: Cast, hanne: User, role: str) -> None:
    send(attached=[a_file("a.txt", b"Words", "text/plain")])
    (file,) = letters()[0].files
    client = _member(role)
    paths = [QUEUE, place(), f"{place()}files/{file.id}/"]
    for path in paths:
        assert client.get(path).status_code == (200 if LET_IN[role] else 403), path
    assert ("Tickets" in client.get("/w/proactivox/settings/members/").content.decode()) is (
        LET_IN[role]
    )
    for step in STEPS:
        assert client.get(place(step)).status_code == 405
        answer = client.post(place(step), {"kind": "nothing", "text": ""})
        assert (answer.status_code != 403) is LET_IN[role], step


def _member(role: str) -> Client:
    from allauth.account.models import EmailAddress

    user = make_user(f"{role}@proactivox.example", role)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    Membership.objects.create(workspace_id=HOUSE_ID, user=user, role=Role(role))
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client


def test_nobody_else_has_such_pages(cast: Cast, hanne: User, browser: Browser) -> None:
    """Acme's own owner, and Charlie of Rival: 404 everywhere, and no link in the navigation."""
    send()
    ids = {"ticket_id": the_ticket().pk}
    names = ["ticket", *(f"ticket_{step.replace('-', '_')}" for step in STEPS)]
    for user, slug in ((cast.alice, "acme"), (cast.charlie, "rival")):
        client = browser(user)
        for own in (slug, "proactivox"):
            assert client.get(reverse("enquiries:tickets", args=[own])).status_code == 404
            for name in names:
                path = reverse(f"enquiries:{name}", kwargs={"slug": own, **ids})
                status = client.post(path).status_code if name != "ticket" else 404
                assert status == 404, path
                if name == "ticket":
                    assert client.get(path).status_code == 404
        page = client.get(f"/w/{slug}/settings/members/").content.decode()
        assert "enquiries/tickets" not in page
        assert "Answer what people write" not in page


def test_strangers_log_in_first(cast: Cast) -> None:
    assert Client().get(QUEUE)["Location"].startswith("/accounts/login/")


def test_a_long_queue_costs_no_more_queries(desk: Client) -> None:
    desk.get(QUEUE)
    assert_same_queries(lambda: desk.get(QUEUE), lambda: send(email="eve@people.example"))
