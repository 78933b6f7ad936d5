"""The public form and its link: the same answer for all, and a request only with the mailbox."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.readings import ANSWER_REQUEST
from accounts.tenancy import inside
from privacy.models import DataSubjectRequest, RequestEvent, RequestMessage, State
from privacy.requests.sealing import address_of, text_of
from tests.accounts.conftest import deliver_mail
from tests.budget import at_length
from tests.cast import Cast
from tests.privacy.requests.conftest import FORM, At, confirmed, link_in_mail, send, the_request

pytestmark = pytest.mark.django_db


def test_the_page_names_rights_and_authorities_in_both_languages(cast: Cast, danish: None) -> None:
    english = Client().get("/privacy/acme/").content.decode()
    for words in ("Carl Jacobsens Vej 35, 2500 Valby", "Information Commissioner", "Erasure"):
        assert words in english
    page = Client().get("/privacy/acme/", headers={"accept-language": "da"}).content.decode()
    assert "Dine rettigheder" in page
    assert "Your rights" not in page


@pytest.mark.parametrize("path", ["/privacy/nobody/", "/privacy/nobody/sent/"])
def test_an_unknown_workspace_is_not_there(cast: Cast, path: str) -> None:
    assert Client().get(path).status_code == 404
    assert Client().post(path, FORM).status_code in (404, 405)


def test_known_and_unknown_people_get_the_same_answer_for_the_same_work(cast: Cast) -> None:
    """A member, somebody who asked before, and a stranger: nobody learns which."""
    confirmed(cast)
    seen = [shown(email) for email in (cast.alice.email, FORM["email"], "nobody@people.example")]
    assert seen[0] == seen[1] == seen[2]


def shown(email: str) -> tuple[object, ...]:
    stranger = Client()
    with CaptureQueriesContext(connection) as captured:
        answer = stranger.post("/privacy/acme/", {**FORM, "email": email})
        page = stranger.get(answer["Location"]).content.decode()
    statements = [
        re.sub(r"'[^']*'|\\x[0-9a-f]+|s\d+_x\d+", "?", query["sql"]) for query in captured
    ]
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
    return answer.status_code, answer["Location"], page, statements


def test_nothing_is_a_request_before_the_link_is_followed(cast: Cast) -> None:
    """Statement 25: control of the mailbox suffices, and is needed."""
    send()
    request = the_request(cast.acme)
    assert (request.state, request.number) == (State.UNPROVEN, None)
    with inside(cast.acme):
        assert not RequestEvent.objects.exists()
        assert not AuditEvent.objects.filter(action__startswith="request.").exists()
    path = link_in_mail(cast.acme, "/confirm/")
    assert "Yes, this is my request" in Client().get(path).content.decode()
    assert the_request(cast.acme).state == State.UNPROVEN, "a scanner that opens it changes nothing"


def test_it_was_received_when_the_form_was_sent(cast: Cast, now_is: At) -> None:
    """Statement 24: the day on which it reached us counts, not the one on which it was opened."""
    now_is("2026-03-05T23:30:00+00:00")
    stranger = send()
    path = link_in_mail(cast.acme, "/confirm/")
    now_is("2026-03-07T10:00:00+00:00")
    page = stranger.get(stranger.post(path)["Location"]).content.decode()
    # Half past midnight in Copenhagen: the 6th, so the 6th of April, which is Easter Monday.
    assert "6 Mar 2026" in page
    assert "7 Apr 2026" in page
    with inside(cast.acme):
        kinds = RequestEvent.objects.order_by("at").values_list("happening", flat=True)
        assert list(kinds) == ["received", "proven"]
        assert AuditEvent.objects.filter(action="request.received", actor_kind="public").exists()


def test_the_desk_is_told_in_the_same_moment(cast: Cast) -> None:
    """Statement 52: it reaches the customer at once, with a record, and without its words."""
    confirmed(cast)
    deliver_mail(cast.acme)
    (told,) = [one for one in mail.outbox if one.to == [cast.alice.email]]
    assert "/w/acme/settings/privacy/requests/" in told.body
    assert FORM["email"] not in told.body
    assert FORM["text"] not in told.body
    assert [one for one in mail.outbox if one.to == [cast.bob.email]] == []


@pytest.mark.parametrize("spoil", ["expired", "of another workspace", *at_length("used", "forged")])
def test_a_link_that_is_no_good_says_so_and_changes_nothing(
    cast: Cast, spoil: str, now_is: At
) -> None:
    stranger = send()
    path = link_in_mail(cast.acme, "/confirm/")
    if spoil == "used":
        stranger.post(path)
    elif spoil == "expired":
        now_is((timezone.now() + timedelta(days=2, minutes=1)).isoformat())
    elif spoil == "forged":
        path = path[:-2] + ("a/" if path[-2] != "a" else "b/")
    else:
        path = path.replace("/acme/", "/rival/")
    before = the_request(cast.acme)
    for answer in (stranger.get(path), stranger.post(path)):
        assert answer.status_code == 404
        assert "no longer good" in answer.content.decode()
    after = the_request(cast.acme)
    assert (after.state, after.link_hash, after.number) == (
        *(before.state, before.link_hash, before.number),
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "dora@people.example\r\nBcc: everybody@people.example"),
        ("email", ""),
        *at_length(
            ("email", "dora@people.example, everybody@people.example"),
            ("email", "a" * 250 + "@people.example"),
            ("text", "x" * 5001),
            ("text", "null\x00byte"),
            ("kind", "everything"),
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_beside_its_field(
    cast: Cast, field: str, value: str
) -> None:
    answer = Client().post("/privacy/acme/", {**FORM, field: value})
    assert answer.status_code == 200
    assert f'id="id_{field}_error"' in answer.content.decode()
    with inside(cast.acme):
        assert not DataSubjectRequest.objects.exists()
    assert deliver_mail(cast.acme) == 0


def test_ten_megabytes_are_not_read(cast: Cast) -> None:
    answer = Client().post("/privacy/acme/", {**FORM, "text": "x" * 10_000_000})
    assert answer.status_code in (400, 413)
    with inside(cast.acme):
        assert not DataSubjectRequest.objects.exists()


def test_nobody_has_to_say_why(cast: Cast) -> None:
    """Statement 32: no reason is asked, and nothing is charged."""
    confirmed(cast, {"text": ""})
    assert the_request(cast.acme).state == State.OPEN


def test_a_mailbox_is_not_filled_and_a_client_not_served_for_ever(cast: Cast) -> None:
    answers = [Client().post("/privacy/acme/", FORM).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]
    elsewhere = Client().post("/privacy/rival/", FORM)
    assert elsewhere.status_code == 429, "by way of another workspace it is the same mailbox"
    others = [
        Client().post("/privacy/acme/", {**FORM, "email": f"p{n}@people.example"}).status_code
        for n in range(30)
    ]
    assert set(others) == {302, 429}
    assert Client().get("/privacy/acme/").status_code == 200


def test_what_is_kept_is_sealed(cast: Cast) -> None:
    confirmed(cast)
    with inside(cast.acme):
        (request,), (message,) = DataSubjectRequest.objects.all(), RequestMessage.objects.all()
        assert (
            address_of(request, purpose=ANSWER_REQUEST),
            text_of(message, purpose=ANSWER_REQUEST),
        ) == (FORM["email"], FORM["text"])
        with connection.cursor() as cursor:
            for table in ("datasubjectrequest", "requestmessage", "requestevent"):
                cursor.execute(f"SELECT t::text FROM privacy_{table} t")  # noqa: S608
                stored = str(cursor.fetchall())
                for words in (FORM["email"], FORM["text"]):
                    assert words not in stored
                    assert words.encode().hex() not in stored


def test_what_is_wrong_stands_once_above_the_form(cast: Cast) -> None:
    page = Client().post("/privacy/acme/", {**FORM, "email": "dora"}).content.decode()
    assert page.count('class="error-summary"') == 1
