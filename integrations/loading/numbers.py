"""Takes national identification numbers out of what a source sent, before it is stored."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from accounts.national_numbers import mask, may_hold_number, note_left_out
from integrations.connectors.entities import Kind, Stream
from integrations.loading.people import PersonValue, rewrite_rows
from integrations.loading.target import MERGED_INTO, Target

SEALED = "integrations.personfield.sealed"


def without_numbers(target: Target, data: bytes) -> bytes:
    """A page's bytes as they may be staged; ids are never looked into."""
    if not may_hold_number(data):
        return data
    return masked_texts(data, target.stage_columns, free_texts(target.stream), target.source_id)


def masked_texts(
    data: bytes, header: Sequence[str], places: Mapping[str, str], source_id: UUID
) -> bytes:
    """A page without the numbers in these columns, {name in the header: column of the map}."""
    texts = [(at, places[name]) for at, name in enumerate(header) if name in places]
    found: Counter[str] = Counter()

    def change(row: list[str]) -> list[str]:
        for at, place in texts:
            masked = mask(row[at])
            row[at] = masked.text
            found[place] += len(masked.numbers)
        return row

    changed = rewrite_rows(data, header, change)
    _note(found, source_id)
    return changed if found.total() else data


def without_persons_numbers(target: Target, values: Sequence[PersonValue]) -> list[PersonValue]:
    """Opted-in values as they may be sealed."""
    # Hardly a page has one: to look at all values together costs a twentieth of one by one.
    if not may_hold_number("\n".join(value.value for value in values).encode()):
        return list(values)
    found: Counter[str] = Counter()
    kept = []
    for value in values:
        masked = mask(value.value)
        kept.append(value._replace(value=masked.text))
        found[f"{SEALED}#{value.field}"] += len(masked.numbers)
    _note(found, target.source_id)
    return kept


def free_texts(stream: Stream) -> dict[str, str]:
    """{field: column of the map} of what people may have written anything into."""
    return {
        column.field: f"integrations.{stream.model.lower()}.{column.target}"
        for column in stream.columns
        if column.kind == Kind.TEXT and not _is_id(column.target)
    }


def _is_id(target: str) -> bool:
    return target.endswith("external_id") or target in (MERGED_INTO, "email_hash")


def _note(found: Mapping[str, int], source_id: UUID) -> None:
    for place, count in sorted(found.items()):
        if count:
            note_left_out(count, place=place, source_id=source_id)
