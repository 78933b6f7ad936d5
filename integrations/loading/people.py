"""Takes people's values out of a page before the database sees them: hashed, sealed or blank."""

# ruff: noqa: S608 - names come from our own models, ids are UUIDs

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol
from uuid import UUID

from django.db import connection

from accounts.crypto import KeyedHash, Place, Sealer, normalise
from accounts.tenancy import new_id
from integrations.connectors.salesforce.describing import EMAIL, PERSON_ACCOUNT
from integrations.loading.restricting import is_anybody_restricted
from integrations.loading.target import PERSON_DIGEST, Target

_FIELD_LIMIT = 4 * 1024 * 1024
_PLACE = "person_field"


class PersonValue(NamedTuple):
    """An opted-in value on its way into its seal; it is never shown."""

    external_id: str
    field: str
    value: str

    def __repr__(self) -> str:
        return f"PersonValue({self.external_id}, {self.field})"


@dataclass(frozen=True)
class Rewritten:
    """A page as the database may see it, and the values that were taken out to be sealed."""

    data: bytes
    values: tuple[PersonValue, ...] = ()


class Rewriter(Protocol):
    """Changes a page's bytes; `target` says which columns come out."""

    target: Target

    def rewrite(self, data: bytes) -> Rewritten: ...


def rewriter_for(target: Target, opted: Sequence[str]) -> Rewriter | None:
    """Who rewrites this stream's pages; None where bytes go through unread."""
    if target.stream.is_person:
        return PersonRewriter(target, opted)
    if PERSON_ACCOUNT in target.fields:
        return CompanyRewriter(target)
    return None


class PersonRewriter:
    """Email becomes two keyed hashes; opted-in fields leave the page and go to be sealed."""

    def __init__(self, target: Target, opted: Sequence[str]) -> None:
        self._opted = [name for name in opted if name in target.fields]
        self._names = [f"{target.stream.name}.{name}" for name in self._opted]
        self._kept = [n for n in target.fields if n != EMAIL and n not in self._opted]
        self._index = KeyedHash(target.workspace_id, "email")
        self._suppression = KeyedHash(target.workspace_id, "email", purpose="suppression")
        self._digest = KeyedHash(target.workspace_id, "person_field")
        self._fields = target.fields
        added = ["email_hash", "suppression_hash"] if EMAIL in target.fields else []
        added += [PERSON_DIGEST] if self._opted else []
        self._added = added
        self.target = replace(target, staged=(*self._kept, *added))

    def rewrite(self, data: bytes) -> Rewritten:
        places = {name: place for place, name in enumerate(self._fields)}
        kept = [places[name] for name in self._kept]
        values: list[PersonValue] = []

        def change(row: list[str]) -> list[str]:
            out = [row[place] for place in kept]
            if EMAIL in places:
                out += self._hashes(row[places[EMAIL]])
            if self._opted:
                opted = [row[places[name]] for name in self._opted]
                values.extend(self._values(row[places["Id"]], opted))
                # As they stand: another case is another value.
                out.append(self._digest.of_normalised("\x1f".join(opted).encode()).hex())
            return out

        return Rewritten(rewrite_rows(data, [*self._kept, *self._added], change), tuple(values))

    def _hashes(self, email: str) -> list[str]:
        if not email.strip():
            return ["", ""]
        same = normalise(email).encode()
        hashes = self._index.of_normalised(same), self._suppression.of_normalised(same)
        return [digest.hex() for digest in hashes]

    def _values(self, external_id: str, opted: list[str]) -> list[PersonValue]:
        named = zip(self._names, opted, strict=True)
        return [PersonValue(external_id, name, value) for name, value in named]


class CompanyRewriter:
    """Blanks the name of a company that is a person (a person account)."""

    def __init__(self, target: Target) -> None:
        kept = tuple(name for name in target.fields if name != PERSON_ACCOUNT)
        self._fields = target.fields
        self.target = replace(target, staged=kept)

    def rewrite(self, data: bytes) -> Rewritten:
        places = {name: place for place, name in enumerate(self._fields)}
        flag, name_place = places[PERSON_ACCOUNT], places.get("Name")

        def change(row: list[str]) -> list[str]:
            if row[flag] == "true" and name_place is not None:
                row[name_place] = ""
            return [value for place, value in enumerate(row) if place != flag]

        return Rewritten(rewrite_rows(data, self.target.stage_columns, change))


def rewrite_rows(
    data: bytes, header: Sequence[str], change: Callable[[list[str]], list[str]]
) -> bytes:
    """A page with another header, and each of its rows changed."""
    csv.field_size_limit(_FIELD_LIMIT)
    rows = csv.reader(io.StringIO(data.decode(), newline=""))
    next(rows, None)
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(change(row) for row in rows)
    return out.getvalue().encode()


def keep_person_fields(target: Target, values: Sequence[PersonValue]) -> None:
    """Seal the opted-in values of rows that were just written; empty ones are removed."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT external_id FROM pg_temp.{target.incoming} WHERE deleted_at IS NULL"
        )
        written = {row[0] for row in cursor.fetchall()}
    write_sealed(target, [value for value in values if value.external_id in written])


def write_sealed(target: Target, values: Sequence[PersonValue]) -> None:
    """Seal values and keep them, whatever was there before; empty ones are removed."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.sealed_field")
        cursor.execute(
            "CREATE TEMPORARY TABLE sealed_field (external_id text, field text, row_id uuid, "
            "sealed bytea) ON COMMIT DROP"
        )
        # Made beforehand: they may look up a key, and a COPY lets no other statement through.
        sealers = {f: Sealer(target.workspace_id, _PLACE, f) for f in {v.field for v in values}}
        with cursor.copy("COPY pg_temp.sealed_field FROM STDIN (FORMAT binary)") as copy:
            copy.set_types(["text", "text", "uuid", "bytea"])
            for external_id, field, value in values:
                row_id = new_id()
                sealed = sealers[field].seal(row_id, value) if value else None
                copy.write_row((external_id, field, row_id, sealed))
        cursor.execute("ANALYZE pg_temp.sealed_field (external_id, field)")
        statements = (_REMOVE, _INSERT, _MARK) if is_anybody_restricted() else (_REMOVE, _INSERT)
        for statement in statements:
            cursor.execute(statement.format(target, target.of_source("p"), target.of_source("x")))


def person_place(workspace_id: UUID, field: str, row_id: UUID) -> Place:
    """Where a sealed field lives, for whoever opens it."""
    return Place(_PLACE, field, workspace_id, row_id)


_REMOVE = (
    "DELETE FROM integrations_personfield p USING pg_temp.sealed_field s "
    "WHERE {1} AND p.external_id = s.external_id AND p.field = s.field AND s.sealed IS NULL"
)
_INSERT = (
    "INSERT INTO integrations_personfield (workspace_id, source_id, external_id, field, row_id, "
    "sealed) SELECT '{0.workspace_id}', '{0.source_id}', external_id, field, row_id, sealed "
    "FROM pg_temp.sealed_field WHERE sealed IS NOT NULL "
    "ON CONFLICT (workspace_id, source_id, external_id, field) DO UPDATE "
    "SET row_id = excluded.row_id, sealed = excluded.sealed"
)
_MARK = (
    "UPDATE integrations_personfield p SET is_restricted = true FROM pg_temp.sealed_field s "
    "WHERE {1} AND p.external_id = s.external_id AND NOT p.is_restricted AND s.external_id IN "
    "(SELECT x.external_id FROM integrations_restriction x WHERE {2} AND x.external_id <> '')"
)
