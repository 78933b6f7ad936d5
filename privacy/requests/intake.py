"""How a request begins: by the public form and a link that proves the mailbox, or taken down."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from accounts.audit import record
from accounts.crypto import encrypt
from accounts.national_numbers import keep_apart
from accounts.strangers.links import hash_of, new_secret
from accounts.tenancy import inside, require_workspace_id
from privacy.clock import EU_DK, RULES, UK_ENGLAND
from privacy.models import (
    Channel,
    Direction,
    Happening,
    Kind,
)
from privacy.requests.finding import unproven
from privacy.requests.mails import mail_proof
from privacy.requests.opening import (
    announce,
    make_request,
    next_number,
    open_request,
    restrict_at_once,
)
from privacy.requests.purposes import ABOUT
from privacy.requests.sealing import about_place
from privacy.requests.writing import write_event, write_message

PROOF_KEPT = timedelta(days=2)


def send_form(*, kind: Kind, email: str, text: str, is_uk: bool, about: str = "") -> None:
    """Keep what the form said and mail the link; it asks nobody whether the person is known.

    `about` is the business that a person names to Proactivox; no one learns whether it is ours.
    """
    with inside(require_workspace_id()):
        secret = new_secret()
        request = make_request(kind, Channel.FORM, email, is_uk)
        request.proof_hash, request.proof_until = hash_of(secret), timezone.now() + PROOF_KEPT
        if about:
            about = keep_apart(about, place=ABOUT, row_id=request.pk)
            request.about = encrypt(about_place(request), about)
        request.save(force_insert=True)
        if text:
            write_message(request, Direction.IN, text, at=request.received_at)
        mail_proof(request, secret, email)


def prove_mailbox(*, secret: str, kind: str = "", is_uk: bool = False) -> str | None:
    """Open the request behind a mailed link; its page's secret, or None when the link is no good.

    `kind` and `is_uk` are what the person says of a request that came as a mail, in their words.

    It was received when the form was sent (GDPR Art. 12(3)), not when the link was followed.
    """
    with inside(require_workspace_id()):
        number = next_number()  # locks: of two who follow a link at once, one opens it
        request = unproven(secret)
        if request is None:
            return None
        if request.channel == Channel.MAIL:
            request.kind = kind or request.kind
            request.rules = (UK_ENGLAND if is_uk else EU_DK).version
        link = open_request(request, number)
        request.save()
        write_event(request, Happening.RECEIVED, at=request.received_at)
        write_event(request, Happening.PROVEN)
        announce(request)
        restrict_at_once(request)
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
        number = next_number()
        request = make_request(kind, channel, email, is_uk)
        request.language = language
        request.received_at = _moment(received_on, request.rules)
        open_request(request, number)
        request.save(force_insert=True)
        write_event(request, Happening.RECEIVED, at=request.received_at)
        write_message(request, Direction.IN, text, at=request.received_at)
        announce(request)
        record("request.recorded", request, kind=request.kind, way=request.channel)
    return request.pk


def _moment(day: date, rules: str) -> datetime:
    """Now for today, else the beginning of the day, so that nothing happened before it."""
    now = timezone.now()
    start = datetime.combine(day, time.min, tzinfo=RULES[rules].zone)
    return now if start.date() >= now.astimezone(RULES[rules].zone).date() else start
