"""Mail to the support address opens or continues a ticket; no From and no mark is believed."""

import io
import sys
import time
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.errors import Refused
from accounts.letters.signing import signature_of
from accounts.letters.taking import LONGEST_TEXT, Fate
from accounts.models import Job, User
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from enquiries.models import Ticket, TicketState
from enquiries.tickets.addresses import place_of
from enquiries.tickets.answering import answer_ticket, close_ticket, mark_spam
from tests.budget import at_length
from tests.cast import Cast
from tests.enquiries.tickets.conftest import (
    DOMAIN,
    DORA,
    SECRET,
    TO_US,
    At,
    letter,
    letters,
    mails_to,
    send,
    take,
    the_ticket,
    tickets,
    words,
)

pytestmark = pytest.mark.django_db
REPORT = b"text/plain"


def reply_address() -> str:
    return str(mails_to(DORA)[-1].reply_to[0])


def test_a_mail_opens_a_ticket(cast: Cast, hanne: User, now_is: At) -> None:
    now_is("2026-03-05T10:00:00+00:00")
    line = b"Received: from a by mx.proactivox.example with ESMTP; Wed, 4 Mar 2026 23:59 +0100\n"
    assert take(line + letter().as_bytes()).fate == Fate.OPENED
    ticket = the_ticket()
    assert (ticket.topic, ticket.channel, ticket.state) == ("general", "mail", "ours")
    assert ticket.received_at.isoformat() == "2026-03-04T22:59:00+00:00"
    assert words().startswith("A question\n\nHow much is it?")
    assert ticket.reference in mails_to(DORA)[-1].subject
    assert mails_to(hanne.email)


def test_an_answer_finds_its_ticket(cast: Cast, hanne: User) -> None:
    send()
    ticket = the_ticket()
    with inside(HOUSE_ID):
        answer_ticket(ticket_id=ticket.pk, text="By a button.")
    assert the_ticket().state == TicketState.THEIRS
    there = reply_address()
    to_all = letter("Where is it?", To=f"{TO_US}, {there.upper()}")
    assert take(to_all).fate == Fate.APPENDED
    assert the_ticket().state == TicketState.OURS
    assert take(letter("I know.", From="eve@people.example"), there).fate == Fate.APPENDED
    assert "another address: eve@people.example" in words()
    assert not mails_to("eve@people.example"), "answers go to the first address alone"
    assert mails_to(hanne.email)


@pytest.mark.parametrize("spoil", ["forged", "of another", *at_length("spam", "long over")])
def test_a_mark_that_is_no_good_changes_nothing_on_that_ticket(
    cast: Cast, now_is: At, spoil: str
) -> None:
    """It opens a ticket of its own."""
    now_is("2026-03-05T10:00:00+00:00")
    send()
    ticket, there = the_ticket(), reply_address()
    if spoil == "forged":
        there = f"{there.split('-')[0]}-{'a' * 16}@{DOMAIN}"
    elif spoil == "of another":
        send(email="eve@people.example")
        theirs = str(mails_to("eve@people.example")[-1].reply_to[0])
        there = f"{there.split('-')[0]}-{theirs.split('-')[1]}"
    else:
        with inside(HOUSE_ID):
            (mark_spam if spoil == "spam" else close_ticket)(ticket_id=ticket.pk)
        now_is("2026-06-05T10:00:00+00:00" if spoil == "long over" else "2026-03-06T10:00:00+00:00")
    with inside(HOUSE_ID):
        before = Ticket.objects.filter(pk=ticket.pk).values().get()
    assert take(letter(To=there)).fate == Fate.OPENED
    with inside(HOUSE_ID):
        assert Ticket.objects.filter(pk=ticket.pk).values().get() == before
    assert len(letters(ticket)) == 1


def test_a_mail_opens_a_closed_ticket_again_for_a_while(cast: Cast) -> None:
    send()
    with inside(HOUSE_ID):
        close_ticket(ticket_id=the_ticket().pk)
    assert take(letter(), reply_address()).fate == Fate.APPENDED
    assert (the_ticket().state, the_ticket().closed_at) == ("ours", None)


def test_the_same_mail_twice_is_taken_once(cast: Cast) -> None:
    message = letter()
    assert [take(message).fate, take(message).fate] == [Fate.OPENED, Fate.DUPLICATE]
    other = letter(From="eve@people.example", Message_ID=str(message["Message-ID"]))
    assert take(other).fate == Fate.OPENED
    there = reply_address()
    again = letter("More.")
    assert [take(again, there).fate, take(again, there).fate] == [Fate.APPENDED, Fate.DUPLICATE]
    with inside(HOUSE_ID):
        assert Ticket.objects.count() == 2


AUTOMATIC: tuple[dict[str, str], ...] = (
    {"Auto_Submitted": "auto-replied"},
    {"Precedence": "bulk"},
    {"Return_Path": "<>"},
    {"From": "Mail Delivery <MAILER-DAEMON@people.example>"},
    {"From": f"Proactivox <{TO_US}>"},
    {"From": f"Proactivox <support+7k3q9d-{'a' * 16}@{DOMAIN}>"},
)


def test_what_nobody_wrote_opens_nothing_and_is_not_answered(
    cast: Cast, subtests: pytest.Subtests
) -> None:
    for headers in AUTOMATIC:
        with subtests.test(str(headers)):
            assert take(letter(**headers)).fate == Fate.AUTOMATIC
    report = letter().as_bytes().replace(REPORT, b"multipart/report; boundary=x")
    assert take(report).fate == Fate.AUTOMATIC
    assert tickets() == 0
    with inside(HOUSE_ID):
        assert not Job.objects.exists()


