"""What is looked for: a person's addresses as they may be written, keyed hashes, ids of sources."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote
from uuid import UUID

from accounts.crypto import KnownHashes
from accounts.subjects import Subject
from accounts.tenancy import require_workspace_id
from privacy.erasure.person import hashes_of_person

# Ids of this length are nobody else's; shorter ones are numbers that mean other things elsewhere.
_TELLING = 15
_ADDRESS = re.compile(r"[^\s<>\"',;:()\[\]]+@[^\s<>\"',;:()\[\]]+")
_SUPPRESSION = "email suppression"


@dataclass(frozen=True)
class Needles:
    """`texts` are in lower case; `short` are ids that tell a person only where people stand.

    `whole` is what a column holds that holds nothing else: addresses, and ids in the letters in
    which their source writes them. `known` tells an address of which nobody has more than a hash.
    """

    texts: tuple[str, ...] = ()
    hashes: tuple[bytes, ...] = ()
    short: Mapping[UUID, tuple[str, ...]] = field(default_factory=dict)
    user_id: UUID | None = None
    whole: tuple[str, ...] = ()
    known: frozenset[bytes] = frozenset()

    @property
    def everywhere(self) -> tuple[str, ...]:
        """What tells the person wherever it stands."""
        user = (str(self.user_id),) if self.user_id else ()
        return (*self.texts, *(one.hex() for one in self.hashes), *user)

    def are_in(self, text: str) -> bool:
        """Whether a text that only people's rows hold names the person."""
        said = text.casefold()
        short = {one.casefold() for known in self.short.values() for one in known}
        if any(one in said for one in self.everywhere) or said in short:
            return True
        return bool(self.known) and any(map(self.hashed.has, addresses_in(text)))

    @cached_property
    def hashed(self) -> KnownHashes:
        """Tells the addresses of which hashes alone are known."""
        return KnownHashes(require_workspace_id(), "email", "suppression", self.known)


def needles_of(subject: Subject) -> Needles:
    """Everything that tells the person in the entered workspace."""
    texts: dict[str, None] = {}
    for email in subject.emails:
        for form in (email, quote(email), quote(email, safe="")):
            texts[form.lower()] = None
    ids = {source: tuple(known) for source, known in subject.external_ids.items()}
    telling = [one for known in ids.values() for one in known if _is_telling(one)]
    texts |= {one.lower(): None for one in telling}
    short = {
        source: tuple(one for one in known if not _is_telling(one)) for source, known in ids.items()
    }
    hashes = [one for known in hashes_of_person(subject).values() for one in known]
    return Needles(
        tuple(texts),
        tuple(dict.fromkeys(hashes)),
        {source: known for source, known in short.items() if known},
        subject.user_id,
        tuple(dict.fromkeys((*subject.emails, *telling))),
        frozenset(map(bytes, subject.hashes.get(_SUPPRESSION, ()))),
    )


def joined(needles: Iterable[Needles]) -> Needles:
    """What tells any of them, by one reading of everything."""
    texts: dict[str, None] = {}
    hashes: dict[bytes, None] = {}
    short: dict[UUID, dict[str, None]] = {}
    known: frozenset[bytes] = frozenset()
    for one in needles:
        users = (str(one.user_id),) if one.user_id else ()
        texts |= dict.fromkeys((*one.texts, *users))
        hashes |= dict.fromkeys(one.hashes)
        known |= one.known
        for source_id, ids in one.short.items():
            short.setdefault(source_id, {}).update(dict.fromkeys(ids))
    of_sources = {source_id: tuple(ids) for source_id, ids in short.items()}
    return Needles(tuple(texts), tuple(hashes), of_sources, known=known)


def addresses_in(text: str) -> Iterator[str]:
    """What looks like an address; with and without a full stop behind it."""
    for found in _ADDRESS.findall(text):
        yield found
        if found.endswith("."):
            yield found.rstrip(".")


def _is_telling(external_id: str) -> bool:
    return len(external_id) >= _TELLING
