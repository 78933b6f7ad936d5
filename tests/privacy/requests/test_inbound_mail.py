"""Mail that arrives by itself: it opens or continues a request, and no From line is believed."""

import io
import sys
import time
from email.message import EmailMessage
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.errors import Refused
from accounts.letters.reading import read_letter
from accounts.letters.receiving import MOST_BYTES
from accounts.letters.signing import signature_of
from accounts.letters.taking import LONGEST_TEXT, Fate
from accounts.models import AuditEvent, Job
from accounts.tenancy import inside
from privacy.inbound.addresses import place_of
from privacy.inbound.taking import take_mail
from privacy.models import DataSubjectRequest, InboundMail, RequestEvent, RequestMessage, State
from privacy.requests.finding import letters_of
from tests.accounts.conftest import deliver_mail
from tests.accounts.test_roles_and_leaks import as_role
from tests.budget import at_length
from tests.cast import Cast
from tests.counting import assert_same_queries
from tests.privacy.requests.conftest import (
    At,
    Browser,
    house,
    link_in_mail,
    taken_down,
    the_request,
)

pytestmark = pytest.mark.django_db
DORA, DOMAIN = "dora@people.example", "proactivox.example"
TO_ACME = f"privacy+acme@{DOMAIN}"
SECRET = "a key that only our own mail server has"
DESK = "/w/acme/settings/privacy/requests/"


@pytest.fixture(autouse=True)
def mailbox(settings: Any) -> None:
    settings.PRIVACY_MAIL_DOMAIN = DOMAIN
    settings.PRIVACY_MAIL_SECRET = SECRET
    settings.PRIVACY_MAIL_SERVER = "mx.proactivox.example"


def letter(text: str = "Please delete what you hold of me.", **headers: str) -> EmailMessage:
    """A mail of Dora's."""
    message = EmailMessage()
    first = {"From": f"Dora <{DORA}>", "To": TO_ACME, "Subject": "My data"}
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in {
        **first,
        "Message-ID": f"<{time.time_ns()}@people.example>",
        **given,
    }.items():
        message[name] = value
    message.set_content(text)
    return message


def take(message: EmailMessage | bytes, recipient: str = "") -> Fate:
    raw = message if isinstance(message, bytes) else message.as_bytes()
    return take_mail(raw, recipient=recipient).fate


def written(cast: Cast) -> str:
    with inside(cast.acme):
        return "\n".join(one.text for one in letters_of(the_request(cast.acme), with_notes=True))


def test_a_mail_opens_a_request_once_its_sender_has_shown_the_mailbox(
    cast: Cast, now_is: At
) -> None:
    """Statements 24 and 25: received when it arrived; what From claims proves nothing."""
    now_is("2026-03-05T10:00:00+00:00")
    assert take(letter()) == Fate.OPENED
    request = the_request(cast.acme)
    assert (request.kind, request.channel, request.state) == ("erasure", "mail", State.UNPROVEN)
    with inside(cast.acme):
        assert not RequestEvent.objects.exists()
    now_is("2026-03-20T10:00:00+00:00")
    path = link_in_mail(cast.acme, "/confirm/")
    assert 'name="kind"' in Client().get(path).content.decode()
    assert Client().post(path, {"kind": "everything"}).status_code == 200
    answer = Client().post(path, {"kind": "access", "is_uk": "on"})
    page = Client().get(answer["Location"]).content.decode()
    assert "Please delete what you hold of me." in page
    assert "5 Mar 2026" in page
    request = the_request(cast.acme)
    assert (request.kind, request.state, request.rules) == ("access", State.OPEN, "uk-eng-1")


def test_the_house_has_an_address_of_its_own(cast: Cast) -> None:
    assert take(letter(To=f"Privacy <PRIVACY@{DOMAIN.upper()}>")) == Fate.OPENED
    assert the_request(house()).channel == "mail"
    with inside(cast.acme):
        assert not DataSubjectRequest.objects.exists()


