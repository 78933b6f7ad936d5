"""The items of a copy as the desk sees them: field by field, with what is left out and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from privacy.access.redacting import Shown
from privacy.access.values import source_names, value_words
from privacy.access.words import field_words, store_words
from privacy.models import PackageItem, Redaction

# Of what a file holds nobody reads more in a page; the copy has all of it.
_MOST_SHOWN = 20_000


@dataclass(frozen=True)
class Field:
    """One field of an item: what is given out, and what is left out why."""

    name: str
    label: str
    value: str | None
    is_text: bool
    left_out: tuple[Any, ...]


@dataclass(frozen=True)
class Card:
    """One item as the desk sees it."""

    item: PackageItem
    store: str
    source: str
    fields: tuple[Field, ...]

    @property
    def is_waiting(self) -> bool:
        """Somebody wrote freely in it, and no member has looked at that."""
        return bool(self.item.texts) and self.item.looked_at is None


def cards_of(found: Sequence[Shown]) -> list[Card]:
    """In the same order, by two statements."""
    names = source_names()
    made: dict[tuple[Any, str], list[Redaction]] = {}
    for one in Redaction.objects.filter(item__in=[each.item for each in found]).order_by("made_at"):
        made.setdefault((one.item_id, one.field), []).append(one)
    return [
        Card(
            one.item,
            store_words(one.item.store),
            names.get(str(one.item.source_id), "") if one.item.source_id else "",
            tuple(
                Field(
                    name,
                    field_words(name),
                    shown_value(value_words(one.item.store, name, value, names)),
                    name in one.item.texts,
                    tuple(made.get((one.item.pk, name), ())),
                )
                for name, value in one.content.items()
                if value or name in one.left_out
            ),
        )
        for one in found
    ]


def shown_value(value: str | None) -> str | None:
    """As much of a value as a page shows."""
    if value is None or len(value) <= _MOST_SHOWN:
        return value
    return f"{value[:_MOST_SHOWN]} [\N{HORIZONTAL ELLIPSIS}]"
