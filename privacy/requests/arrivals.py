"""Other ways in than the public form: a mail, a log-in, and Proactivox that passes one on."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from accounts.audit import record
from accounts.crypto import normalise
from accounts.models import User
from accounts.models.workspace import HOUSE_ID
from accounts.strangers.links import hash_of, new_secret
from accounts.subjects import Subject
from accounts.tenancy import inside, require_workspace_id
from privacy.clock import UK_ENGLAND
from privacy.models import Channel, DataSubjectRequest, Direction, Happening, Kind
from privacy.requests.finding import unconfirmed_mail
from privacy.requests.mails import mail_desk, mail_person, mail_proof
from privacy.requests.opening import (
    announce,
    make_request,
    next_number,
    open_request,
    restrict_at_once,
)
from privacy.requests.sealing import hashes_of
from privacy.requests.writing import write_event, write_message

# What came by mail has reached us whatever its sender does next: the desk sees it meanwhile.
MAIL_PROOF_KEPT = timedelta(days=30)
BY_SESSION = "session"


def ask_signed_in(
    *, user: User, kind: Kind, text: str, is_uk: bool, tells_desk: bool = True
) -> str:
    """A user asks about their own login; the secret of the page on which they follow it.

    The log-in and the password asked for again are proof enough (GDPR Art. 12(6)), and whose it is
    is clear: Proactivox decides about its users' data itself. What goes on by itself tells the desk
    only if it gets stuck.
    """
    with inside(HOUSE_ID):
        number = next_number()
        request = make_request(kind, Channel.LOGIN, user.email, is_uk)
        link = open_request(request, number)
        request.save(force_insert=True)
        write_event(request, Happening.RECEIVED, at=request.received_at)
        write_event(request, Happening.PROVEN, detail=BY_SESSION)
        write_event(request, Happening.KEPT)
        if text:
            write_message(request, Direction.IN, text, at=request.received_at)
        announce(request, tells_desk=tells_desk)
        record("request.received", request, kind=request.kind, way=request.channel)
    return link


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
        request = make_request(kind, Channel.MAIL, email, is_uk=False)
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
        number = next_number()
        request = unconfirmed_mail().get(pk=request_id)
        request.kind = kind
        open_request(request, number)
        request.save()
        write_event(request, Happening.RECEIVED, at=request.received_at)
        write_message(request, Direction.NOTE, reason)
        announce(request)
        record("request.taken_up", request, kind=request.kind)


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
        number = next_number()
        if DataSubjectRequest.objects.filter(pk=request_id).exists():
            return
        request = make_request(kind, Channel.PASSED, email, rules == UK_ENGLAND.version, request_id)
        request.language, request.received_at = language, received_at
        open_request(request, number)
        request.save(force_insert=True)
        write_event(request, Happening.RECEIVED, at=received_at)
        write_event(request, Happening.PROVEN)
        write_event(request, Happening.PASSED_IN)
        if text:
            write_message(request, Direction.IN, text, at=received_at)
        restrict_at_once(request)
        mail_person(request, "passed_in")
        mail_desk(request, "passed_in")
        record("request.passed_in", request, kind=request.kind)
