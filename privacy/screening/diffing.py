"""What lies between two maps, change by change, and which of them ask for a screening."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.egress.recipients import EEA
from privacy.screening.snapshot import Map

# The kind of a change that is counted alone.
COLUMN = "column"
# Lists of an activity, and whether more of it is a new risk.
_LISTS = {
    "categories": ("category", True),
    "subjects": ("kind of people", True),
    "recipients": ("recipient", True),
    "retention": ("retention", True),
    "sources": ("source", False),
}


@dataclass(frozen=True)
class Change:
    """One difference: `before` or `after` is empty where something came or went.

    Those that `ask` need the questions of a screening answered; the others only to be known.
    """

    kind: str
    what: str
    before: str
    after: str
    asks: bool

    def __str__(self) -> str:
        sign = "-" if not self.after else "~" if self.before else "+"
        words = " -> ".join(filter(None, (self.before, self.after)))
        return f"{sign} {self.kind}{' (screen it)' if self.asks else ''}: {self.what}: {words}"


def changes(before: Map, after: Map) -> tuple[Change, ...]:
    """Everything that is other in `after`; what asks for a screening comes first."""
    found = [
        *_activities(before.get("activities", {}), after["activities"]),
        *_recipients(before.get("recipients", {}), after["recipients"]),
        *_columns(before.get("columns", {}), after["columns"]),
    ]
    return tuple(sorted(found, key=lambda change: not change.asks))


def _activities(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old is None or new is None:
            one = new or old or {}
            words = f"{one['basis']}; {', '.join(one['categories'])}"
            yield _change("purpose", name, words if old else "", words if new else "")
            continue
        if old["basis"] != new["basis"]:
            yield Change("basis", name, old["basis"], new["basis"], asks=True)
        for key, (kind, is_risk) in _LISTS.items():
            yield from _list(kind, name, set(old[key]), set(new[key]), is_risk)


def _list(kind: str, name: str, old: set[str], new: set[str], is_risk: bool) -> Iterator[Change]:
    for word in sorted(new - old):
        yield Change(kind, name, "", word, asks=is_risk)
    for word in sorted(old - new):
        yield Change(kind, name, word, "", asks=False)


def _recipients(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name, {}), after.get(name, {})
        if new and new["country"] != old.get("country") and _is_third(new["country"]):
            yield Change("third country", name, old.get("country", ""), new["country"], asks=True)
        for key in ("company", "transfer", "receives"):
            if old.get(key, "") != new.get(key, ""):
                words = old.get(key, ""), new.get(key, "")
                yield Change(f"recipient's {key}", name, *words, asks=bool(words[1]))


def _columns(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    """A column for what the activity has already is no new risk: its activity would say so."""
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            yield Change(COLUMN, name, before.get(name, ""), after.get(name, ""), asks=False)


def _change(kind: str, what: str, before: str, after: str) -> Change:
    return Change(kind, what, before, after, asks=bool(after))


def _is_third(country: str) -> bool:
    return bool(country) and country not in EEA