LINES = (
    ("from a by mx.proactivox.example with ESMTP; Wed, 4 Mar 2026 23:59:00 +0100", True),
    ("from a by mx.evil.example; Wed, 4 Mar 2026 23:59:00 +0100", False),
    ("from a by mx.proactivox.example; Wed, 4 Mar 2020 23:59:00 +0100", False),
    ("from a by mx.proactivox.example; Wed, 4 Mar 2027 23:59:00 +0100", False),
    ("from a by mx.proactivox.example; soon", False),
)


def test_it_was_received_when_our_own_server_took_it(
    cast: Cast, now_is: At, subtests: pytest.Subtests
) -> None:
    """Statement 24: by the first Received line, if it is ours and believable; else now."""
    now_is("2026-03-05T10:00:00+00:00")
    forged = b"Received: from x by mx.proactivox.example; Mon, 2 Mar 2026 10:00:00 +0100\n"
    for number, (line, is_believed) in enumerate(LINES):
        raw = letter(From=f"p{number}@people.example").as_bytes()
        taken = take_mail(b"Received: " + line.encode() + b"\n" + forged + raw)
        with subtests.test(line), inside(cast.acme):
            assert taken.request_id
            day = DataSubjectRequest.objects.get(pk=taken.request_id).received_at.date()
            assert day.isoformat() == ("2026-03-04" if is_believed else "2026-03-05")


AUTOMATIC: tuple[dict[str, str], ...] = (
    {"Auto_Submitted": "auto-replied"},
    {"Precedence": "bulk"},
    {"X_Autoreply": "yes"},
    {"List_Id": "<news.people.example>"},
    {"Return_Path": "<>"},
    {"From": "Mail Delivery <MAILER-DAEMON@people.example>"},
    {"From": f"Proactivox <{TO_ACME}>"},
    {"From": "Proactivox <no-reply@proactivox.com>"},
)


def test_bounces_and_absence_notes_open_nothing_and_are_not_answered(
    cast: Cast, subtests: pytest.Subtests
) -> None:
    """Statement 24: what nobody wrote is no request; and no loop begins."""
    for headers in AUTOMATIC:
        with subtests.test(str(headers)):
            assert take(letter(**headers)) == Fate.AUTOMATIC
    report = letter().as_bytes().replace(b"text/plain", b"multipart/report; boundary=x")
    assert take(report) == Fate.AUTOMATIC
    with inside(cast.acme):
        assert not DataSubjectRequest.objects.exists()
        assert not Job.objects.exists()


def test_our_own_mails_ask_programs_not_to_answer(cast: Cast) -> None:
    take(letter())
    deliver_mail(cast.acme)
    assert mail.outbox[-1].extra_headers["Auto-Submitted"] == "auto-generated"


def test_the_same_mail_twice_is_one_request(cast: Cast) -> None:
    """Statement 24: by its own id and sender; the same id of somebody else is another mail."""
    message = letter()
    assert [take(message), take(message)] == [Fate.OPENED, Fate.DUPLICATE]
    other = letter(From="eve@people.example", Message_ID=str(message["Message-ID"]))
    assert take(other) == Fate.OPENED
    bare = letter()
    del bare["Message-ID"]
    assert [take(bare), take(bare)] == [Fate.APPENDED, Fate.DUPLICATE]
    with inside(cast.acme):
        assert DataSubjectRequest.objects.count() == 2


def test_a_second_mail_before_the_link_is_appended_and_mails_nothing(cast: Cast) -> None:
    """Nobody's mailbox is filled with links by who forges its address."""
    assert [take(letter()), take(letter("And one thing more."))] == [Fate.OPENED, Fate.APPENDED]
    assert deliver_mail(cast.acme) == 1
    assert "And one thing more." in written(cast)


def reply_address(cast: Cast) -> str:
    deliver_mail(cast.acme)
    (told,) = [one for one in mail.outbox if one.to == [DORA] and one.reply_to]
    return str(told.reply_to[0])