def test_files_of_a_mail_pass_the_same_checks(cast: Cast) -> None:
    message = letter("See the files.")
    message.add_attachment(b"%PDF-1.7\n", maintype="application", subtype="pdf", filename="a.pdf")
    message.add_attachment(
        b"PK\x03\x04", maintype="application", subtype="pdf", filename="bomb.pdf"
    )
    message.add_attachment("<script>", subtype="html", filename="page.html")
    message.add_attachment(letter("Inside."))
    message.add_attachment(b"GIF89a", maintype="image", subtype="gif", disposition="inline")
    take(message)
    (kept,) = letters()
    assert [file.name for file in kept.files] == ["a.pdf", "file.gif"]
    text = words()
    for said in ("bomb.pdf: Archives", "page.html: Web pages", "another mail"):
        assert f"[Not taken: {said}" in text
    assert "Inside." not in text


def test_headers_of_a_mail_are_one_line_each(cast: Cast) -> None:
    raw = letter().as_bytes()
    raw = raw.replace(b"Subject: A question", b"Subject: =?utf-8?q?A=0D=0ABcc=3A_all=40x.example?=")
    raw = raw.replace(b"From: Dora", b"From: =?utf-8?q?D=0D=0ABcc=3A?=")
    assert take(raw).fate == Fate.OPENED
    assert words().startswith("A Bcc: all@x.example")
    mine = mails_to(DORA)[-1]
    assert mine.recipients() == [DORA]
    assert "Bcc" not in str(mine.message())


@pytest.mark.torture
def test_ten_megabytes_of_words_are_cut(cast: Cast) -> None:
    take(letter("Æ word. " * 1_300_000))
    text = letters()[0].text.said
    assert LONGEST_TEXT < len(text) < LONGEST_TEXT + 200
    assert "more characters were not taken" in text


def nested(depth: int) -> bytes:
    start = b"From: dora@people.example\nTo: support@proactivox.example\nMIME-Version: 1.0\n"
    for number in range(depth):
        start += b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (number, number)
    return start + b"Content-Type: text/plain\n\nDeep."


def test_what_is_nested_beyond_reason_is_refused(cast: Cast) -> None:
    assert take(nested(5)).fate == Fate.OPENED
    for depth in (40, 2000):
        with pytest.raises(Refused) as refusal:
            take(nested(depth))
        assert refusal.value.code == "not_a_mail"


def test_addresses_are_what_they_are(cast: Cast) -> None:
    """Homoglyphs and plus addresses: none is taken for another, and none of ours is guessed."""
    take(letter(From="dora+x@people.example"))
    take(letter(From="dora@pe\u043eple.example"))
    assert tickets() == 2
    for other in (
        "support@pr\u043eactivox.example",
        f"support@{DOMAIN}.evil.example",
        f"xsupport@{DOMAIN}",
        f"privacy@{DOMAIN}",
    ):
        assert place_of(other) is None, other
        with pytest.raises(Refused, match="Nobody has this support address"):
            take(letter(To=other))
    assert take(letter(To=f"support+anything@{DOMAIN}")).fate == Fate.OPENED


def test_who_forges_an_address_fills_no_mailbox(cast: Cast, hanne: User) -> None:
    for _number in range(8):
        assert take(letter()).fate == Fate.OPENED
    assert len(mails_to(DORA)) == 5
    assert len(mails_to(hanne.email)) == 5


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"From": "nobody"}, "no_sender"),
        ({"From": ""}, "no_sender"),
    ],
)
def test_who_cannot_be_answered_is_refused(cast: Cast, change: dict[str, str], code: str) -> None:
    message = letter()
    del message["From"]
    for name, value in change.items():
        message[name] = value
    with pytest.raises(Refused) as refusal:
        take(message)
    assert refusal.value.code == code
    assert tickets() == 0


def post(message: EmailMessage, secret: str = SECRET, recipient: str = TO_US) -> Any:
    body, stamp = message.as_bytes(), str(int(time.time()))
    return Client().post(
        "/inbound/support-mail",
        body,
        content_type="message/rfc822",
        headers={
            "X-Proactivox-Timestamp": stamp,
            "X-Proactivox-Recipient": recipient,
            "X-Proactivox-Signature": signature_of(secret, stamp, recipient, body),
        },
    )


def test_a_server_hands_it_over_by_signed_http(cast: Cast, settings: Any) -> None:
    message = letter()
    first, second = post(message), post(message)
    assert (first.status_code, first.json()) == (201, {"fate": "opened"})
    assert (second.status_code, second.json()) == (200, {"fate": "duplicate"})
    assert post(letter(), secret="another key of thirty-two letters").status_code == 401
    assert post(letter(), recipient="nobody@elsewhere.example").status_code == 404
    settings.SUPPORT_MAIL_SECRET = ""
    assert post(letter()).status_code == 404
    assert tickets() == 1


def test_a_servers_pipe_hands_it_over(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def pipe() -> None:
        given = io.TextIOWrapper(io.BytesIO(letter().as_bytes()))
        monkeypatch.setattr(sys, "stdin", given)
        call_command("read_support_mail", recipient=TO_US)

    pipe()
    assert "opened" in capsys.readouterr().out
    settings.SUPPORT_MAIL_DOMAIN = ""
    with pytest.raises(CommandError, match="SUPPORT_MAIL_DOMAIN is not set") as refusal:
        pipe()
    assert refusal.value.returncode == 78
    assert tickets() == 1
