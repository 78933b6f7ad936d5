"""What is looked for: a person's addresses as they may be written, keyed hashes, ids of sources."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote
from uuid import UUID

from accounts.subjects import Subject
from privacy.erasure.person import hashes_of_person

# Ids of this length are nobody else's; shorter ones are numbers that mean other things elsewhere.
_TELLING = 15


@dataclass(frozen=True)
class Needles:
    """`texts` are in lower case; `short` are ids that tell a person only where people stand.

    `whole` is what a column holds that holds nothing else: addresses, and ids in the letters in
    which their source writes them.
    """

    texts: tuple[str, ...] = ()
    hashes: tuple[bytes, ...] = ()
    short: Mapping[UUID, tuple[str, ...]] = field(default_factory=dict)
    user_id: UUID | None = None
    whole: tuple[str, ...] = ()

    @property
    def everywhere(self) -> tuple[str, ...]:
        """What tells the person wherever it stands."""
        user = (str(self.user_id),) if self.user_id else ()
        return (*self.texts, *(one.hex() for one in self.hashes), *user)

    def are_in(self, text: str) -> bool:
        """Whether a text that only people's rows hold names the person."""
        said = text.casefold()
        short = {one.casefold() for known in self.short.values() for one in known}
        return any(one in said for one in self.everywhere) or said in short


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
    )


def _is_telling(external_id: str) -> bool:
    return len(external_id) >= _TELLING
