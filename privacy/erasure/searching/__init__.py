"""Looks for a person everywhere: tables, sealed values, files, cache and queues.

In two ways: by index, at once after an erasure; and by reading all, as the proof of the first.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import Purpose, across_workspaces, for_purpose
from privacy.erasure.searching.lookups import search_by_index, search_short_sealed
from privacy.erasure.searching.needles import Needles, joined, needles_of
from privacy.erasure.searching.outside import search_cache, search_files
from privacy.erasure.searching.sealed import (
    sealed_to_open,
    search_every_mail,
    search_mails,
    search_sealed,
)
from privacy.erasure.searching.tables import search_table, tables_to_read

__all__ = [
    "Needles",
    "Searched",
    "by_index",
    "in_full",
    "joined",
    "needles_of",
    "search_elsewhere",
    "search_here",
]


@dataclass
class Searched:
    """Where was looked, in counts, and what was found, {place: rows, files or keys}."""

    looked: Counter[str] = field(default_factory=Counter)
    residue: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, dict[str, int]]:
        return {"looked": dict(self.looked), "residue": dict(self.residue)}


def search_here(needles: Needles, *, besides: UUID | None = None) -> Searched:
    """Read everything at once, inside the workspace."""
    searched = Searched()
    for step in in_full(needles, besides=besides):
        step(searched)
    return searched


def search_elsewhere(needles: Needles, searched: Searched) -> None:
    """A user of ours, in others' workspaces: by id everywhere, by address among members.

    As somebody's customer they are that workspace's own affair, and not found here.
    """
    for workspace_id in across_workspaces():
        if workspace_id == HOUSE_ID:
            continue
        for table in tables_to_read():
            is_ours = table.label.startswith("accounts.")
            texts = needles.texts if is_ours else ()
            ours = Needles(texts, user_id=needles.user_id)
            search_table(ours, table, searched.looked, searched.residue)


Step = Callable[[Searched], None]


def by_index(needles: Needles, *, besides: UUID | None = None) -> Iterator[Step]:
    """The steps of a search by index, each to be taken inside the workspace.

    Its cost does not grow with the workspace; mails, files, cache and queues are read, and grow by
    themselves alone. `besides` is the erasure's id: its own row says whom it is about, and goes in
    the transaction that signs the certificate.
    """
    yield _step(search_by_index, needles)
    yield _step(search_short_sealed, needles, besides)
    for search in (search_mails, search_files, search_cache):
        yield _step(search, needles)


def in_full(needles: Needles, *, besides: UUID | None = None) -> Iterator[Step]:
    """The steps of a search that reads every row and opens every sealed value."""
    for table in tables_to_read():
        yield _step(search_table, needles, table)
    for column in sealed_to_open():
        yield _step(search_sealed, needles, column, besides)
    for search in (search_every_mail, search_files, search_cache):
        yield _step(search, needles)


def _step(search: Callable[..., None], needles: Needles, *more: Any) -> Step:
    # Whoever is restricted is left out of all other reading, and is looked for all the same.
    seeing = for_purpose(Purpose.OWN_RIGHT)(search)
    return lambda searched: seeing(needles, *more, searched.looked, searched.residue)
