"""Seals what is held of a subscriber, and finds them by keyed hashes."""

from typing import Any

from accounts.crypto import KeyedHash, all_hashes, normalise
from accounts.spelling import spellings
from accounts.subjects import Subject
from accounts.tenancy import require_workspace_id
from enquiries.sealing import SealedTable

SUBSCRIBER = SealedTable("enquiries.subscriber", ("address", "link"))


def seal_address(row: Any, email: str) -> None:
    """Put an address into a row: sealed, and its hash under the key that is never changed."""
    known = normalise(email)
    SUBSCRIBER.seal(row, {"address": known})
    row.address_hash = KeyedHash(row.workspace_id, "email", purpose="suppression").of(known)


def address_of(row: Any, *, purpose: str) -> str:
    """The address in the clear; raises UnregisteredPurpose."""
    return SUBSCRIBER.text(row, "address", purpose=purpose)


def link_of(row: Any, *, purpose: str) -> str:
    """The secret of the subscriber's own page; raises UnregisteredPurpose."""
    return SUBSCRIBER.text(row, "link", purpose=purpose)


def hashes_of(*emails: str) -> list[bytes]:
    """Under which an address may be held in the entered workspace, in either spelling."""
    workspace_id = require_workspace_id()
    both = dict.fromkeys(one for email in emails for one in spellings(normalise(email)))
    return [
        digest
        for one in both
        for digest in all_hashes(workspace_id, "email", one, purpose="suppression")
    ]


def hashes_of_person(subject: Subject) -> list[bytes]:
    """The same of a person, of whom hashes alone may be known."""
    return [*subject.hashes.get("email suppression", ()), *hashes_of(*subject.emails)]
