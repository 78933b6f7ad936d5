"""Letters that come back end the letters to their address; reports that are made up end none."""

import io
import smtplib
import sys
from uuid import UUID

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.letters.reports import failures_in
from accounts.letters.returning import return_address, returned_mail
from accounts.letters.taking import Fate
from accounts.mail_signing import SignedMail
from accounts.models import AuditEvent, Role
from accounts.models.workspace import HOUSE_ID
from accounts.signals import MailEnd
from accounts.tenancy import inside
from enquiries.arriving import take_mail
from enquiries.models import Delivery, Subscriber, Ticket, Way
from enquiries.newsletters.subscribing import agree_signed_in, choose_news, end_for
from tests.accounts.conftest import Browser
from tests.budget import at_length
from tests.cast import Cast
from tests.enquiries.newsletters.conftest import (
    ALICE,
    FORM,
    letter,
    link,
    reader,
    run_jobs,
    sent,
    stamp,
)
from tests.enquiries.newsletters.reports import report
from tests.tidy import tidy

pytestmark = pytest.mark.django_db
GONE = (ALICE, "failed", "5.1.1")
FULL = (ALICE, "failed", "5.2.2")


@pytest.fixture(autouse=True)
def mailbox(settings: Settings) -> None:
    """Mail to this domain is handed over to us."""
    settings.SUPPORT_MAIL_DOMAIN = "in.proactivox.example"


def returned_to() -> str:
    """The envelope's sender of the newest letter."""
    return str(mail.outbox[-1].from_email)


def come_back(*recipients: tuple[str, str, str], to: str = "") -> Fate:
    address = to or returned_to()
    return take_mail(report(*recipients or (GONE,), to=address), recipient=address).fate


def is_undeliverable() -> bool:
    with inside(HOUSE_ID):
        return Subscriber.objects.filter(undeliverable_at__isnull=False).exists()


def ends() -> list[str]:
    with inside(HOUSE_ID):
        return list(Delivery.objects.order_by("queued_at", "pk").values_list("end", flat=True))


def test_each_letter_has_a_return_address_of_its_own_that_its_reader_does_not_see(
    settings: Settings,
) -> None:
    reader()
    reader("bob@acme.example")
    sent(letter())
    addresses = {str(one.from_email) for one in mail.outbox}
    assert len(addresses) == 2
    assert all(one.startswith("returned+") and len(one.split("@")[0]) <= 64 for one in addresses)
    assert {one.message()["From"] for one in mail.outbox} == {settings.DEFAULT_FROM_EMAIL}
    settings.SUPPORT_MAIL_DOMAIN = ""
    sent(letter(subject_en="Another"))
    assert returned_to() == settings.DEFAULT_FROM_EMAIL


def test_an_address_of_nobody_gets_no_more_letters() -> None:
    reader()
    sent(letter())
    assert come_back() == Fate.RETURNED
    assert come_back() == Fate.DUPLICATE
    assert (ends(), is_undeliverable()) == ([MailEnd.RETURNED], True)
    sent(letter(subject_en="Another"))
    assert len(mail.outbox) == 1
    with inside(HOUSE_ID):
        assert AuditEvent.objects.filter(action="subscription.undeliverable").count() == 1
        assert not Ticket.objects.exists()


def test_what_waits_in_the_queue_is_stopped() -> None:
    reader()
    sent(letter())
    there = returned_to()
    from enquiries.newsletters.writing import TASK, send_letter

    found = letter(subject_en="Another")
    send_letter(letter_id=found.pk)
    run_jobs(TASK)
    assert come_back(to=there) == Fate.RETURNED
    run_jobs()
    assert ends() == [MailEnd.RETURNED, MailEnd.STOPPED]


def test_other_mails_go_on() -> None:
    """What somebody waits for asks nothing of the letters: here the link to their choices."""
    reader()
    sent(letter())
    come_back()
    Client().post("/newsletter/", {**FORM, "drawn": stamp()})
    assert "/newsletter/choices/" in link("/newsletter/choices/")
    assert mail.outbox[-1].to == [ALICE]


