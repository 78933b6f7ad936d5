"""The chain: one line an entry, each with the hash of the one before, so that none can be missing.

A line says number, moment and the digest of the entry's content. The content lies beside it and can
be removed; the line stays, and with it the proof that nothing else is missing.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

ORIGIN = "0" * 64


@dataclass(frozen=True)
class Link:
    """One line: the entry's number from 1 on, when it was appended, its content's sha256."""

    sequence: int
    at: datetime
    digest: str
    hash: str

    @property
    def line(self) -> str:
        return f"{self.sequence} {self.at.isoformat()} {self.digest} {self.hash}\n"


class Broken(ValueError):
    """A line that does not follow from the one before."""


def follow(before: "Link | None", at: datetime, digest: str) -> Link:
    """The next link."""
    sequence = before.sequence + 1 if before else 1
    return Link(sequence, at, digest, _hash(before, sequence, at, digest))


def read_lines(text: bytes) -> tuple[Link, ...]:
    """All links; raises Broken with the number of the first line that does not hold."""
    links: list[Link] = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            sequence, at, digest, known = line.decode("ascii").split(" ")
            link = follow(links[-1] if links else None, datetime.fromisoformat(at), digest)
        except ValueError as error:
            raise Broken(f"line {number} is not readable") from error
        if (link.sequence, link.hash) != (int(sequence), known):
            raise Broken(f"line {number} does not follow from the one before")
        links.append(link)
    return tuple(links)


def whole_part(text: bytes) -> bytes:
    """Without a last line that was being written when its process or the machine stopped.

    It was never acknowledged: whoever appends returns only when all of it is on the disk.
    """
    end = text.rfind(b"\n") + 1
    # A disk that lost power may have made room for a line and not filled it.
    return text[:end] if b"\0" not in text else text[: text[: text.index(b"\0")].rfind(b"\n") + 1]


def _hash(before: "Link | None", sequence: int, at: datetime, digest: str) -> str:
    parts = (before.hash if before else ORIGIN, str(sequence), at.isoformat(), digest)
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()
