"""Seals and finds the addresses of those who are told of changes."""

from typing import Any
from uuid import UUID

from accounts.crypto import KeyedHash, Place, decrypt, encrypt, hashes_of_person
from accounts.models.workspace import HOUSE_ID
from accounts.readings import check_purpose
from accounts.subjects import Subject

SUBSCRIBER_COLUMN = "privacy.changesubscriber.address"


def subscriber_place(row: Any) -> Place:
    """Where a subscriber's address lives."""
    return Place("privacy_changesubscriber", "address", row.workspace_id, row.pk)


def seal_subscriber(row_id: UUID, email: str) -> tuple[bytes, bytes]:
    """(sealed address, its keyed hash) in the house."""
    place = Place("privacy_changesubscriber", "address", HOUSE_ID, row_id)
    return encrypt(place, email), subscriber_hash(email)


def subscriber_hash(email: str) -> bytes:
    """By which an address is found again."""
    return KeyedHash(HOUSE_ID, SUBSCRIBER_COLUMN).of(email)


def address_of(row: Any, *, purpose: str) -> str:
    """The address in the clear."""
    check_purpose(purpose, [SUBSCRIBER_COLUMN])
    return decrypt(subscriber_place(row), bytes(row.address))


def hashes_of(subject: Subject) -> list[bytes]:
    """The hashes under which a person's addresses may be held."""
    return hashes_of_person(HOUSE_ID, SUBSCRIBER_COLUMN, subject)