def test_an_answer_finds_its_request(cast: Cast) -> None:
    """Statement 24: by the address that our mail gave; whoever else wrote is named."""
    taken_down(cast.acme, DORA)
    there = reply_address(cast)
    assert there.startswith("privacy+acme.1-")
    assert take(letter("The last two years.", To=there)) == Fate.APPENDED
    assert take(letter("And before.", To=there, From="eve@people.example")) == Fate.APPENDED
    text = written(cast)
    assert "The last two years." in text
    assert "another address: eve@people.example" in text
    with inside(cast.acme):
        assert AuditEvent.objects.filter(action="request.written").count() == 2
    deliver_mail(cast.acme)
    assert [one for one in mail.outbox if "wrote" in str(one.body)], "the desk is told"


def test_a_long_address_leaves_its_mark_in_the_subject(cast: Cast) -> None:
    cast.acme.slug = "a" * 48
    cast.acme.save()
    taken_down(cast.acme, DORA)
    assert reply_address(cast) == f"privacy+{cast.acme.slug}@{DOMAIN}"
    subject = next(one.subject for one in mail.outbox if one.to == [DORA])
    there = f"privacy+{cast.acme.slug}@{DOMAIN}"
    assert take(letter("The last two.", To=there, Subject=f"Re: {subject}")) == Fate.APPENDED


@pytest.mark.parametrize("spoil", ["forged", *at_length("of another workspace", "closed")])
def test_a_mark_that_is_no_good_opens_a_request_of_its_own(cast: Cast, spoil: str) -> None:
    taken_down(cast.acme, DORA)
    there = reply_address(cast)
    if spoil == "forged":
        there = f"privacy+acme.1-{'a' * 16}@{DOMAIN}"
    elif spoil == "closed":
        with inside(cast.acme):
            DataSubjectRequest.objects.update(state="closed", closed_at="2026-01-01T00:00Z")
    else:
        there = there.replace("acme", "rival")
    assert take(letter(To=there)) == Fate.OPENED
    with inside(cast.acme):
        first = DataSubjectRequest.objects.exclude(number=None).get()
        assert len(letters_of(first, with_notes=True)) == 1


def mixed() -> EmailMessage:
    message = letter("Slet mine data, tak. Æ, ø og å.")
    message.add_alternative("<p>Never shown</p>", subtype="html")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="pas.pdf")
    return message


def test_attachments_are_named_and_not_kept(cast: Cast) -> None:
    """Statement 25: nobody's passport is kept because it came along."""
    take(mixed())
    text = written(cast)
    assert "Slet mine data, tak. Æ, ø og å." in text
    assert "Never shown" not in text
    assert "Attachments were not taken: pas.pdf" in text
    with inside(cast.acme):
        (kept,) = RequestMessage.objects.all()
        assert b"PDF" not in bytes(kept.text)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            (
                b"Content-Type: text/html; charset=iso-8859-1\n\n"
                b"<style>p{}</style><p>Sl\xe6t &amp; s\xe5</p><script>x()</script>"
            ),
            "Slæt & så",
        ),
        (b"Content-Type: text/plain; charset=no-such\n\nS\xc3\xa5", "Så"),
        (
            b"Content-Type: text/plain; charset=utf-16\nContent-Transfer-Encoding: base64\n\nAAA=",
            "",
        ),
        (b"Content-Transfer-Encoding: base64\n\nbm90IGI2NA", "not b64"),
        (b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nDelete me\n", "Delete me"),
        (b"\nNUL \x00 and bell \x07 and \xff", "NUL  and bell  and \ufffd"),
        (b"Content-Type: a;;;=\xff\n\nstill read", "still read"),
    ],
)
def test_whatever_its_encoding_it_is_read(body: bytes, text: str) -> None:
    found = read_letter(b"From: a@b.example\n" + body)
    assert found.text == text


def test_nested_beyond_reason_is_refused_in_words(cast: Cast) -> None:
    part = b"x"
    for number in range(400):
        edge = b"b%d" % number
        part = b"Content-Type: multipart/mixed; boundary=%b\n\n--%b\n%b\n--%b--\n" % (
            *(edge, edge, part, edge),
        )
    for raw in (f"From: {DORA}\nTo: {TO_ACME}\n".encode() + part, b"", b"\n\nno headers"):
        with pytest.raises(Refused) as refusal:
            take(raw)
        assert refusal.value.code == "not_a_mail"


