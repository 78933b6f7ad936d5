"""The one list of who holds personal data, in the order in which they are erased."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol
from uuid import UUID

from accounts.egress import Recipient
from accounts.subjects import (
    Balancing,
    Classification,
    Classifications,
    Collected,
    Erased,
    Kept,
    Subject,
)

# Sources first, because their erasure writes the suppression that keeps a person out; the login
# last, because everything else is found through it.
ERASURE_ORDER: tuple[str, ...] = (
    "integrations.personal_data",
    "analytics.personal_data",
    "enquiries.personal_data",
    "billing.personal_data",
    "privacy.personal_data",
    "accounts.personal_data",
)


class PersonalData(Protocol):
    """What an app's `personal_data` module has; it fits by its shape and imports nothing of ours.

    Called inside a workspace, `collect` and `erase` speak of that workspace's rows alone, for the
    customer whose room it is. Called outside of every workspace they speak of what Proactivox
    itself controls (logins, memberships) and enter the workspaces one by one.
    """

    CLASSIFICATIONS: Classifications

    def collect(self, subject: Subject) -> tuple[Collected, ...]:
        """Every row about the person, one Collected per table that has any."""
        ...

    def erase(self, subject: Subject) -> tuple[Erased, ...]:
        """Remove the person; what is retained is counted, with its ground."""
        ...


def modules() -> Iterator[tuple[str, PersonalData]]:
    """(dotted name, module) of all that exist, in the order of erasure."""
    for name in ERASURE_ORDER:
        if is_present(name):
            yield name, import_module(name)


def is_present(name: str) -> bool:
    """Whether the module exists; a module that exists and breaks on import still raises."""
    return find_spec(name) is not None


def files() -> dict[str, Classification]:
    """What lies outside of the database, {"app/pattern of names": classification}, of all apps.

    An app that keeps files has FILES in its module.
    """
    return {
        f"{name.partition('.')[0]}/{pattern}": classification
        for name, module in modules()
        for pattern, classification in getattr(module, "FILES", {}).items()
    }


def kept_files(workspace_id: UUID) -> Iterator[Path]:
    """Every file that is kept for a workspace, of all apps; of none in which nobody looks.

    An app that keeps files has a function kept_files(workspace_id) in its module.
    """
    for _, module in modules():
        yield from getattr(module, "kept_files", lambda _workspace: ())(workspace_id)


def classifications() -> dict[str, Mapping[str, Classification]]:
    """What every column holds, {"app_label.model": {field: classification}}, of all apps."""
    merged: dict[str, Mapping[str, Classification]] = {}
    for _, module in modules():
        merged.update(module.CLASSIFICATIONS)
    return merged


def interests() -> dict[str, Balancing]:
    """The balancing test of each basis under Art. 6(1)(f), {basis: test}, of all apps.

    An app that leans on one has LEGITIMATE_INTERESTS in its module.
    """
    return {
        basis: balancing
        for _, module in modules()
        for basis, balancing in getattr(module, "LEGITIMATE_INTERESTS", {}).items()
    }


def keepers() -> dict[str, Kept]:
    """What makes each retention of the map come true, {retention: Kept}, of all apps.

    An app says it in RETENTION in its module, for the words that its classifications use.
    """
    merged: dict[str, Kept] = {}
    for _, module in modules():
        for words, kept in getattr(module, "RETENTION", {}).items():
            before = merged.get(words, Kept())
            sweeps = tuple(dict.fromkeys((*before.sweeps, *kept.sweeps)))
            deeds = dict.fromkeys(filter(None, (before.deed, kept.deed)))
            merged[words] = Kept(sweeps, " ".join(deeds))
    return merged


def readers() -> dict[str, tuple[str, ...]]:
    """For which purposes each room of the code reads people's columns, {room: purposes}.

    An app says it of its own rooms in READERS in its module.
    """
    return {
        room: purposes
        for _, module in modules()
        for room, purposes in getattr(module, "READERS", {}).items()
    }


def recipients() -> dict[str, tuple[Recipient, ...]]:
    """Who else receives what is kept for a purpose, {purpose: recipients}, of all apps.

    An app that hands something on has a function recipients() in its module; those under
    ANY_PURPOSE receive everything.
    """
    merged: dict[str, tuple[Recipient, ...]] = {}
    for _, module in modules():
        told: Mapping[str, tuple[Recipient, ...]] = getattr(module, "recipients", dict)()
        for purpose, found in told.items():
            merged[purpose] = (*merged.get(purpose, ()), *found)
    return merged