@pytest.mark.parametrize(
    "how",
    ["forged", "no report", *at_length("short", "of another mail", "read receipt", "old domain")],
)
def test_what_is_no_report_of_that_letter_changes_nothing(how: str) -> None:
    reader()
    sent(letter())
    there = returned_to()
    local, domain = there.split("@")
    name, mark = local.split("-")
    with inside(HOUSE_ID):
        other = return_address(UUID(int=7)).split("@")[0].split("-")[1]
    spoilt = {
        "forged": f"{name}-{'a' * 16}@{domain}",
        "short": f"{name}-{mark[:-1]}@{domain}",
        "of another mail": f"{name}-{other}@{domain}",
        "old domain": f"{local}@other.example",
    }
    to = spoilt.get(how, there)
    kind = "disposition-notification" if how == "read receipt" else "delivery-status"
    raw = report(GONE, to=to, kind=kind)
    raw = b"From: x@y.example\nTo: z@z.example\n\n550 5.1.1" if how == "no report" else raw
    if how in ("short", "old domain"):
        with inside(HOUSE_ID):
            assert returned_mail(to) is None
    else:
        assert take_mail(raw, recipient=to).fate == Fate.AUTOMATIC
    assert (ends(), is_undeliverable()) == ([MailEnd.SENT], False)


@pytest.mark.parametrize(
    ("recipients", "found"),
    [
        ([GONE], [("5.1.1", True)]),
        ([(ALICE, "Failed", "5.1.10 (null MX)")], [("5.1.10", True)]),
        ([FULL], [("5.2.2", False)]),
        ([(ALICE, "failed", "5.7.1")], [("5.7.1", False)]),
        ([(ALICE, "delayed", "4.4.7")], []),
        ([(ALICE, "failed", "4.4.7")], []),
        ([(ALICE, "delivered", "2.0.0")], []),
        ([(ALICE, "failed", "x")], []),
        ([(ALICE, "relayed", "2.0.0"), GONE], [("5.1.1", True)]),
    ],
)
def test_what_a_report_says(
    recipients: list[tuple[str, str, str]], found: list[tuple[str, bool]]
) -> None:
    """RFC 3464 and the classes of RFC 3463."""
    told = failures_in(report(*recipients, to="a@b.example"))
    assert [(one.status, one.is_for_good) for one in told] == found


@pytest.mark.parametrize("raw", [b"", b"\n", b"Content-Type: multipart/report\n\nx", b"\xff" * 99])
def test_rubbish_says_nothing(raw: bytes) -> None:
    assert failures_in(raw) == ()


def test_a_full_mailbox_is_tried_again_and_given_up_after_three() -> None:
    reader()
    for number in range(3):
        assert not is_undeliverable()
        sent(letter(subject_en=f"Letter {number}"))
        come_back(FULL)
    assert is_undeliverable()


def test_whoever_chooses_again_gets_letters_again(browser: Browser, cast: Cast) -> None:
    reader()
    sent(letter())
    come_back()
    page = link("/newsletter/choices/")
    assert "Letters to you came back" in Client().get(page).content.decode()
    assert (
        "Letters to you came back"
        in browser(cast.alice).get("/accounts/communication/").content.decode()
    )
    assert choose_news(secret=page.split("/")[-2], topics=["product"], language="en")
    assert not is_undeliverable()
    sent(letter(subject_en="Another"))
    assert len(mail.outbox) == 2
    come_back()
    end_for(email=ALICE, way=Way.LINK)
    agree_signed_in(email=ALICE, language="en", topics=["product"])
    assert not is_undeliverable()


def test_an_address_that_the_server_itself_refuses_three_times_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(message: SignedMail, *args: object, **kwargs: object) -> int:
        raise smtplib.SMTPRecipientsRefused({message.to[0]: (550, b"5.7.1 no")})

    monkeypatch.setattr(SignedMail, "send", refuse)
    reader()
    for number in range(3):
        sent(letter(subject_en=f"Letter {number}"))
    assert (ends(), is_undeliverable()) == ([MailEnd.REFUSED] * 3, True)


def test_the_composer_sees_how_many(cast: Cast, in_house: object, browser: Browser) -> None:
    in_house(cast.alice, Role.MARKETER)  # type: ignore[operator]
    reader()
    sent(letter())
    come_back()
    alice = browser(cast.alice)
    listed = tidy(alice.get("/w/proactivox/enquiries/newsletters/").content.decode())
    assert "Agree, but letters to them came back</dt><dd>1<" in listed
    with inside(HOUSE_ID):
        place = Delivery.objects.get().newsletter_id
    one = tidy(alice.get(f"/w/proactivox/enquiries/newsletters/{place}/").content.decode())
    assert "Came back undelivered</dt><dd>1<" in one


def test_the_mail_server_s_pipe_takes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same door as tickets have; its signed address is `receive` with the same service."""
    reader()
    sent(letter())
    raw = io.TextIOWrapper(io.BytesIO(report(GONE, to=returned_to())))
    monkeypatch.setattr(sys, "stdin", raw)
    said = io.StringIO()
    call_command("read_support_mail", stdout=said)
    assert (said.getvalue().strip(), is_undeliverable()) == ("returned", True)