def test_ten_megabytes_are_cut_and_it_is_said(cast: Cast) -> None:
    take(letter("x" * 10_000_000))
    with inside(cast.acme):
        (message,) = letters_of(the_request(cast.acme), with_notes=True)
    assert len(message.text) < LONGEST_TEXT + 200
    assert "more characters were not taken" in message.text
    with pytest.raises(Refused, match="25 MB"):
        take(b"x" * (MOST_BYTES + 1))


REFUSED: tuple[tuple[dict[str, str], str], ...] = (
    ({"From": "nobody"}, "no_sender"),
    ({"From": "Dora"}, "no_sender"),
    ({"To": "privacy+nobody@proactivox.example"}, "no_recipient"),
    ({"To": "privacy@elsewhere.example"}, "no_recipient"),
    ({"To": "sales@proactivox.example"}, "no_recipient"),
)


def test_what_cannot_be_taken_is_refused_in_words(cast: Cast, subtests: pytest.Subtests) -> None:
    for headers, code in REFUSED:
        with subtests.test(str(headers)), pytest.raises(Refused) as refusal:
            take(letter(**headers))
        assert refusal.value.code == code
    with inside(cast.acme):
        assert not DataSubjectRequest.objects.exists()


def test_nothing_that_a_mail_says_becomes_a_header_of_ours(cast: Cast) -> None:
    subject = "=?utf-8?q?Hello=0D=0ABcc=3A_all=40people=2Eexample?="
    raw = letter().as_bytes().replace(b"Subject: My data", f"Subject: {subject}".encode())
    take(raw)
    assert "Hello Bcc: all@people.example" in written(cast)
    deliver_mail(cast.acme)
    (sent,) = mail.outbox
    assert sent.to == [DORA]
    assert "all@people.example" not in str(sent.message())


def test_addresses_are_read_as_they_are_made(cast: Cast) -> None:
    for address in (
        "privacyacme@x",
        "privacy+@proactivox.example",
        "privacy+a b@proactivox.example",
    ):
        assert place_of(address) is None


def hand_over(raw: bytes, *, stamp: str = "", key: str = SECRET, **more: Any) -> Any:
    stamp = stamp or str(int(time.time()))
    recipient = more.pop("recipient", TO_ACME)
    signed = more.pop("signed", raw)
    headers = {
        "X-Proactivox-Timestamp": stamp,
        "X-Proactivox-Recipient": recipient,
        "X-Proactivox-Signature": signature_of(
            key, stamp, more.pop("signed_for", recipient), signed
        ),
    }
    return Client(enforce_csrf_checks=True).post(
        "/inbound/privacy-mail", raw, content_type="message/rfc822", headers=headers
    )


def test_a_mail_server_hands_over_what_it_signed(cast: Cast) -> None:
    """Statement 24: and whoever sends the same again changes nothing."""
    raw = letter(To="whoever@elsewhere.example").as_bytes()
    assert hand_over(raw).json() == {"fate": "opened"}
    again = hand_over(raw)
    assert (again.status_code, again.json()) == (200, {"fate": "duplicate"})
    with inside(cast.acme):
        assert DataSubjectRequest.objects.count() == InboundMail.objects.count() == 1


def test_what_is_not_signed_now_and_by_us_changes_nothing(cast: Cast, settings: Any) -> None:
    raw = letter().as_bytes()
    old = str(int(time.time()) - 301)
    refused = {
        "old": hand_over(raw, stamp=old),
        "from the future": hand_over(raw, stamp=str(int(time.time()) + 302)),
        "no time": hand_over(raw, stamp="soon"),
        "another key": hand_over(raw, key="another"),
        "another message": hand_over(raw, signed=b"another"),
        "another recipient": hand_over(raw, signed_for="privacy@proactivox.example"),
        "no signature": Client().post("/inbound/privacy-mail", raw, content_type="message/rfc822"),
    }
    assert {name: answer.status_code for name, answer in refused.items()} == dict.fromkeys(
        refused, 401
    )
    assert hand_over(raw, recipient=f"privacy+nobody@{DOMAIN}").status_code == 404
    assert hand_over(b"").status_code == 400
    assert hand_over(letter(From="nobody").as_bytes()).status_code == 422
    large = Client().post(
        *("/inbound/privacy-mail", b"x"),
        content_type="message/rfc822",
        headers={"Content-Length": str(MOST_BYTES + 1)},
    )
    assert large.status_code == 413
    assert Client().get("/inbound/privacy-mail").status_code == 405
    settings.PRIVACY_MAIL_SECRET = ""
    assert hand_over(raw).status_code == 404
    with inside(cast.acme):
        assert not DataSubjectRequest.objects.exists()


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> io.BytesIO:
    pipe = io.BytesIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(pipe))
    return pipe


