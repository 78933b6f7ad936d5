"""The one door for marketing mail: consent, objection and signature, and at most once."""

import base64
import smtplib
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts import marketing, tasks
from accounts.errors import Refused, Trouble
from accounts.jobs import Lease
from accounts.mail_signing import SIGNED_HEADERS, SignedMail
from accounts.marketing import ONE_CLICK, queue_marketing
from accounts.models import Job, JobState
from accounts.models.workspace import HOUSE_ID
from accounts.notify import Mail, deliver
from accounts.signals import MailEnd, marketing_ended
from accounts.tenancy import inside

pytestmark = pytest.mark.django_db
URL = "https://proactivox.example/newsletter/stop/abc/"
MAIL = Mail(
    "alice@acme.example",
    "Nyheder på dansk",
    "Linje  med  blanke \n\nog en lang linje: " + "ord " * 60 + "\n",
    html="<p>Nyheder på dansk</p>",
)


class Gates:
    """Who agrees since when, and who objected."""

    def __init__(self) -> None:
        self.agreed_at: Any = timezone.now() - timedelta(days=1)
        self.has_objected = False
        self.asked: list[tuple[str, str]] = []

    def consents(self, to: str, topic: str) -> Any:
        self.asked.append((to, topic))
        return self.agreed_at

    def objections(self, to: str, agreed_at: Any) -> bool:
        return self.has_objected


@pytest.fixture
def gates() -> Iterator[Gates]:
    """Gates of the test's own in the place of enquiries' and privacy's."""
    played = Gates()
    before = (list(marketing._consents), list(marketing._objections))
    marketing.register_consents(played.consents)
    marketing.register_objections(played.objections)
    yield played
    marketing._consents[:], marketing._objections[:] = before


@pytest.fixture
def ends() -> Iterator[list[MailEnd]]:
    """How mails ended, as the signal told it."""
    told: list[MailEnd] = []

    def note(end: MailEnd, **kwargs: Any) -> None:
        told.append(end)

    marketing_ended.connect(note)
    yield told
    marketing_ended.disconnect(note)


def queue() -> UUID | None:
    with inside(HOUSE_ID):
        return queue_marketing(MAIL, topic="product", one_click_url=URL)


def the_job() -> Job:
    with inside(HOUSE_ID):
        return Job.objects.get(task="accounts.tasks.send_marketing")


def work(attempt: int = 1) -> None:
    """The one job, as a worker takes it; its row stays running where the worker dies."""
    job = the_job()
    lease = Lease(HOUSE_ID, job.pk, uuid4(), 90, job.task, tuple(job.args), "bulk", attempt, 8)
    with inside(HOUSE_ID):
        Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, lease_token=lease.token)
    tasks.send_marketing(lease, *job.args)


def test_it_carries_both_headers_and_is_no_answer(gates: Gates, ends: list[MailEnd]) -> None:
    """Statement 22; what was said is forgotten with the delivery."""
    assert queue() is not None
    work()
    (sent,) = mail.outbox
    assert sent.extra_headers["List-Unsubscribe"] == f"<{URL}>"
    assert sent.extra_headers["List-Unsubscribe-Post"] == ONE_CLICK
    assert isinstance(sent, SignedMail)
    assert sent.alternatives[0][1] == "text/html"
    assert ends == [MailEnd.SENT]
    assert the_job().args[1] == "sent"
    assert gates.asked == [(MAIL.to, "product")] * 2, "when it is queued, and when it goes"


def test_without_gates_nothing_leaves(gates: Gates) -> None:
    """Statement 21: what nobody watches stays closed, also for what waits."""
    queue()
    gates_of: tuple[list[Any], ...] = (marketing._consents, marketing._objections)
    for missing in gates_of:
        before = list(missing)
        missing.clear()
        with pytest.raises(Refused, match="Nobody watches"):
            queue()
        with pytest.raises(Refused, match="Nobody watches"):
            work()
        missing[:] = before
    assert mail.outbox == []


def test_nobody_who_does_not_agree_gets_a_job(gates: Gates) -> None:
    """Statement 21."""
    gates.agreed_at = None
    assert queue() is None
    gates.agreed_at, gates.has_objected = timezone.now(), True
    assert queue() is None
    with inside(HOUSE_ID):
        assert not Job.objects.exists()


@pytest.mark.parametrize("change", ["left", "objected"])
def test_what_waits_is_stopped(gates: Gates, ends: list[MailEnd], change: str) -> None:
    """Statement 23: leaving and objecting take effect for mails that are queued already."""
    queue()
    gates.agreed_at = None if change == "left" else gates.agreed_at
    gates.has_objected = change == "objected"
    work()
    assert mail.outbox == []
    assert ends == [MailEnd.STOPPED]
    assert the_job().args[1] == "sent", "nothing of it is kept"


