"""How a field of Salesforce becomes a column of ours: pure text of SQL, no rows seen."""

from dataclasses import dataclass
from enum import StrEnum


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
    Kind.TEXT: "coalesce(left({0}, {1}), '')",
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


def currency(field: str = "CurrencyIsoCode") -> Column:
    """The record's own currency, where the organisation has several."""
    return Column(field, "currency", Kind.TEXT, "", 3, is_multicurrency=True)
