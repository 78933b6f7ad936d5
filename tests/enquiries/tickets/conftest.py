"""What tests of tickets need: a support address, staff, a form as a person sends it, mails."""

import re
import time
from email.message import EmailMessage
from typing import Any

import pytest
from django.core import mail, signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from enquiries.models import Ticket
from enquiries.tickets.finding import Letter, letters_of
from enquiries.tickets.inbound import Taken, take_mail
from tests.accounts.conftest import Browser, browser, danish, deliver_mail, empty_cache
from tests.privacy.requests.conftest import At, hanne, house, now_is

__all__ = ["At", "Browser", "browser", "danish", "empty_cache", "hanne", "house", "now_is"]

DORA, DOMAIN = "dora@people.example", "proactivox.example"
TO_US = f"support@{DOMAIN}"
SECRET = "a key that only our own mail server has"
QUEUE = "/w/proactivox/enquiries/tickets/"
WORDS = "Dora Unmistakable asks how Salesforce is connected."


@pytest.fixture(autouse=True)
def mailbox(settings: Any) -> None:
    settings.SUPPORT_MAIL_DOMAIN = DOMAIN
    settings.SUPPORT_MAIL_SECRET = SECRET
    settings.SUPPORT_MAIL_SERVER = "mx.proactivox.example"


def form(**more: Any) -> dict[str, Any]:
    """The public form, drawn half a minute ago."""
    drawn = signing.dumps(int(time.time() - 30), salt="accounts.strangers.traps")
    said = {"topic": "general", "email": DORA, "text": WORDS, "drawn": drawn}
    return {**said, **more}


def send(**more: Any) -> Any:
    """What a stranger's browser is answered."""
    return Client().post("/contact/", form(**more))


def a_file(name: str, content: bytes, declared: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, declared)


def the_ticket() -> Ticket:
    """The only ticket."""
    with inside(HOUSE_ID):
        return Ticket.objects.get()


def tickets() -> int:
    with inside(HOUSE_ID):
        return Ticket.objects.count()


def letters(ticket: Ticket | None = None) -> list[Letter]:
    """What staff read of a ticket."""
    found = ticket or the_ticket()
    with inside(HOUSE_ID):
        return letters_of(found, with_notes=True)


def words() -> str:
    return "\n".join(f"{one.text.said}\n{one.text.quoted}" for one in letters())


def mails_to(address: str) -> list[Any]:
    """What the house's queue sends to somebody, oldest first."""
    deliver_mail()
    return [one for one in mail.outbox if one.to == [address]]


def link_of_asker() -> str:
    """The path in the newest mail to Dora."""
    found = re.search(r"https?://[^/\s]+(/contact/ticket/\S+)", str(mails_to(DORA)[-1].body))
    assert found, str(mails_to(DORA)[-1].body)
    return found.group(1)


def place(step: str = "") -> str:
    """A page of the only ticket, for staff."""
    return f"{QUEUE}{the_ticket().pk}/{step}{'/' if step else ''}"


def letter(text: str = "How much is it?", **headers: str) -> EmailMessage:
    """A mail of Dora's."""
    message = EmailMessage()
    first = {"From": f"Dora <{DORA}>", "To": TO_US, "Subject": "A question"}
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    fresh = {"Message-ID": f"<{time.time_ns()}@people.example>"}
    for name, value in {**first, **fresh, **given}.items():
        message[name] = value
    message.set_content(text)
    return message


def take(message: EmailMessage | bytes, recipient: str = "") -> Taken:
    raw = message if isinstance(message, bytes) else message.as_bytes()
    return take_mail(raw, recipient=recipient)


def staff(hanne: User, browser: Browser) -> Client:
    """A browser of somebody who answers tickets."""
    return browser(hanne)
