"""Mail to a user that comes back is seen by who manages members, and by the user."""

import smtplib

import pytest
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.errors import Trouble
from accounts.letters.returning_to_users import is_user_return_address, returned_user
from accounts.letters.taking import Fate
from accounts.mail_signing import SignedMail
from accounts.models import User
from accounts.notify import Mail, queue_mail
from accounts.tenancy import inside
from enquiries.arriving import take_mail
from tests.accounts.conftest import deliver_mail
from tests.cast import Cast
from tests.enquiries.conftest import logged_in
from tests.enquiries.newsletters.reports import report

pytestmark = pytest.mark.django_db
BOB = "bob@acme.example"
GONE, FULL = (BOB, "failed", "5.1.1"), (BOB, "failed", "5.2.2")


@pytest.fixture(autouse=True)
def mailbox(settings: Settings) -> None:
    settings.SUPPORT_MAIL_DOMAIN = "in.proactivox.example"


def written(cast: Cast, to: str = BOB) -> str:
    """The envelope's sender of a mail that a workspace sent."""
    with inside(cast.acme):
        queue_mail(Mail(to, "A warning", "Look at it."))
    deliver_mail(cast.acme)
    return str(mail.outbox[-1].from_email)


def come_back(address: str, *recipients: tuple[str, str, str]) -> Fate:
    return take_mail(report(*recipients or (GONE,), to=address), recipient=address).fate


def bob() -> User:
    return User.objects.get(email=BOB)


def test_what_comes_back_is_seen_on_the_members_page_and_by_the_person(cast: Cast) -> None:
    address = written(cast)
    assert is_user_return_address(address)
    assert come_back(address, FULL) == Fate.AUTOMATIC
    assert not bob().is_unreachable
    assert come_back(address) == Fate.RETURNED
    assert come_back(address) == Fate.DUPLICATE
    members = "/w/acme/settings/members/"
    assert "Mail comes back" in logged_in(cast.alice).get(members).content.decode()
    browser = logged_in(cast.bob)
    assert "Mail comes back" not in browser.get(members).content.decode()
    assert "Our mail to bob@acme.example comes back" in page(browser)
    browser.post("/accounts/profile/mail/")
    assert "Our mail to" not in page(browser)


def page(browser: Client) -> str:
    return str(browser.get("/accounts/profile/").content.decode())


def test_another_address_is_another_mailbox(cast: Cast) -> None:
    """A report about the earlier address says nothing of the one that counts now."""
    address = written(cast)
    come_back(address)
    User.objects.filter(email=BOB).update(email="bob@new.example")
    assert not User.objects.get(email="bob@new.example").is_unreachable
    assert come_back(address) == Fate.AUTOMATIC


def test_a_forged_mark_changes_nothing(cast: Cast) -> None:
    address = written(cast)
    local, _at, domain = address.partition("@")
    forged = f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}@{domain}"
    assert come_back(forged) == Fate.AUTOMATIC
    assert returned_user(forged) is None
    assert not bob().is_unreachable


def test_a_refusal_of_the_server_is_noted_too(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: SignedMail, **_more: object) -> int:
        raise smtplib.SMTPRecipientsRefused({BOB: (550, b"no such user")})

    monkeypatch.setattr(SignedMail, "send", refuse)
    with inside(cast.acme):
        queue_mail(Mail(BOB, "A warning", "Look at it."))
    with pytest.raises(Trouble):
        deliver_mail(cast.acme)
    assert bob().is_unreachable


def test_mail_to_strangers_returns_to_where_it_did(cast: Cast, settings: Settings) -> None:
    assert written(cast, "dora@people.example") == settings.DEFAULT_FROM_EMAIL
