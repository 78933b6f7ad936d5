"""What tickets hold of a person is found, copied and erased; what is old goes by itself."""

import base64
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from accounts.models import QuarantinedNumber, User
from accounts.models.workspace import HOUSE_ID
from accounts.subjects import Subject
from accounts.tenancy import inside
from enquiries.models import Ticket
from enquiries.tickets.answering import answer_ticket, close_ticket, mark_spam, note_on_ticket
from enquiries.tickets.holdings import collect, erase
from enquiries.tickets.sweeps import close_quiet_tickets, forget_tickets
from privacy.access.cards import shown_value
from tests.cast import Cast
from tests.enquiries.tickets.conftest import (
    DORA,
    At,
    a_file,
    letter,
    mails_to,
    send,
    take,
    the_ticket,
    tickets,
)

pytestmark = pytest.mark.django_db
CANARY = "Cinnamon Canary 4711"
TABLES = ("Ticket", "TicketMessage", "TicketFile", "TicketFilePiece", "TicketMail")


def rows() -> dict[str, int]:
    """How many rows each of the room's tables has."""
    with inside(HOUSE_ID):
        models: dict[str, Any] = {name: apps.get_model("enquiries", name) for name in TABLES}
        return {name: model.objects.count() for name, model in models.items()}


def write_all() -> None:
    """Everything that a ticket can hold, of Dora."""
    files = [a_file("canary.txt", CANARY.encode(), "text/plain")]
    send(name=CANARY, company=CANARY, text=f"{CANARY}, CPR 010190-1234", attached=files)
    take(letter(CANARY))
    with inside(HOUSE_ID):
        for ticket in Ticket.objects.all():
            note_on_ticket(ticket_id=ticket.pk, text=CANARY)
            answer_ticket(ticket_id=ticket.pk, text=CANARY)


def dora(user_id: UUID | None = None) -> Subject:
    return Subject(emails=(DORA,), user_id=user_id)


def test_nothing_is_readable_in_the_tables(cast: Cast) -> None:
    """The canary stands in no column of any row."""
    write_all()
    with inside(HOUSE_ID), connection.cursor() as cursor:
        for name in (*TABLES, "job"):
            table = f"enquiries_{name.lower()}" if name != "job" else "accounts_job"
            cursor.execute(f"SELECT t::text FROM {table} t")  # noqa: S608  our own names
            kept = "".join(row[0] for row in cursor.fetchall())
            for secret in (CANARY, DORA, "canary.txt", CANARY.encode().hex()):
                assert secret not in kept, (table, secret)


def test_a_copy_has_all_of_it(cast: Cast) -> None:
    write_all()
    found = {part.table: part.rows for part in collect(dora())}
    assert [row["address"] for row in found["enquiries.ticket"]] == [DORA, DORA]
    assert found["enquiries.ticket"][0]["name"] == CANARY
    texts = [str(row["text"]) for row in found["enquiries.ticketmessage"]]
    assert len(texts) == 6
    assert all(CANARY in text for text in texts)
    (file,) = found["enquiries.ticketfile"]
    assert base64.b64decode(file["content"] or "").decode() == CANARY
    assert found["accounts.quarantinednumber"][0]["numbers"] == "0101901234"
    with inside(cast.acme):
        assert collect(dora()) == ()


def test_a_page_of_the_desk_shows_the_beginning_of_a_file_alone() -> None:
    assert shown_value("x" * 20_000) == "x" * 20_000
    assert len(shown_value("x" * 7_000_000) or "") < 20_010
    assert shown_value(None) is None


def test_an_erasure_leaves_nothing(cast: Cast, hanne: User) -> None:
    write_all()
    send(email="eve@people.example")
    before = rows()
    with inside(HOUSE_ID):
        assert QuarantinedNumber.objects.exists()
    done = {one.table: (one.erased, one.retained) for one in erase(dora())}
    assert done["enquiries.ticket"] == (2, 0)
    assert done["enquiries.ticketmessage"] == (6, 0)
    assert done["enquiries.ticketfile"] == (1, 0)
    assert collect(dora()) == ()
    after = rows()
    assert after == {**dict.fromkeys(TABLES, 0), "Ticket": 1, "TicketMessage": 1}
    assert before["TicketFilePiece"] == before["TicketMail"] == 1
    with inside(HOUSE_ID):
        assert not QuarantinedNumber.objects.exists()
    assert {one.table: one.erased for one in erase(dora())}["enquiries.ticket"] == 0


def test_after_a_restore_a_hash_is_enough(cast: Cast) -> None:
    """The ledger holds hashes alone; by them an erasure is done again."""
    send()
    with inside(HOUSE_ID):
        digest = bytes(Ticket.objects.get().address_hash)
    erase(Subject(hashes={"email index": (digest,)}))
    assert tickets() == 0


def test_a_login_is_found_by_its_id_and_forgotten_as_staff(cast: Cast, hanne: User) -> None:
    send()
    with inside(HOUSE_ID):
        Ticket.objects.update(asker_id=cast.bob.pk, assignee_id=hanne.pk)
    erase(Subject(emails=(hanne.email,), user_id=hanne.pk))
    assert the_ticket().assignee_id is None
    erase(Subject(user_id=cast.bob.pk))
    assert tickets() == 0


def test_what_nobody_goes_on_with_is_closed_and_told(cast: Cast, now_is: At) -> None:
    now_is("2026-03-05T10:00:00+00:00")
    send()
    assert close_quiet_tickets() == 0
    now_is("2026-05-05T10:00:00+00:00")
    assert close_quiet_tickets() == 0, "it waits for us, so it stays open"
    with inside(HOUSE_ID):
        answer_ticket(ticket_id=the_ticket().pk, text="Well?")
    now_is("2026-06-05T10:00:00+00:00")
    assert close_quiet_tickets() == 1
    assert the_ticket().state == "closed"
    assert "30 days" in str(mails_to(DORA)[-1].body)


@pytest.mark.parametrize(
    ("end", "last_day", "first_day"),
    [
        (close_ticket, "2028-03-03", "2028-03-05"),
        (mark_spam, "2026-04-03", "2026-04-05"),
    ],
)
def test_what_is_over_goes_in_time(
    cast: Cast, now_is: At, end: Any, last_day: str, first_day: str
) -> None:
    """Closed for 24 months, spam for 30 days; what is open stays."""
    now_is("2026-03-05T10:00:00+00:00")
    write_all()
    with inside(HOUSE_ID):
        for ticket in Ticket.objects.all():
            end(ticket_id=ticket.pk)
    send(email="eve@people.example")
    now_is(f"{last_day}T10:00:00+00:00")
    assert forget_tickets() == 0
    now_is(f"{first_day}T10:00:00+00:00")
    assert forget_tickets() == 2
    assert rows() == {**dict.fromkeys(TABLES, 0), "Ticket": 1, "TicketMessage": 1}
    with inside(HOUSE_ID):
        assert not QuarantinedNumber.objects.exists()
    assert isinstance(timezone.now(), datetime)
