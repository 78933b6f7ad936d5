"""Records of a CRM on their way in: a stream's columns, what a user may see of it, one page."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a value is; `KINDS` says how its text is read."""

    TEXT = "text"
    FLAG = "flag"
    WHOLE = "whole"
    MICROS = "micros"
    DECIMAL = "decimal"
    DAY = "day"
    MOMENT = "moment"
    DIGEST = "digest"


# Staged text -> value. A null text is an empty one where the column does not know null.
_READ = {
    # A cast cuts as left() does, and looks at the characters only of what is too long.
    Kind.TEXT: "coalesce({0}, '')::varchar({1})",
    Kind.FLAG: "coalesce({0}, 'false')::boolean",
    Kind.WHOLE: "{0}::numeric::integer",
    # Exact: the digits are never a float on the way.
    Kind.MICROS: "({0}::numeric * 1000000)::bigint",
    Kind.DECIMAL: "{0}::numeric",
    Kind.DAY: "{0}::date",
    Kind.MOMENT: "{0}::timestamptz",
    Kind.DIGEST: "decode({0}, 'hex')",
}


@dataclass(frozen=True)
class Column:
    """A field that is read and the column it fills.

    `loss` is a message id: what is missing on screen where this user may not see the field;
    empty where nobody would notice. `is_multicurrency` fields exist only in such organisations.
    """

    field: str
    target: str
    kind: Kind = Kind.TEXT
    loss: str = ""
    length: int = 255
    is_multicurrency: bool = False

    def expression(self, source: str) -> str:
        """SQL for the value, from the staged column."""
        return _READ[self.kind].format(source, self.length)


def text(field: str, target: str, loss: str = "", length: int = 255) -> Column:
    """A text that is cut at the column's length."""
    return Column(field, target, Kind.TEXT, loss, length)


def link(field: str, target: str, loss: str = "") -> Column:
    """The id of another record."""
    return Column(field, target, Kind.TEXT, loss, 40)


@dataclass(frozen=True)
class Stream:
    """One kind of record of a CRM and the model it fills.

    `cursor` is the field by which changes are found; without one the whole object is read each
    time, and rows that it no longer holds are marked deleted. `constants` are SQL literals by
    column. `people` are columns that point to a person: a row of a suppressed person is dropped;
    `blanked` are those that are emptied while their row stays.
    """

    name: str
    model: str
    columns: tuple[Column, ...]
    cursor: str | None = "SystemModstamp"
    has_deleted: bool = True
    where: str = ""
    constants: dict[str, str] = field(default_factory=dict)
    people: tuple[str, ...] = ()
    blanked: tuple[str, ...] = ()
    is_person: bool = False
    is_multicurrency: bool = False
    # Its deletes never reach the recycle bin: only the delete log tells of them.
    is_undeletable: bool = True
    # A record that was gone before we met it is not written down.
    skips_unknown_deletes: bool = False
    # Which of the model's rows are this stream's, where two streams fill one model.
    own_rows: str = ""
    loss: str = ""
    # Raised when a stream begins to bring more of each record: all are then read anew, once.
    edition: int = 1

    @property
    def stamp(self) -> str:
        """The field that orders two versions of a record."""
        return self.cursor or "SystemModstamp"


@dataclass(frozen=True)
class FormulaField:
    """A field that the vendor computes and whose changes move no stamp.

    `kind` says how its value is kept: text, number, day or moment.
    """

    name: str
    label: str
    kind: str


@dataclass(frozen=True)
class Sight:
    """An object through the eyes of this user; None stands for an object that is not there.

    `fields` are those of ours that may be read, in order; `missing` is {field: what it costs}.
    `formulas` are the computed fields that may be picked.
    """

    fields: tuple[str, ...]
    missing: dict[str, str]
    trouble: str = ""
    formulas: tuple[FormulaField, ...] = ()

    def as_schema(self) -> dict[str, Any]:
        """The form that is stored in StreamState.schema."""
        return {
            "fields": list(self.fields),
            "missing": self.missing,
            "formulas": [asdict(field) for field in self.formulas],
        }


@dataclass(frozen=True)
class Scope:
    """Whose rows a part holds whole: stored rows whose `column` is one of `ids` and that the part
    lacks are marked deleted.
    """

    column: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """Rows of another stream that come with a page, because the vendor's record holds both.

    `fields` is the header of `data`; the part is loaded in the page's own transaction.
    """

    stream: Stream
    fields: tuple[str, ...]
    data: bytes
    rows: int
    scope: Scope


@dataclass(frozen=True)
class Page:
    """Rows as CSV without NULs, its header line included; `locator` is "" on the last page.

    `rows` is what the vendor says the page holds; `total` what it says the query holds, if it does.
    """

    data: bytes
    rows: int
    locator: str
    total: int | None = None
    parts: tuple[Part, ...] = ()


def selected(stream: Stream, fields: "tuple[str, ...] | list[str]") -> tuple[str, ...]:
    """The header of a page: the id, the stamp, the mark of a delete, then what may be read."""
    system = ["Id", stream.stamp, *(["IsDeleted"] if stream.has_deleted else [])]
    return tuple(dict.fromkeys([*system, *fields]))
