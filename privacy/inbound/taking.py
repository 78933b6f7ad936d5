"""Puts a mail on the desk: it opens a request, or is appended to the one that it answers.

Nothing is answered on what a From line says. A mailed request waits until its sender has followed
the link that is mailed there, or until a member takes it up.
"""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.audit import Actor, acting_as, record
from accounts.crypto import KeyedHash, normalise
from accounts.errors import Refused
from accounts.letters.reading import Letter
from accounts.letters.taking import (
    Fate,
    is_our_sender,
    open_letter,
    own_id,
    received_at,
    refuse_nobody,
    words_of,
)
from accounts.models import Workspace
from accounts.selectors import language_of
from accounts.tenancy import inside
from privacy.inbound.addresses import (
    Place,
    answered_request,
    place_of,
    workspace_at,
)
from privacy.inbound.kinds import likely_kind
from privacy.models import DataSubjectRequest, Direction, InboundMail
from privacy.requests.arrivals import send_mail_link, waiting_mail
from privacy.requests.handling import take_answer
from privacy.requests.mails import mail_desk
from privacy.requests.opening import lock_numbers
from privacy.requests.purposes import ANSWER_PERSON
from privacy.requests.sealing import address_of
from privacy.requests.writing import write_message

_PUBLIC = Actor("public")


@dataclass(frozen=True)
class Taken:
    """What became of a mail, and the request that it belongs to where there is one."""

    fate: Fate
    request_id: UUID | None = None


def take_mail(raw: bytes, *, recipient: str = "") -> Taken:
    """Take one message; `recipient` is whom the server got it for, else its headers are asked.

    Raises Refused, which says in `code` what is wrong: not_set_up, too_large, not_a_mail,
    no_recipient, no_sender.
    """
    letter = open_letter(raw, setting="PRIVACY_MAIL_DOMAIN")
    if letter.is_automatic or _is_ours(letter.sender):
        return Taken(Fate.AUTOMATIC)
    place, workspace = _whither(letter, recipient)
    refuse_nobody(letter.sender)
    with (
        translation.override(language_of(workspace.pk)),
        inside(workspace),
        acting_as(_PUBLIC),
    ):
        lock_numbers()
        digest = KeyedHash(workspace.pk, "privacy.mail.id").of(own_id(letter, raw))
        known = InboundMail.objects.filter(digest=digest).first()
        if known is not None:
            return Taken(Fate.DUPLICATE, known.request_id)
        answered = answered_request(place, letter.subject)
        fate, request = _append(answered, letter) if answered else _open(letter)
        InboundMail.objects.create(request=request, digest=digest)
    return Taken(fate, request.pk)


def _whither(letter: Letter, recipient: str) -> tuple[Place, Workspace]:
    for address in [recipient] if recipient else letter.recipients:
        place = place_of(address)
        workspace = workspace_at(place) if place else None
        if place and workspace:
            return place, workspace
    raise Refused(_("Nobody has this privacy address."), code="no_recipient")


def _is_ours(sender: str) -> bool:
    """From one of our own privacy addresses: to answer it would be to write to ourselves."""
    return place_of(sender) is not None or is_our_sender(sender)


def _append(request: DataSubjectRequest, letter: Letter) -> tuple[Fate, DataSubjectRequest]:
    if normalise(letter.sender) != normalise(address_of(request, purpose=ANSWER_PERSON)):
        other = _("The next message came from another address: %(address)s")
        write_message(request, Direction.NOTE, other % {"address": letter.sender})
    take_answer(request, _words_of(letter))
    mail_desk(request, "written")
    record("request.written", request)
    return Fate.APPENDED, request


def _open(letter: Letter) -> tuple[Fate, DataSubjectRequest]:
    """One that waits for its sender's proof already gets the words, and no second link."""
    text = _words_of(letter)
    waiting = waiting_mail(letter.sender)
    if waiting is not None:
        write_message(waiting, Direction.IN, text)
        return Fate.APPENDED, waiting
    request = send_mail_link(
        kind=likely_kind(f"{letter.subject}\n{letter.text}"),
        email=letter.sender,
        text=text,
        received_at=received_at(letter, server=settings.PRIVACY_MAIL_SERVER),
    )
    return Fate.OPENED, request


def _words_of(letter: Letter) -> str:
    if not letter.left_out:
        return words_of(letter)
    names = ", ".join(letter.left_out[:20])
    return words_of(letter, _("[Attachments were not taken: %(names)s]") % {"names": names})
