"""The asker's page: what it shows, what can be done there, and when it ends."""

import pytest
from django.test import Client

from accounts.models import User
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from enquiries.models import Ticket
from enquiries.tickets.answering import (
    answer_ticket,
    assign_ticket,
    close_ticket,
    mark_spam,
    note_on_ticket,
)
from tests.cast import Cast
from tests.enquiries.tickets.conftest import (
    DORA,
    WORDS,
    At,
    Browser,
    form,
    letter,
    link_of_asker,
    mails_to,
    send,
    take,
    the_ticket,
)

pytestmark = pytest.mark.django_db


def get(path: str) -> str:
    return Client().get(path).content.decode()


def test_it_shows_what_was_written_and_no_note(cast: Cast, hanne: User) -> None:
    send()
    with inside(HOUSE_ID):
        note_on_ticket(ticket_id=the_ticket().pk, text="She seems to be from a rival.")
        answer_ticket(ticket_id=the_ticket().pk, text="By a <b>button</b>.")
    page = get(link_of_asker())
    assert WORDS in page
    assert "By a &lt;b&gt;button&lt;/b&gt;." in page
    assert "We wait for you" in page
    for hidden in ("from a rival", "Hanne", DORA):
        assert hidden not in page
    assert "By a <b>button</b>." in str(mails_to(DORA)[-1].body)


def test_writing_again_tells_who_works_on_it(cast: Cast, hanne: User) -> None:
    send()
    mails_to(hanne.email)
    with inside(HOUSE_ID):
        assign_ticket(ticket_id=the_ticket().pk, assignee=hanne.pk)
    path = link_of_asker()
    assert Client().post(path, {"text": ""}).status_code == 200
    assert Client().post(path, {"text": "And how fast?"})["Location"] == path
    assert "And how fast?" in get(path)
    told = str(mails_to(hanne.email)[-1].body)
    assert "The asker of this ticket wrote." in told
    assert "how fast" not in told


def test_closing_ends_the_link_after_90_days(cast: Cast, now_is: At) -> None:
    now_is("2026-03-05T10:00:00+00:00")
    send()
    path = link_of_asker()
    assert Client().get(f"{path}close/").status_code == 405
    assert Client().post(f"{path}close/")["Location"] == path
    page = get(path)
    assert "Closed" in page
    assert "3 Jun 2026" in page
    now_is("2026-06-03T09:00:00+00:00")
    assert Client().post(path, {"text": "One thing more."}).status_code == 302
    assert the_ticket().state == "ours"
    Client().post(f"{path}close/")
    now_is("2026-09-05T10:00:00+00:00")
    assert Client().get(path).status_code == 404
    assert Client().post(path, {"text": "Too late."}).status_code == 404
    assert Client().post(f"{path}close/").status_code == 404


def test_only_the_right_link_opens(cast: Cast) -> None:
    send()
    path = link_of_asker()
    forged = Client().get(path[:-2] + ("x" if path[-2] != "x" else "y") + "/")
    assert forged.status_code == 404
    assert "no longer good" in forged.content.decode()
    with inside(HOUSE_ID):
        row = Ticket.objects.values_list("link", "link_hash").get()
        assert path.split("/")[3].encode() not in bytes(row[0]) + bytes(row[1])
        mark_spam(ticket_id=the_ticket().pk)
    assert Client().get(path).status_code == 404


def test_what_a_mail_quotes_is_folded(cast: Cast) -> None:
    take(letter("It works.\n\nOn Thu, 5 Mar 2026 at 10:00, Proactivox wrote:\n> Press it."))
    page = get(link_of_asker())
    said, quoted = page.split("<details>")
    assert "It works." in said
    assert "Press it." in quoted.split("</details>")[0]


def test_the_page_is_kept_nowhere_and_listed_nowhere(cast: Cast) -> None:
    send()
    answer = Client().get(link_of_asker())
    assert "no-store" in answer["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in answer.content.decode()


def test_a_message_is_not_sent_without_end(cast: Cast) -> None:
    send()
    path = link_of_asker()
    answers = [Client().post(path, {"text": "Again."}).status_code for _n in range(21)]
    assert answers == [302] * 20 + [429]


def test_it_speaks_the_askers_language(cast: Cast, danish: None) -> None:
    answer = Client().post("/da/contact/", {**form(), "text": "Hvad koster det?"})
    assert answer["Location"].startswith("/da/contact/sent/")
    with inside(HOUSE_ID):
        close_ticket(ticket_id=the_ticket().pk)
    first, last = mails_to(DORA)
    assert "Din besked til Proactivox" in first.subject
    assert "Din sag er lukket." in str(last.body)


def test_another_browser_language_changes_nothing_else(cast: Cast, browser: Browser) -> None:
    send()
    path = link_of_asker()
    assert Client().post(f"/da{path}", {"text": "Mere."})["Location"] == f"/da{path}"
    assert "Din sag" in get(f"/da{path}")
