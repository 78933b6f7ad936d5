"""Asks the system's name server for TXT records: one question, UDP first, TCP for long answers."""

import contextlib
import secrets
import socket
import struct
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.errors import Trouble

_TXT, _IN, _NAME_ERROR = 16, 1, 3
_SECONDS, _TRIES, _LONGEST = 3.0, 2, 65_535
_MOST_LABELS = 128


class DnsUnclear(Trouble):
    """Nobody answered, or not in a way that says whether there is a record."""

    code = "dns_unclear"


def txt_records(name: str) -> list[str]:
    """The texts of a name's TXT records; none where there is no such name.

    Raises DnsUnclear: a server that is away does not say that a record is gone.
    """
    for server in _servers() * _TRIES:
        with contextlib.suppress(OSError, ValueError, IndexError, struct.error):
            return _asked(server, name)
    raise DnsUnclear(
        _("The name servers did not answer for %(name)s.") % {"name": name},
        advice=_("Try again in a few minutes."),
        permanent=False,
    )


def _servers() -> list[tuple[str, int]]:
    """Those of settings.DNS_SERVERS ("address" or "address:port"), else those of the system."""
    told = settings.DNS_SERVERS or _of_the_system()
    found = []
    for text in told:
        host, colon, port = text.rpartition(":")
        is_plain = not colon or ":" in host
        found.append((text, 53) if is_plain else (host, int(port)))
    return found


def _of_the_system() -> list[str]:
    with contextlib.suppress(OSError):
        lines = (line.split() for line in Path("/etc/resolv.conf").read_text().splitlines())
        return [parts[1] for parts in lines if len(parts) > 1 and parts[0] == "nameserver"]
    return []


def _asked(server: tuple[str, int], name: str) -> list[str]:
    number = secrets.randbits(16)
    # RD: the server is to ask others for us.
    asked = struct.pack("!HHHHHH", number, 0x0100, 1, 0, 0, 0) + _question(name)
    answer = _by_udp(server, asked)
    if answer[2] & 0x02:  # TC: more than one datagram holds
        answer = _by_tcp(server, asked)
    return _read(answer, asked)


def _question(name: str) -> bytes:
    labels = [part.encode("ascii") for part in name.rstrip(".").split(".")]
    if any(not 1 <= len(label) <= 63 for label in labels):
        raise ValueError(f"{name!r} is no name.")
    parts = b"".join(bytes([len(label)]) + label for label in labels)
    return parts + b"\0" + struct.pack("!HH", _TXT, _IN)


def _by_udp(server: tuple[str, int], asked: bytes) -> bytes:
    family = socket.AF_INET6 if ":" in server[0] else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as line:
        line.settimeout(_SECONDS)
        # Connected: the system hands on datagrams of this server alone.
        line.connect(server)
        line.send(asked)
        return line.recv(_LONGEST)


def _by_tcp(server: tuple[str, int], asked: bytes) -> bytes:
    with socket.create_connection(server, timeout=_SECONDS) as line:
        line.sendall(struct.pack("!H", len(asked)) + asked)
        with line.makefile("rb") as stream:
            (length,) = struct.unpack("!H", stream.read(2))
            return stream.read(length)


def _read(answer: bytes, asked: bytes) -> list[str]:
    number, flags, questions, answers = struct.unpack("!HHHH", answer[:8])
    is_ours = number == struct.unpack("!H", asked[:2])[0] and flags & 0x8000 and questions == 1
    # A guess from outside has to repeat the question too, letter by letter.
    if not is_ours or answer[12 : len(asked)].lower() != asked[12:].lower():
        raise ValueError("This is no answer to the question.")
    if flags & 0x0F == _NAME_ERROR:
        return []
    if flags & 0x0F:
        raise ValueError("The server could not answer.")
    found, at = [], len(asked)
    for _each in range(answers):
        at = _after_name(answer, at)
        kind, family, _ttl, length = struct.unpack("!HHIH", answer[at : at + 10])
        at += 10
        if (kind, family) == (_TXT, _IN):
            found.append(_text(answer[at : at + length]))
        at += length
    return found


def _after_name(answer: bytes, at: int) -> int:
    for _each in range(_MOST_LABELS):
        length = answer[at]
        if length & 0xC0 == 0xC0:
            return at + 2
        at += length + 1
        if length == 0:
            return at
    raise ValueError("A name has no end.")


def _text(data: bytes) -> str:
    """A record's pieces of up to 255 bytes, put together again."""
    parts, at = [], 0
    while at < len(data):
        length = data[at]
        parts.append(data[at + 1 : at + 1 + length])
        at += 1 + length
    return b"".join(parts).decode("utf-8", "replace")