def piped(stdin: io.BytesIO, raw: bytes, recipient: str = TO_ACME) -> str:
    stdin.seek(0)
    stdin.truncate()
    stdin.write(raw)
    stdin.seek(0)
    said = io.StringIO()
    call_command("read_privacy_mail", recipient=recipient, stdout=said)
    return said.getvalue().strip()


def test_a_pipe_hands_over_one_message(cast: Cast, stdin: io.BytesIO, settings: Any) -> None:
    """Statement 24: exit codes are those that mail servers understand."""
    raw = letter().as_bytes()
    assert piped(stdin, raw) == "opened"
    for code, text, to in (
        (67, raw, "privacy+nobody@proactivox.example"),
        (65, b"", TO_ACME),
    ):
        with pytest.raises(CommandError) as error:
            piped(stdin, text, to)
        assert error.value.returncode == code
    settings.PRIVACY_MAIL_DOMAIN = ""
    with pytest.raises(CommandError) as error:
        piped(stdin, raw)
    assert error.value.returncode == 78


def test_the_desk_takes_up_what_nobody_confirmed(cast: Cast, browser: Browser) -> None:
    """Statement 24: a mail has reached us, whatever its sender does next."""
    take(letter())
    here = f"{DESK}mailed/{the_request(cast.acme).pk}/"
    alice = browser(cast.alice)
    assert "Mails that nobody has confirmed" in alice.get(DESK).content.decode()
    assert TO_ACME in alice.get(DESK).content.decode()
    assert "Please delete what you hold of me." in alice.get(here).content.decode()
    assert alice.post(here, {"kind": "erasure", "reason": ""}).status_code == 200
    answer = alice.post(here, {"kind": "erasure", "reason": "She called from her number."})
    assert answer.status_code == 302
    assert (the_request(cast.acme).state, the_request(cast.acme).number) == ("open", 1)
    assert alice.get(here).status_code == 404
    with inside(cast.acme):
        kinds = set(RequestEvent.objects.values_list("happening", flat=True))
        assert kinds == {"received"}, "nobody has proven anything"
        assert AuditEvent.objects.filter(action="request.taken_up").exists()


def test_who_may_read_a_mail_that_waits(cast: Cast, browser: Browser) -> None:
    """Charlie sees nothing of Acme's mails, on its addresses or on Rival's."""
    take(letter())
    here = f"{DESK}mailed/{the_request(cast.acme).pk}/"
    for role, status in (("viewer", 403), ("marketer", 403), ("privacy_officer", 200)):
        assert as_role(cast, role).get(here).status_code == status
    charlie = browser(cast.charlie)
    for path in (here, here.replace("/acme/", "/rival/")):
        assert charlie.get(path).status_code == 404
        assert charlie.post(path, {"kind": "erasure", "reason": "x"}).status_code == 404
    assert DORA not in charlie.get(DESK.replace("acme", "rival")).content.decode()
    with inside(cast.rival):
        assert not InboundMail.objects.exists()


def test_the_desk_asks_as_often_for_one_mail_as_for_three(cast: Cast, browser: Browser) -> None:
    alice = browser(cast.alice)
    senders = iter(f"p{number}@people.example" for number in range(9))
    assert_same_queries(lambda: alice.get(DESK), lambda: take(letter(From=next(senders))))
