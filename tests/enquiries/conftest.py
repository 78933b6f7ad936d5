"""What tests of public forms need: a staff of the house, a moment that can be set, sent mail."""

import re
import time
from collections.abc import Callable
from datetime import datetime
from email.header import decode_header, make_header
from email.message import Message

import pytest
from django.core import mail, signing
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, Role, User, Workspace
from accounts.models.workspace import HOUSE_ID
from tests.accounts.conftest import danish, deliver_mail, empty_cache
from tests.cast import Cast

__all__ = ["danish", "empty_cache"]
At = Callable[[str], None]
DORA = "dora@people.example"


@pytest.fixture
def now_is(monkeypatch: pytest.MonkeyPatch) -> At:
    """Sets the present moment, for the code that asks Django for it."""

    def set_moment(text: str) -> None:
        moment = datetime.fromisoformat(text)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_moment


def staffed(cast: Cast, *users: User) -> Workspace:
    """The house, in which these work beside Alice."""
    for user in (cast.alice, *users):
        Membership.objects.create(workspace_id=HOUSE_ID, user=user, role=Role.MARKETER)
    return Workspace.objects.get(pk=HOUSE_ID)


@pytest.fixture
def house(cast: Cast) -> Workspace:
    """Proactivox's own workspace, in which Alice works."""
    return staffed(cast)


def drawn(seconds_ago: float = 30) -> str:
    """What a form says that was drawn then."""
    return signing.dumps(int(time.time() - seconds_ago), salt="accounts.strangers.traps")


def mails_to(address: str) -> list[Message]:
    """What was sent to somebody, oldest first, as the mail server had it."""
    deliver_mail()
    return [one.message() for one in mail.outbox if address in one.to]


def subject_of(message: Message) -> str:
    """Its subject as it is read."""
    return str(make_header(decode_header(message["Subject"])))


def text_of(message: Message) -> str:
    """Its plain text."""
    part = next(part for part in message.walk() if part.get_content_type() == "text/plain")
    return bytes(part.get_payload(decode=True) or b"").decode()


def link_to(address: str, part: str) -> str:
    """The path of the newest mailed link with this part."""
    for message in reversed(mails_to(address)):
        found = re.search(rf"https?://[^/\s]+(/\S*{re.escape(part)}\S*)", text_of(message))
        if found:
            return found.group(1)
    raise AssertionError([text_of(one) for one in mails_to(address)])


def prove(client: Client, user: User) -> None:
    """As if this browser's user had just typed the password."""
    session = client.session
    proof = {"method": "password", "at": time.time(), "email": user.email}
    session["account_authentication_methods"] = [proof]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def logged_in(user: User) -> Client:
    """A browser in which somebody is logged in."""
    client = Client()
    client.force_login(user)
    return client
