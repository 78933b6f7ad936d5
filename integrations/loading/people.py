"""Takes people's values out of a page before the database sees them: hashed, sealed or blank."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from operator import itemgetter
from typing import NamedTuple, Protocol

from accounts.crypto import KeyedHash, normalise
from integrations.connectors.salesforce.describing import EMAIL, PERSON_ACCOUNT
from integrations.loading.target import PERSON_DIGEST, Target

_FIELD_LIMIT = 4 * 1024 * 1024


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
        # The id and the stamp are always kept, so that it gives a tuple.
        kept = itemgetter(*(places[name] for name in self._kept))
        opted, named = [places[name] for name in self._opted], self._names
        id_at, email_at = places["Id"], places.get(EMAIL)
        stamp_at = places[self.target.stream.stamp]
        values: list[PersonValue] = []
        versions: list[tuple[str, str]] = []

        def change(row: list[str]) -> tuple[str, ...]:
            out: tuple[str, ...] = kept(row)
            if email_at is not None:
                out += self._hashes(row[email_at])
            if opted:
                texts = [row[place] for place in opted]
                values.extend(map(PersonValue, repeat(row[id_at]), named, texts))
                versions.append((row[id_at], row[stamp_at]))
                # As they stand: another case is another value.
                out += (self._digest.of_normalised("\x1f".join(texts).encode()).hex(),)
            return out

        changed = rewrite_rows(data, [*self._kept, *self._added], change)
        return Rewritten(changed, _of_newest(values, versions))

    def _hashes(self, email: str) -> tuple[str, str]:
        same = normalise(email).encode()
        if not same:
            return "", ""
        return self._index.of_normalised(same).hex(), self._suppression.of_normalised(same).hex()


def _of_newest(
    values: Sequence[PersonValue], versions: Sequence[tuple[str, str]]
) -> tuple[PersonValue, ...]:
    """Each person's values once, as the merge takes the newest of a page's rows of one id.

    `versions` has id and stamp of each row; each row has as many values as the next.
    """
    if len({external_id for external_id, _stamp in versions}) == len(versions):
        return tuple(values)
    newest: dict[str, int] = {}
    for place, (external_id, stamp) in enumerate(versions):
        if external_id not in newest or stamp > versions[newest[external_id]][1]:
            newest[external_id] = place
    width = len(values) // len(versions)
    return tuple(
        value for place in newest.values() for value in values[place * width : (place + 1) * width]
    )


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
    data: bytes, header: Sequence[str], change: Callable[[list[str]], Sequence[str]]
) -> bytes:
    """A page with another header, and each of its rows changed."""
    csv.field_size_limit(_FIELD_LIMIT)
    # Text by the line: a StringIO would hold each character of a page in four bytes, twice.
    rows = csv.reader(io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline=""))
    next(rows, None)
    out = io.BytesIO()
    text = io.TextIOWrapper(out, encoding="utf-8", newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(map(change, rows))
    text.flush()
    return out.getvalue()
