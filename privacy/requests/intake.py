"""How a request begins: by the public form and a link that proves the mailbox, or taken down."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language

from accounts.audit import record
from accounts.crypto import encrypt, normalise
from accounts.models import Workspace
from accounts.subjects import Subject
from accounts.tenancy import inside, new_id, require_workspace_id
from privacy.clock import EU_DK, RULES, UK_ENGLAND
from privacy.models import (
    Channel,
    DataSubjectRequest,
    Direction,
    Happening,
    Kind,
    State,
)
from privacy.requests.finding import unconfirmed_mail, unproven
from privacy.requests.mails import mail_desk, mail_person, mail_proof
from privacy.requests.sealing import (
    about_place,
    hash_of,
    hashes_of,
    link_place,
    new_secret,
    seal_address,
)
from privacy.requests.writing import write_event, write_message

PROOF_KEPT = timedelta(days=2)
# What came by mail has reached us whatever its sender does next: the desk sees it meanwhile.
MAIL_PROOF_KEPT = timedelta(days=30)


def send_form(*, kind: Kind, email: str, text: str, is_uk: bool, about: str = "") -> None:
    """Keep what the form said and mail the link; it asks nobody whether the person is known.

    `about` is the business that a person names to Proactivox; no one learns whether it is ours.
    """
    with inside(require_workspace_id()):
        secret = new_secret()
        request = _make(kind, Channel.FORM, email, is_uk)
        request.proof_hash, request.proof_until = hash_of(secret), timezone.now() + PROOF_KEPT
        if about:
            request.about = encrypt(about_place(request), about)
        request.save(force_insert=True)
        if text:
            write_message(request, Direction.IN, text, at=request.received_at)
        mail_proof(request, secret, email)


def waiting_mail(email: str) -> DataSubjectRequest | None:
    """What this address sent by mail and has not confirmed yet; the last one."""
    known = hashes_of(Subject(emails=(normalise(email),)))
    rows = unconfirmed_mail().filter(address_hash__in=known)
    return rows.order_by("-received_at").first()


def send_mail_link(
    *, kind: Kind, email: str, text: str, received_at: datetime
) -> DataSubjectRequest:
    """Keep what a mail said, and mail the link that shows whether its sender wrote it."""
    with inside(require_workspace_id()):
        secret = new_secret()
        request = _make(kind, Channel.MAIL, email, is_uk=False)
        request.received_at = received_at
        request.proof_hash, request.proof_until = hash_of(secret), timezone.now() + MAIL_PROOF_KEPT
        request.save(force_insert=True)
        write_message(request, Direction.IN, text, at=received_at)
        mail_proof(request, secret, email)
        return request


def take_up(*, request_id: UUID, kind: Kind, reason: str) -> None:
    """Open a mailed request that nobody confirmed, because the person is known otherwise.

    Raises DataSubjectRequest.DoesNotExist for what waits no longer.
    """
    with inside(require_workspace_id()):
        number = _next_number()
        request = unconfirmed_mail().get(pk=request_id)
        request.kind = kind
        _open(request, number)
        request.save()
        write_event(request, Happening.RECEIVED, at=request.received_at)
        write_message(request, Direction.NOTE, reason)
        _announce(request)
        record("request.taken_up", request, kind=request.kind)


def prove_mailbox(*, secret: str, kind: str = "", is_uk: bool = False) -> str | None:
    """Open the request behind a mailed link; its page's secret, or None when the link is no good.

    `kind` and `is_uk` are what the person says of a request that came as a mail, in their words.

    It was received when the form was sent (GDPR Art. 12(3)), not when the link was followed.
    """
    with inside(require_workspace_id()):
        number = _next_number()  # locks: of two who follow a link at once, one opens it
        request = unproven(secret)
        if request is None:
            return None
        if request.channel == Channel.MAIL:
            request.kind = kind or request.kind
            request.rules = (UK_ENGLAND if is_uk else EU_DK).version
        link = _open(request, number)
        request.save()
        write_event(request, Happening.RECEIVED, at=request.received_at)
        write_event(request, Happening.PROVEN)
        _announce(request)
        record("request.received", request, kind=request.kind, way=request.channel)
    return link


def record_request(
    *,
    kind: Kind,
    channel: Channel,
    received_on: date,
    email: str,
    text: str,
    is_uk: bool,
    language: str,
) -> UUID:
    """Take down what came by mail, telephone or letter; it is open from the day it arrived."""
    with inside(require_workspace_id()):
        number = _next_number()
        request = _make(kind, channel, email, is_uk)
        request.language = language
        request.received_at = _moment(received_on, request.rules)
        _open(request, number)
        request.save(force_insert=True)
        write_event(request, Happening.RECEIVED, at=request.received_at)
        write_message(request, Direction.IN, text, at=request.received_at)
        _announce(request)
        record("request.recorded", request, kind=request.kind, way=request.channel)
    return request.pk


def receive_passed(
    *,
    request_id: UUID,
    kind: Kind,
    received_at: datetime,
    email: str,
    text: str,
    rules: str,
    language: str,
) -> None:
    """Open what reached Proactivox and is this workspace's to answer, as of its first receipt.

    The mailbox was proven to Proactivox. Doing it again with the same id changes nothing.
    """
    with inside(require_workspace_id()):
        number = _next_number()
        if DataSubjectRequest.objects.filter(pk=request_id).exists():
            return
        request = _make(kind, Channel.PASSED, email, rules == UK_ENGLAND.version, request_id)
        request.language, request.received_at = language, received_at
        _open(request, number)
        request.save(force_insert=True)
        write_event(request, Happening.RECEIVED, at=received_at)
        write_event(request, Happening.PROVEN)
        write_event(request, Happening.PASSED_IN)
        if text:
            write_message(request, Direction.IN, text, at=received_at)
        mail_person(request, "passed_in")
        mail_desk(request, "passed_in")
        record("request.passed_in", request, kind=request.kind)


def _make(
    kind: Kind, channel: Channel, email: str, is_uk: bool, request_id: UUID | None = None
) -> DataSubjectRequest:
    request = DataSubjectRequest(
        id=request_id or new_id(),
        workspace_id=require_workspace_id(),
        kind=kind,
        channel=channel,
        state=State.UNPROVEN,
        rules=(UK_ENGLAND if is_uk else EU_DK).version,
        language=(get_language() or "en")[:2],
        received_at=timezone.now(),
    )
    if email:
        request.address, request.address_hash = seal_address(request.pk, email)
    return request


def _open(request: DataSubjectRequest, number: int) -> str:
    link = new_secret()
    request.state, request.number = State.OPEN, number
    request.link, request.link_hash = encrypt(link_place(request), link), hash_of(link)
    request.proof_hash = request.proof_until = None
    return link


def _announce(request: DataSubjectRequest) -> None:
    mail_person(request, "received")
    mail_desk(request, "received")


def lock_numbers() -> None:
    """Let one transaction at a time open requests in the entered workspace."""
    Workspace.objects.select_for_update(no_key=True).only("id").get(pk=require_workspace_id())


def _next_number() -> int:
    lock_numbers()
    last = DataSubjectRequest.objects.exclude(number=None).order_by("-number").first()
    return (last.number or 0) + 1 if last else 1


def _moment(day: date, rules: str) -> datetime:
    """Now for today, else the beginning of the day, so that nothing happened before it."""
    now = timezone.now()
    start = datetime.combine(day, time.min, tzinfo=RULES[rules].zone)
    return now if start.date() >= now.astimezone(RULES[rules].zone).date() else start
