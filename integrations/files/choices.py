"""What a person settled on the preview: how the file is written and what its columns mean."""

import hashlib
from dataclasses import asdict, dataclass, field
from typing import Any

from integrations.files.fields import Kind
from integrations.files.reading import Dialect

ENCODINGS = {
    "utf-8-sig": "UTF-8",
    "cp1252": "Windows-1252",
    "iso-8859-1": "ISO-8859-1",
    "iso-8859-15": "ISO-8859-15",
    "cp865": "DOS (Nordic)",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
}
DELIMITERS = (",", ";", "\t", "|")
OUTCOMES = ("open", "won", "lost")


@dataclass(frozen=True)
class Choices:
    """`columns` is {field: heading of its column}; `stages` is {stage's word: open | won | lost}.

    `currency` and `platform` stand in where the file has no such column or cell. `identical` says
    whether rows that are the same in every cell count "once" or "each". `scope` as in merge_days:
    "partition" removes what the file does not name between its first and last day.
    """

    kind: Kind
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    point: str = "."
    order: str = "ymd"
    currency: str = ""
    platform: str = ""
    identical: str = "once"
    scope: str = "rows"
    columns: dict[str, str] = field(default_factory=dict)
    stages: dict[str, str] = field(default_factory=dict)

    @property
    def dialect(self) -> Dialect:
        """How to read the bytes."""
        return Dialect(self.encoding, self.delimiter)

    def as_json(self) -> dict[str, Any]:
        """For Source.options and the file's own note."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Choices":
        """The reverse of as_json; words that are unknown today are left out."""
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        return cls(**{**known, "kind": Kind(data["kind"])})


def header_key(kind: Kind, header: tuple[str, ...]) -> str:
    """Names a set of columns, so that the same export is recognised next time."""
    text = "\x1f".join((kind, *header))
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
