"""What every mailbox of ours does with a message before it is about anything: reads or refuses."""

import hashlib
from datetime import datetime, timedelta
from email.utils import parseaddr
from enum import StrEnum

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.crypto import normalise
from accounts.errors import Refused
from accounts.letters.reading import Letter, NoLetter, arrived_at, read_letter
from accounts.letters.receiving import MOST_BYTES

LONGEST_TEXT = 20_000
_LONGEST_SUBJECT = 300
_OLDEST = timedelta(days=30)


class Fate(StrEnum):
    """What became of a mail."""

    OPENED = "opened"
    APPENDED = "appended"
    DUPLICATE = "duplicate"
    AUTOMATIC = "automatic"
    RETURNED = "returned"


def open_letter(raw: bytes, *, setting: str) -> Letter:
    """The message; `setting` names the mailbox's domain.

    Raises Refused, which says in `code` what is wrong: not_set_up, too_large, not_a_mail.
    """
    if not getattr(settings, setting):
        raise Refused(
            _("%(setting)s is not set, so no mail is taken.") % {"setting": setting},
            code="not_set_up",
        )
    if len(raw) > MOST_BYTES:
        raise Refused(
            _("The message is larger than %(most)d MB.") % {"most": MOST_BYTES // 1024**2},
            advice=_("Write again without attachments."),
            code="too_large",
        )
    try:
        return read_letter(raw)
    except NoLetter as error:
        raise Refused(
            _("This is no message that can be read."), advice=str(error), code="not_a_mail"
        ) from error


def refuse_nobody(sender: str) -> None:
    """Raise Refused ("no_sender") where nobody can be answered."""
    try:
        validate_email(sender)
    except ValidationError as error:
        raise Refused(_("The message names no sender to answer to."), code="no_sender") from error


def is_our_sender(sender: str) -> bool:
    """Whether it is the address from which our own mail comes."""
    return normalise(sender) == normalise(parseaddr(str(settings.DEFAULT_FROM_EMAIL))[1])


def own_id(letter: Letter, raw: bytes) -> str:
    """With its sender, so that nobody can use up the id of somebody else's mail."""
    return f"{normalise(letter.sender)} {letter.message_id or hashlib.sha256(raw).hexdigest()}"


def received_at(letter: Letter, *, server: str) -> datetime:
    """When our own server took it, if it is known and believable; else now."""
    now = timezone.now()
    moment = arrived_at(letter, server)
    return moment if moment and now - _OLDEST <= moment <= now else now


def words_of(letter: Letter, *notes: str) -> str:
    """Subject and text, and in brackets what was not taken."""
    text, told = letter.text, list(notes)
    if len(text) > LONGEST_TEXT:
        more = len(text) - LONGEST_TEXT
        told.insert(0, _("[%(count)d more characters were not taken]") % {"count": more})
        text = text[:LONGEST_TEXT]
    return "\n\n".join(part for part in (letter.subject[:_LONGEST_SUBJECT], text, *told) if part)
