"""The retention schedule: each category of the map, when it goes, and what makes that come true."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accounts.subjects import Kept, Personal
from privacy import manifest
from privacy.activities import Classified, personal_entries


@dataclass(frozen=True)
class Line:
    """One retention of the map: message ids, terms and places as the activities have them."""

    retention: str
    roles: tuple[str, ...]
    categories: tuple[str, ...]
    subjects: tuple[str, ...]
    places: tuple[str, ...]
    kept: Kept | None


def schedule(
    classified: Classified | None = None, keepers: Mapping[str, Kept] | None = None
) -> tuple[Line, ...]:
    """All retentions of the map in its order, by default of what is installed, files included."""
    if classified is None:
        classified = {**manifest.classifications(), "files": manifest.files()}
    if keepers is None:
        keepers = manifest.keepers()
    groups: dict[str, list[tuple[str, Personal]]] = {}
    for place, entry in personal_entries(classified):
        groups.setdefault(entry.retention, []).append((place, entry))
    return tuple(_line(words, found, keepers.get(words)) for words, found in groups.items())


def _line(words: str, found: list[tuple[str, Personal]], kept: Kept | None) -> Line:
    entries = [entry for _, entry in found]
    return Line(
        retention=words,
        roles=_once(entry.role for entry in entries),
        categories=_once(entry.category for entry in entries),
        subjects=_once(entry.subject for entry in entries),
        places=_once(place for place, _ in found),
        kept=kept,
    )


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
