"""The public form and the one behind the log-in: what becomes of a message, what is kept out."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from enquiries.models import Ticket
from enquiries.tickets.purposes import ANSWER_ASKER
from enquiries.tickets.references import new_reference, read_reference
from enquiries.tickets.sealing import address_of, company_of, name_of
from tests.cast import Cast
from tests.enquiries.tickets.conftest import (
    DORA,
    WORDS,
    Browser,
    form,
    letters,
    link_of_asker,
    mails_to,
    send,
    the_ticket,
    tickets,
)

pytestmark = pytest.mark.django_db


def test_a_message_is_a_ticket_with_a_reference_and_two_mails(cast: Cast, hanne: User) -> None:
    answer = send(name="Dora", company="People Ltd", topic="sales")
    ticket = the_ticket()
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == f"/contact/sent/{ticket.reference}/"
    assert ticket.reference in Client().get(answer["Location"]).content.decode()
    assert re.fullmatch(r"PX-[2-9A-HJKMNP-Z]{6}", ticket.reference)
    with inside(HOUSE_ID):
        assert name_of(ticket, purpose=ANSWER_ASKER) == "Dora"
        assert company_of(ticket, purpose=ANSWER_ASKER) == "People Ltd"
        assert AuditEvent.objects.filter(action="ticket.opened", actor_kind="public").exists()
    (mine,) = mails_to(DORA)
    assert mine.subject == f"[{ticket.reference}] Your message to Proactivox"
    assert mine.reply_to[0].startswith(f"support+{ticket.reference[3:].lower()}-")
    (told,) = mails_to(hanne.email)
    assert f"/enquiries/tickets/{ticket.pk}/" in str(told.body)
    for one in (mine, told):
        assert "Unmistakable" not in str(one.body)
        assert "People Ltd" not in str(one.body)
    assert WORDS in Client().get(link_of_asker()).content.decode()


def test_nothing_is_kept_that_anybody_could_read(cast: Cast) -> None:
    send(name="Dora", company="People Ltd")
    with inside(HOUSE_ID):
        kept = [str(row) for row in Ticket.objects.values_list()]
    assert not any(word in "".join(kept) for word in ("dora", "Dora", "People"))


def test_the_page_says_who_reads_it_and_asks_for_no_consent(danish: None) -> None:
    page = Client().get("/contact/").content.decode()
    assert "our own staff" in page
    assert 'href="/privacy-policy"' in page
    body = page.split('<form class="form"')[1].split("</form>")[0]
    assert 'type="checkbox"' not in body
    assert not re.search(r'(src|action)="https?://', page)
    danish_page = Client().get("/da/contact/?topic=press").content.decode()
    assert "vores egne medarbejdere" in danish_page
    assert re.search(r'value="press"\s+selected', danish_page)


SPOILT: tuple[tuple[dict[str, Any], str], ...] = (
    ({"homepage": "https://spam.example"}, "has to stay empty"),
    ({"drawn": ""}, "open for too long"),
    ({"email": "dora"}, "valid email"),
    ({"email": "dora@people.example\r\nBcc: all@people.example"}, "valid email"),
    ({"text": ""}, "required"),
    ({"text": "x" * 10_001}, "at most 10000"),
    ({"topic": "everything"}, "not one of the available"),
)


def test_what_is_wrong_is_said_and_nothing_is_kept(cast: Cast, subtests: pytest.Subtests) -> None:
    for more, said in SPOILT:
        with subtests.test(said):
            answer = send(**more)
            assert answer.status_code == 200
            assert said in answer.content.decode()
    assert tickets() == 0


def test_a_name_stays_in_its_line(cast: Cast) -> None:
    """Header injection: what is typed stands in no header, and in one line."""
    send(name="Dora\r\nBcc: all@people.example", company="A\nB")
    with inside(HOUSE_ID):
        assert name_of(the_ticket(), purpose=ANSWER_ASKER) == "Dora Bcc: all@people.example"
    (mine,) = mails_to(DORA)
    assert mine.recipients() == [DORA]
    assert "Bcc" not in str(mine.message())


def test_nobodys_mailbox_is_filled(cast: Cast) -> None:
    answers = [send().status_code for _number in range(6)]
    assert answers == [302] * 5 + [429]
    assert send(email="Dora@People.example").status_code == 429, "the same address"
    assert send(email="dora+news@people.example").status_code == 302, "another address"


def test_a_form_without_its_token_is_refused(cast: Cast) -> None:
    assert Client(enforce_csrf_checks=True).post("/contact/", form()).status_code == 403


def test_the_sent_page_shows_references_alone() -> None:
    assert Client().get("/contact/sent/<script>/").status_code == 404
    assert Client().get(f"/contact/sent/{new_reference().lower()}/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (" px-7k3q9d ", "PX-7K3Q9D"),
        ("7k3q9d", "PX-7K3Q9D"),
        ("PX 7K3Q9D", "PX-7K3Q9D"),
        ("PX-7K3Q9", ""),
        ("PX-0OIL11", ""),
        ("' OR 1=1", ""),
    ],
)
def test_references_are_read_however_they_are_typed(typed: str, read: str) -> None:
    assert read_reference(typed) == read


def test_whoever_is_logged_in_is_known_and_names_a_workspace(
    cast: Cast, hanne: User, browser: Browser
) -> None:
    bob = browser(cast.bob)
    assert 'href="/accounts/support/"' in bob.get("/w/acme/settings/members/").content.decode()
    page = bob.get("/accounts/support/").content.decode()
    assert cast.bob.email in page
    assert re.search(rf'value="{cast.acme.pk}"\s+selected', page)
    said = {"workspace": str(cast.acme.pk), "text": WORDS}
    answer = bob.post("/accounts/support/", said)
    assert answer.status_code == 302, answer.content.decode()
    assert WORDS in Client().get(answer["Location"]).content.decode()
    ticket = the_ticket()
    assert (ticket.topic, ticket.channel, ticket.customer_id) == ("support", "login", cast.acme.pk)
    with inside(HOUSE_ID):
        assert address_of(ticket, purpose=ANSWER_ASKER) == cast.bob.email
    assert ticket.reference in bob.get("/accounts/support/").content.decode()
    shown = browser(hanne).get(f"/w/proactivox/enquiries/tickets/{ticket.pk}/").content.decode()
    assert "Acme" in shown


def test_nobody_names_a_workspace_of_others(cast: Cast, browser: Browser) -> None:
    bob = browser(cast.bob)
    answer = bob.post("/accounts/support/", {"workspace": str(cast.rival.pk), "text": WORDS})
    assert answer.status_code == 200
    assert tickets() == 0


def test_homoglyphs_are_another_address(cast: Cast, hanne: User, browser: Browser) -> None:
    """A Cyrillic o in the domain: staff see which letters it is made of."""
    send(email="dora@pe\u043eple.example")
    page = browser(hanne).get(f"/w/proactivox/enquiries/tickets/{the_ticket().pk}/")
    assert "xn--peple-kye.example" in page.content.decode()
    assert letters()
    found = browser(hanne).get("/w/proactivox/enquiries/tickets/", {"q": DORA})
    assert "Nothing found" in found.content.decode()
