"""HubSpot's values as they are written: moments, numbers, labels; pure and exact.

Every property is a text, or null. Moments come in ISO 8601 and in milliseconds since 1970, by
property and by who wrote them; both are read exactly.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any

from integrations.connectors.entities import Part, Scope, Stream, selected

Record = Mapping[str, Any]
Row = dict[str, str]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Option:
    """A value that a property can have, and its label, in the account's own order."""

    value: str
    label: str


@dataclass(frozen=True)
class Setting:
    """What an account's records are read by: its calendar, its currency, its words.

    `options` are those of a property; `stages` gives the label of a deal's stage.
    """

    zone: tzinfo
    currency: str
    options: Mapping[str, Sequence[Option]] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)

    def label(self, name: str, value: str) -> str:
        """The label of a property's value; the value itself where it has none."""
        return next((o.label for o in self.options.get(name, ()) if o.value == value), value)

    @property
    def lifecycle(self) -> tuple[Option, ...]:
        """Lifecycle stages from Lead on, in their order."""
        found = tuple(self.options.get("lifecyclestage", ()))
        values = [option.value for option in found]
        start = values.index("lead") if "lead" in values else 0
        aside = {"subscriber", "evangelist", "other"}
        return tuple(option for option in found[start:] if option.value not in aside)

    @property
    def lead_stages(self) -> tuple[str, ...]:
        """The stages in which a contact is a lead: before it is an opportunity."""
        values = [option.value for option in self.lifecycle]
        end = values.index("opportunity") if "opportunity" in values else len(values)
        return tuple(value for value in values[:end] if value != "customer")


def moment(value: str | None) -> datetime | None:
    """A moment from ISO 8601 or milliseconds; None for nothing. Raises ValueError."""
    if value is None or not value.strip():
        return None
    text = value.strip()
    if text.lstrip("-").isdigit():
        # Not by a float: milliseconds are to stay what they are.
        return _EPOCH + timedelta(milliseconds=int(text))
    found = datetime.fromisoformat(text)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def number(value: str | None) -> str:
    """A number's digits as they were sent; "" for nothing and for what is none."""
    try:
        found = Decimal((value or "").strip())
    except InvalidOperation:
        return ""
    return format(found, "f") if found.is_finite() else ""


def percent(value: str | None) -> str:
    """A share of one as a share of a hundred."""
    digits = number(value)
    return format((Decimal(digits) * 100).normalize(), "f") if digits else ""


def iso(at: datetime | None) -> str:
    """A moment in ISO 8601; "" for none."""
    return at.isoformat() if at else ""


def day(at: datetime | None, setting: Setting) -> str:
    """The day in the account's own calendar, by which its people closed the deal."""
    return at.astimezone(setting.zone).date().isoformat() if at else ""


def header(stream: Stream) -> tuple[str, ...]:
    """The header of a stream whose fields are all read."""
    return selected(stream, tuple(column.field for column in stream.columns))


def part(stream: Stream, fields: tuple[str, ...], rows: Sequence[Row], scope: Scope) -> Part:
    """Rows as a part of a page."""
    return Part(stream, fields, as_csv(fields, rows), len(rows), scope)


def as_csv(fields: Sequence[str], rows: Iterable[Row]) -> bytes:
    """A header and quoted lines, without NULs; what a row does not name is empty."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(fields)
    writer.writerows([row.get(name, "") for name in fields] for row in rows)
    return out.getvalue().replace("\x00", "").encode()


def flag(is_true: object) -> str:
    """A yes or no as CSV has it."""
    return "true" if is_true else "false"
