"""Reads one RFC 822 message, whatever is wrong with it; pure."""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime

from accounts.letters.markup import plain_text

# Of one text part; what a person writes by hand is far below.
_MOST_BYTES = 1_000_000
_DEEPEST = 30
_LONGEST_NAME = 80
# Of an encoded file: line ends, and whatever stands around it.
_AROUND = 4096
_AUTOMATIC_PRECEDENCE = ("bulk", "junk", "list", "auto_reply")
_AUTOMATIC_HEADERS = ("X-Autoreply", "X-Autorespond", "List-Id", "X-Failed-Recipients")
_AUTOMATIC_SENDERS = ("mailer-daemon@", "postmaster@", "no-reply@", "noreply@", "donotreply@")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_RECIPIENT_HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")


class NoLetter(ValueError):
    """What was sent is no message that can be read; the words say why."""


@dataclass(frozen=True)
class Enclosure:
    """What came with a message and is no text of it; decoded when it is asked for."""

    name: str
    media_type: str
    part: Message = field(repr=False)

    def read(self, most: int) -> bytes | None:
        """The bytes; None for more than `most`, and for what is no file, as another message."""
        payload = self.part.get_payload()
        # What is encoded is never shorter than what it says, so nothing large is decoded.
        if not isinstance(payload, str) or len(payload) > 2 * most + _AROUND:
            return None
        content = self.part.get_payload(decode=True)
        return content if isinstance(content, bytes) and len(content) <= most else None


@dataclass(frozen=True)
class Letter:
    """A message as far as a mailbox needs it; every text is in one piece and without controls.

    `sender` is what the message claims, which proves nothing.
    """

    message_id: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    enclosures: tuple[Enclosure, ...]
    is_automatic: bool
    arrivals: tuple[str, ...]

    @property
    def left_out(self) -> tuple[str, ...]:
        """The names of what came along, for mailboxes that take none of it."""
        return tuple(one.name for one in self.enclosures)


def read_letter(raw: bytes) -> Letter:
    """The message; raises NoLetter for what is none, or is nested beyond reason."""
    try:
        message = email.message_from_bytes(raw, policy=compat32)
        parts = list(_parts(message))
    except RecursionError as error:
        raise NoLetter("It is nested too deeply.") from error
    if not message.keys():
        raise NoLetter("It has no headers.")
    return Letter(
        message_id=_line(message, "Message-ID"),
        sender=_first(addresses_in(message, "From")),
        recipients=tuple(
            address for name in _RECIPIENT_HEADERS for address in addresses_in(message, name)
        ),
        subject=_line(message, "Subject"),
        text=_text_of(parts),
        enclosures=tuple(_enclosure(part) for part in parts if _is_attachment(part)),
        is_automatic=_is_automatic(message),
        arrivals=tuple(str(value) for value in message.get_all("Received", [])),
    )


def addresses_in(message: Message, name: str) -> list[str]:
    """Addresses of a header; [] for what cannot be parsed."""
    values = [_words(value) for value in message.get_all(name, [])]
    found = [address for _name, address in getaddresses(values)]
    return [_CONTROL.sub("", address).strip() for address in found if "@" in address]


def arrived_at(letter: Letter, server: str) -> datetime | None:
    """When our own server took it, by its own Received line, which stands first; None without it.

    Lines further down were written by others, and may say anything.
    """
    if not server or not letter.arrivals:
        return None
    line = " ".join(letter.arrivals[0].split())
    by = re.search(r"(?:^|\s)by\s+(\S+)", line, re.IGNORECASE)
    if by is None or by.group(1).rstrip(";").lower() != server.lower():
        return None
    try:
        moment = parsedate_to_datetime(line.rpartition(";")[2].strip())
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else None


def _parts(message: Message, depth: int = 0) -> Iterator[Message]:
    """The leaves in their order; what another message carries stays closed."""
    if depth > _DEEPEST:
        raise NoLetter("It is nested too deeply.")
    payload = message.get_payload()
    if (
        not message.is_multipart()
        or not isinstance(payload, list)
        or message.get_content_type() == "message/rfc822"
    ):
        yield message
    else:
        for part in payload:
            if isinstance(part, Message):
                yield from _parts(part, depth + 1)


def _is_attachment(part: Message) -> bool:
    is_named = part.get_content_disposition() == "attachment" or bool(part.get_filename())
    return is_named or part.get_content_maintype() != "text"


def _text_of(parts: list[Message]) -> str:
    """Of plain text where there is any, else of HTML."""
    texts = [part for part in parts if not _is_attachment(part)]
    plain = [part for part in texts if part.get_content_subtype() != "html"]
    if any(_decoded(part).strip() for part in plain):
        return _clean("\n".join(_decoded(part) for part in plain))
    return _clean("\n".join(plain_text(_decoded(part)) for part in texts))


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    body = payload[:_MOST_BYTES] if isinstance(payload, bytes) else b""
    charset = part.get_content_charset() or "utf-8"
    try:
        return body.decode(charset, "replace")
    except (LookupError, ValueError):  # no such charset, or none that decodes text
        return body.decode("utf-8", "replace")


def _is_automatic(message: Message) -> bool:
    """Bounces, absence notes, lists: to answer one may begin a loop, and none is a request."""
    marked = _line(message, "Auto-Submitted").lower()
    return (
        (bool(marked) and not marked.startswith("no"))
        or _line(message, "Precedence").lower() in _AUTOMATIC_PRECEDENCE
        or any(name in message for name in _AUTOMATIC_HEADERS)
        or _line(message, "Return-Path") == "<>"
        or message.get_content_type() == "multipart/report"
        or _first(addresses_in(message, "From")).lower().startswith(_AUTOMATIC_SENDERS)
    )


def _line(message: Message, name: str) -> str:
    """A header in one line: nothing that it holds can begin another."""
    return " ".join(_CONTROL.sub(" ", _words(message.get(name, ""))).split())


def _words(value: object) -> str:
    try:
        return str(make_header(decode_header(str(value))))
    except (LookupError, ValueError):
        return str(value).encode("utf-8", "replace").decode()


def _enclosure(part: Message) -> Enclosure:
    name = " ".join(_CONTROL.sub(" ", _words(part.get_filename() or "")).split())
    media_type = part.get_content_type()
    return Enclosure(name[:_LONGEST_NAME] or media_type, media_type, part)


def _clean(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", lines).strip()


def _first(found: list[str]) -> str:
    return found[0] if found else ""