def test_a_worker_that_dies_over_it_sends_it_no_second_time(
    gates: Gates, ends: list[MailEnd], monkeypatch: pytest.MonkeyPatch
) -> None:
    queue()

    def die(message: Mail) -> None:
        deliver(message)
        raise KeyboardInterrupt

    monkeypatch.setattr("accounts.services.marketing.deliver", die)
    with pytest.raises(KeyboardInterrupt):
        work()
    work(attempt=2)
    assert len(mail.outbox) == 1
    assert ends == [MailEnd.UNCLEAR]


def test_a_server_that_is_away_is_asked_again(
    gates: Gates, ends: list[MailEnd], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And an address that it refuses is not."""
    queue()

    def away(message: Any) -> None:
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(SignedMail, "send", away)
    with pytest.raises(Trouble, match="did not take"):
        work()
    assert ends == []
    work(attempt=8)
    assert ends == [MailEnd.UNSENT]
    queue()
    with inside(HOUSE_ID):
        Job.objects.filter(args__1="sent").delete()

    def refuse(message: Any) -> None:
        raise smtplib.SMTPRecipientsRefused({MAIL.to: (550, b"no such user")})

    monkeypatch.setattr(SignedMail, "send", refuse)
    work()
    assert ends[1:] == [MailEnd.REFUSED]


@cache
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def signing(settings: Settings) -> None:
    """A key of ours, whose public half `dns` answers."""
    pem = key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    settings.DKIM_KEY, settings.DKIM_SELECTOR = pem.decode(), "news"
    settings.DKIM_DOMAIN = "proactivox.example"


def dns(name: bytes, timeout: int = 5) -> bytes:
    """What the name server says of our key, and of no other."""
    assert name == b"news._domainkey.proactivox.example."
    der = key().public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b"v=DKIM1; k=rsa; p=" + base64.b64encode(der)


def written(gates: Gates) -> bytes:
    """The mail as the server gets it."""
    queue()
    work()
    (sent,) = mail.outbox
    return bytes(sent.message().as_bytes(linesep="\r\n"))  # type: ignore[call-arg]


def test_the_signature_covers_both_headers_and_verifies(gates: Gates, signing: None) -> None:
    """Statement 22, held against another's implementation of RFC 6376."""
    message = written(gates)
    checked = dkim.DKIM(message)
    assert checked.verify(dnsfunc=dns)
    assert {b"list-unsubscribe", b"list-unsubscribe-post"} <= set(checked.include_headers)
    assert len(checked.include_headers) == len(SIGNED_HEADERS)
    assert b"Content-Transfer-Encoding: quoted-printable" in message


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"stop/abc/", b"stop/abd/"),
        (b"One-Click", b"Two-Click"),
        (b"MIME-Version", b"List-Unsubscribe: <https://rival.example/>\r\nMIME-Version"),
        (b"MIME-Version", b"Subject: Other\r\nMIME-Version"),
        (b"To: alice@", b"To: bob@"),
        (b"Linje", b"Andet"),
    ],
)
def test_what_is_changed_on_the_way_is_told(
    gates: Gates, signing: None, before: bytes, after: bytes
) -> None:
    """Statement 22: neither header can be changed, nor a second one added."""
    message = written(gates)
    assert before in message
    assert not dkim.verify(message.replace(before, after, 1), dnsfunc=dns)


@pytest.mark.parametrize("text", ["", "\n\n", "x", " a\t b  \n\n\n", "Æøå\n" * 200, ".\n..\n"])
def test_every_text_is_signed_so_that_it_verifies(signing: None, text: str) -> None:
    deliver(Mail("bob@acme.example", "S" * 200, text))
    raw = mail.outbox[0].message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]
    assert dkim.verify(raw, dnsfunc=dns)


def test_production_sends_no_marketing_unsigned(gates: Gates, settings: Settings) -> None:
    """And says plainly what is missing; other mail goes on."""
    settings.IS_PRODUCTION = True
    with pytest.raises(Refused, match="has to be signed"):
        queue()
    deliver(MAIL)
    assert "DKIM-Signature" not in mail.outbox[0].message()


def test_a_key_that_is_too_short_signs_nothing(signing: None, settings: Settings) -> None:
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505
    pem = short.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    settings.DKIM_KEY = pem.decode()
    with pytest.raises(ImproperlyConfigured, match="2048 bits"):
        deliver(MAIL)
