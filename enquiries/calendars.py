"""Calendar files by RFC 5545: one event, with times in UTC, as a text of folded lines."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings

from accounts.notify import Attachment
from enquiries.lines import without_breaks

_FOLDED_AT = 75
_ATTENDEE = "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE"
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Event:
    """One meeting as one person's calendar has it.

    `key` and the attendee name it for ever; of two files for it the one with the higher
    `sequence` counts.
    """

    key: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    title: str
    description: str
    attendee: str
    place: str = ""
    is_cancelled: bool = False


def calendar_file(event: Event, now: datetime) -> Attachment:
    """The attachment that puts the event into a calendar, or takes it out again."""
    method = "CANCEL" if event.is_cancelled else "REQUEST"
    text = "".join(f"{folded(line)}\r\n" for line in _lines(event, method, now))
    return Attachment("invite.ics", text, f"text/calendar; method={method}")


def _lines(event: Event, method: str, now: datetime) -> list[str]:
    status = "CANCELLED" if event.is_cancelled else "CONFIRMED"
    lines = [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Proactivox//Bookings//EN"),
        *("CALSCALE:GREGORIAN", f"METHOD:{method}", "BEGIN:VEVENT"),
        f"UID:{event.key}@{urlsplit(settings.PUBLIC_URL).hostname}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{_utc(now)}",
        f"DTSTART:{_utc(event.starts_at)}",
        f"DTEND:{_utc(event.ends_at)}",
        f"SUMMARY:{escaped(event.title)}",
        f"DESCRIPTION:{escaped(event.description)}",
        f"ORGANIZER;CN=Proactivox:mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}",
        f"{_ATTENDEE}:mailto:{without_breaks(event.attendee)}",
        f"STATUS:{status}",
    ]
    if event.place:
        lines += [f"LOCATION:{escaped(event.place)}", f"URL:{without_breaks(event.place)}"]
    return [*lines, "END:VEVENT", "END:VCALENDAR"]


def escaped(text: str) -> str:
    """A TEXT value: what would end the value, or the line, is written another way."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\\n".join(map(without_breaks, lines))


def folded(line: str) -> str:
    """Lines of 75 octets at most, cut between characters; the next begins with a blank."""
    parts, room = [""], _FOLDED_AT
    for character in line:
        size = len(character.encode())
        if size > room:
            parts.append("")
            room = _FOLDED_AT - 1
        parts[-1] += character
        room -= size
    return "\r\n ".join(parts)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(_STAMP)
