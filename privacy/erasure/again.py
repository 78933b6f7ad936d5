"""After a restore: erases whom the ledger names once more, clears files and cache, and searches.

The ledger keeps no address, so addresses in files are told by their keyed hashes.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from accounts.crypto import KnownHashes
from accounts.models.workspace import HOUSE_ID
from accounts.subjects import Subject
from accounts.tenancy import inside, require_workspace_id
from privacy import manifest
from privacy.erasure.local import erase_here
from privacy.erasure.previewing import controlled
from privacy.erasure.searching import Needles, Searched, needles_of, search_elsewhere, search_here
from privacy.erasure.searching.outside import FILES, files_naming, forget_cached
from privacy.models import Erasure, ItemState

_ADDRESS = re.compile(rb"[^\s<>\"',;:()\[\]]+@[^\s<>\"',;:()\[\]]+")
# An erasure that a backup caught at work names its person until it ends, with a search of its own.
_AT_WORK = frozenset({"privacy.erasure", "privacy.erasureitem"})


@dataclass(frozen=True)
class ErasedAgain:
    """A person who was erased again, and the tables that hold something back with its ground."""

    subject: Subject
    retained: frozenset[str]


def erase_again(workspace_id: UUID, subject: Subject) -> ErasedAgain:
    """Erase a person in a workspace, and whatever names them outside of the database."""
    with inside(workspace_id):
        done = erase_here(subject)
        needles = needles_of(subject)
        paths = {*files_naming(needles), *_files_by_hash([subject])}
    forget_cached(needles)
    kept = {one.table for one in done.endings if one.state == ItemState.RETAINED}
    if done.held and done.held.is_whole:
        more = controlled(subject, done.held) if workspace_id == HOUSE_ID else []
        return ErasedAgain(subject, frozenset({*kept, FILES, *(one.table for one in more)}))
    for path in paths:
        path.unlink(missing_ok=True)
    if workspace_id == HOUSE_ID:
        # What the house itself controls lies outside of its workspace: log-ins above all.
        for _name, module in manifest.modules():
            module.erase(subject)
    return ErasedAgain(subject, frozenset(kept))


def residue_of(workspace_id: UUID, people: Iterable[ErasedAgain]) -> list[Mapping[str, int]]:
    """{place: how much is left} for each of them, in their order; all empty where nothing is.

    One search is for all, and only where it finds what not everybody's ground explains, one each.
    """
    every = list(people)
    common = frozenset.intersection(*(one.retained for one in every))
    if not _residue(workspace_id, [one.subject for one in every], common):
        return [{} for _one in every]
    return [_residue(workspace_id, [one.subject], one.retained) for one in every]


def _residue(
    workspace_id: UUID, subjects: list[Subject], explained: frozenset[str]
) -> dict[str, int]:
    with inside(workspace_id):
        needles = [needles_of(subject) for subject in subjects]
        searched = search_here(_joined(needles))
        searched.residue[FILES] += len(_files_by_hash(subjects))
        if Erasure.objects.exclude(subject=None).exists():
            explained |= _AT_WORK
    _search_logins(workspace_id, needles, searched)
    return {name: left for name, left in searched.residue.items() if left and name not in explained}


def _search_logins(workspace_id: UUID, needles: list[Needles], searched: Searched) -> None:
    for one in needles if workspace_id == HOUSE_ID else ():
        if one.user_id:
            search_elsewhere(one, searched)


def _joined(needles: list[Needles]) -> Needles:
    """What tells any of them."""
    texts: dict[str, None] = {}
    hashes: dict[bytes, None] = {}
    short: dict[UUID, dict[str, None]] = {}
    for one in needles:
        users = (str(one.user_id),) if one.user_id else ()
        texts |= dict.fromkeys((*one.texts, *users))
        hashes |= dict.fromkeys(one.hashes)
        for source_id, known in one.short.items():
            short.setdefault(source_id, {}).update(dict.fromkeys(known))
    ids = {source_id: tuple(known) for source_id, known in short.items()}
    return Needles(tuple(texts), tuple(hashes), ids)


def _files_by_hash(subjects: Iterable[Subject]) -> list[Path]:
    """The entered workspace's files that hold an address of one of them."""
    known = KnownHashes(
        require_workspace_id(),
        *("email", "suppression"),
        (digest for one in subjects for digest in one.hashes.get("email suppression", ())),
    )
    if not known:
        return []
    paths = manifest.kept_files(require_workspace_id())
    return [path for path in paths if any(map(known.has, _addresses(path)))]


def _addresses(path: Path) -> Counter[str]:
    """Those that stand in a file; what spreadsheets write in two bytes a letter is read as one."""
    found: Counter[str] = Counter()
    try:
        with path.open("rb") as stream:
            for line in stream:
                for one in _ADDRESS.findall(line.replace(b"\0", b"")):
                    found[one.decode(errors="replace")] += 1
    except FileNotFoundError:
        return found
    return found
