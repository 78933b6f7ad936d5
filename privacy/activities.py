"""Activities of processing, told from the map alone: what is kept for one purpose on one basis."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accounts.egress import ANY_PURPOSE, Recipient
from accounts.subjects import Balancing, Classification, Personal
from privacy import manifest

CONTROLLER, PROCESSOR = "controller", "processor"
ROLES = (CONTROLLER, PROCESSOR)
Classified = Mapping[str, Mapping[str, Classification]]


@dataclass(frozen=True)
class Limit:
    """When data of these categories goes."""

    retention: str
    categories: tuple[str, ...]


@dataclass(frozen=True)
class Activity:
    """One activity of processing: `role`, `purpose` and `basis` tell it from all others.

    Subjects and categories are the manifest's terms; texts are message ids. `places` are tables
    and patterns of files. `balancing` is there where the basis is Art. 6(1)(f).
    """

    role: str
    purpose: str
    basis: str
    subjects: tuple[str, ...]
    categories: tuple[str, ...]
    sources: tuple[str, ...]
    limits: tuple[Limit, ...]
    recipients: tuple[Recipient, ...]
    places: tuple[str, ...]
    balancing: Balancing | None = None


def activities(
    classified: Classified | None = None,
    recipients: Mapping[str, tuple[Recipient, ...]] | None = None,
    interests: Mapping[str, Balancing] | None = None,
) -> tuple[Activity, ...]:
    """All activities of the map, in its order; by default of what is installed, files included."""
    if classified is None:
        classified = {**manifest.classifications(), "files": manifest.files()}
    if recipients is None:
        recipients = manifest.recipients()
    if interests is None:
        interests = manifest.interests()
    groups: dict[tuple[str, str, str], list[tuple[str, Personal]]] = {}
    for place, entry in personal_entries(classified):
        groups.setdefault((entry.role, entry.purpose, entry.basis), []).append((place, entry))
    return tuple(
        _activity(key, found, recipients, interests.get(key[2])) for key, found in groups.items()
    )


def personal_entries(classified: Classified) -> Iterable[tuple[str, Personal]]:
    """(table or pattern of files, entry) of everything that is personal."""
    for label, entries in classified.items():
        for name, entry in entries.items():
            if isinstance(entry, Personal):
                yield (name if label == "files" else label), entry


def _activity(
    key: tuple[str, str, str],
    found: list[tuple[str, Personal]],
    recipients: Mapping[str, tuple[Recipient, ...]],
    balancing: Balancing | None,
) -> Activity:
    role, purpose, basis = key
    entries = [entry for _, entry in found]
    others = (*recipients.get(purpose, ()), *recipients.get(ANY_PURPOSE, ()))
    return Activity(
        role=role,
        purpose=purpose,
        basis=basis,
        subjects=_once(entry.subject for entry in entries),
        categories=_once(entry.category for entry in entries),
        sources=_once(entry.source for entry in entries),
        limits=_limits(entries),
        recipients=tuple(dict.fromkeys(others)),
        places=_once(place for place, _ in found),
        balancing=balancing,
    )


def _limits(entries: list[Personal]) -> tuple[Limit, ...]:
    ends = _once(entry.retention for entry in entries)
    return tuple(
        Limit(end, _once(entry.category for entry in entries if entry.retention == end))
        for end in ends
    )


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
