"""Mail to the support address: it opens a ticket, or is appended to the one that it answers.

What a From line says proves nothing: answers go to the address that a ticket began with, and a mail
with a forged mark, or with that of another ticket, opens a ticket of its own.
"""

from dataclasses import dataclass
from mimetypes import guess_extension
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.audit import Actor, acting_as
from accounts.crypto import normalise
from accounts.errors import Refused
from accounts.letters.reading import Enclosure, Letter
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
from accounts.models.workspace import HOUSE_ID
from accounts.selectors import language_of
from accounts.tenancy import inside
from enquiries.models import Ticket, TicketChannel, TicketDirection, TicketMail, TicketTopic
from enquiries.tickets.addresses import Place, answered_ticket, place_of
from enquiries.tickets.asking import take_further
from enquiries.tickets.attachments.checking import MOST_BYTES, CheckedFile, check_file
from enquiries.tickets.opening import Asker, open_ticket
from enquiries.tickets.purposes import ANSWER_ASKER
from enquiries.tickets.sealing import address_of, mail_digest
from enquiries.tickets.writing import write_message

_PUBLIC = Actor("public")
_MOST_NAMED = 20


@dataclass(frozen=True)
class Taken:
    """What became of a mail, and its ticket where there is one."""

    fate: Fate
    ticket_id: UUID | None = None


def take_mail(raw: bytes, *, recipient: str = "") -> Taken:
    """Take one message; `recipient` is whom the server got it for, else its headers are asked.

    Raises Refused, which says in `code` what is wrong: not_set_up, too_large, not_a_mail,
    no_recipient, no_sender.
    """
    letter = open_letter(raw, setting="SUPPORT_MAIL_DOMAIN")
    if letter.is_automatic or place_of(letter.sender) or is_our_sender(letter.sender):
        return Taken(Fate.AUTOMATIC)
    place = _whither(letter, recipient)
    refuse_nobody(letter.sender)
    with translation.override(language_of(HOUSE_ID)), inside(HOUSE_ID), acting_as(_PUBLIC):
        # One at a time: of a mail that comes twice at once, the second finds the first.
        Workspace.objects.select_for_update(no_key=True).only("id").get(pk=HOUSE_ID)
        digest = mail_digest(own_id(letter, raw))
        known = TicketMail.objects.filter(digest=digest).first()
        if known is not None:
            return Taken(Fate.DUPLICATE, known.ticket_id)
        answered = answered_ticket(place)
        fate, ticket = _append(answered, letter) if answered else _open(letter)
        TicketMail.objects.create(ticket=ticket, digest=digest)
    return Taken(fate, ticket.pk)


def _whither(letter: Letter, recipient: str) -> Place:
    found = [place_of(one) for one in ([recipient] if recipient else letter.recipients)]
    places = [place for place in found if place is not None]
    if not places:
        raise Refused(_("Nobody has this support address."), code="no_recipient")
    # Whoever answers to all names the plain address beside the ticket's own.
    return next((place for place in places if place.mark), places[0])


def _append(ticket: Ticket, letter: Letter) -> tuple[Fate, Ticket]:
    if normalise(letter.sender) != normalise(address_of(ticket, purpose=ANSWER_ASKER)):
        other = _("The next message came from another address: %(address)s")
        write_message(ticket, TicketDirection.NOTE, other % {"address": letter.sender})
    text, files = _contents(letter)
    take_further(ticket, text, files)
    return Fate.APPENDED, ticket


def _open(letter: Letter) -> tuple[Fate, Ticket]:
    text, files = _contents(letter)
    opened = open_ticket(
        asker=Asker(email=letter.sender),
        topic=TicketTopic.GENERAL,
        channel=TicketChannel.MAIL,
        text=text,
        files=files,
        received_at=received_at(letter, server=settings.SUPPORT_MAIL_SERVER),
    )
    return Fate.OPENED, opened.ticket


def _name_of(enclosure: Enclosure) -> str:
    """Of one without a name, such as a picture in the text, by its type."""
    if enclosure.name != enclosure.media_type:
        return enclosure.name
    return _("file") + (guess_extension(enclosure.media_type) or "")


def _contents(letter: Letter) -> tuple[str, list[CheckedFile]]:
    """The words with what was refused named in them, and the files that were not."""
    taken: list[CheckedFile] = []
    refused: list[str] = []
    for one in letter.enclosures:
        if one.media_type.startswith("message/"):
            refused.append(_("another mail that was attached"))
            continue
        try:
            content = one.read(MOST_BYTES)
            taken.append(check_file(_name_of(one), one.media_type, content, before=len(taken)))
        except Refused as trouble:
            refused.append(str(trouble))
    notes = [_("[Not taken: %(what)s]") % {"what": what} for what in refused[:_MOST_NAMED]]
    return words_of(letter, *notes), taken
