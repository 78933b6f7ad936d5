"""The SOQL of a slice, and its fingerprint."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from integrations.connectors.entities import Stream, selected
from integrations.connectors.salesforce.soql import quote

__all__ = [
    "deal_counts_soql",
    "fingerprint",
    "formulas_soql",
    "ids_soql",
    "records_soql",
    "selected",
    "slice_soql",
]


def slice_soql(
    stream: Stream, fields: Sequence[str], from_at: datetime | None, to_at: datetime | None
) -> str:
    """A closed piece of a stream; no ORDER BY, which would switch off Salesforce's chunking."""
    conditions = [stream.where] if stream.where else []
    if stream.cursor is not None:
        if from_at is not None:
            conditions.append(f"{stream.cursor} >= {quote(from_at)}")
        if to_at is not None:
            conditions.append(f"{stream.cursor} < {quote(to_at)}")
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    names = ", ".join(selected(stream, tuple(fields)))
    # Names are ours or came from a describe; moments were quoted above.
    return f"SELECT {names} FROM {stream.name}{where}"  # noqa: S608


def ids_soql(stream: Stream, fields: Sequence[str]) -> str:
    """All ids of a stream, those in the bin too."""
    where = f" WHERE {stream.where}" if stream.where else ""
    return f"SELECT {', '.join(fields)} FROM {stream.name}{where}"  # noqa: S608


def formulas_soql(stream: Stream, fields: Sequence[str]) -> str:
    """Fields of all records that are not in the bin, whenever they were changed."""
    names = ", ".join(fields)
    return f"SELECT {names} FROM {stream.name} WHERE IsDeleted = false"  # noqa: S608


def records_soql(stream: Stream, fields: Sequence[str], ids: Sequence[str]) -> str:
    """Single records by their ids, which came from Salesforce."""
    names = ", ".join(selected(stream, tuple(fields)))
    return f"SELECT {names} FROM {stream.name} WHERE Id IN {quote(ids)}"  # noqa: S608


def deal_counts_soql(from_at: datetime, until: datetime) -> dict[str, str]:
    """Questions for the number of deals created in [from, until), and of those won on its days."""
    first_on, last_on = from_at.date(), (until - timedelta(microseconds=1)).date()
    created = f"CreatedDate >= {quote(from_at)} AND CreatedDate < {quote(until)}"
    closes = f"CloseDate >= {quote(first_on)} AND CloseDate <= {quote(last_on)}"
    # Moments and days are quoted above.
    return {
        "records": f"SELECT COUNT() FROM Opportunity WHERE {created}",  # noqa: S608
        "won": f"SELECT COUNT() FROM Opportunity WHERE IsWon = TRUE AND {closes}",  # noqa: S608
    }


def fingerprint(soql: str) -> str:
    """A remote job is taken up again only when its query had this fingerprint."""
    return hashlib.sha256(soql.encode()).hexdigest()
