"""Seals and opens what a request holds of its person."""

from typing import Any
from uuid import UUID

from accounts.crypto import KeyedHash, Place, decrypt, encrypt, hashes_of_person
from accounts.readings import check_purpose
from accounts.subjects import Subject
from accounts.tenancy import require_workspace_id
from privacy.requests.purposes import ABOUT, ADDRESS, KNOW_WHOSE, TEXT

ADDRESS_COLUMN = "privacy.request.address"


def text_place(row: Any) -> Place:
    """Where a message's text lives."""
    return Place("privacy_requestmessage", "text", row.workspace_id, row.pk)


def address_place(row: Any) -> Place:
    """Where a request's address lives."""
    return Place("privacy_datasubjectrequest", "address", row.workspace_id, row.pk)


def link_place(row: Any) -> Place:
    """Where the secret of the person's own page lives."""
    return Place("privacy_datasubjectrequest", "link", row.workspace_id, row.pk)


def about_place(row: Any) -> Place:
    """Where the name of the business stands that a person wrote down."""
    return Place("privacy_datasubjectrequest", "about", row.workspace_id, row.pk)


def about_of(request: Any) -> str:
    """The business that the person named; empty where none was."""
    check_purpose(KNOW_WHOSE, [ABOUT])
    return decrypt(about_place(request), bytes(request.about)) if request.about else ""


def seal_address(request_id: UUID, email: str) -> tuple[bytes, bytes]:
    """(sealed address, its keyed hash) in the entered workspace."""
    workspace_id = require_workspace_id()
    place = Place("privacy_datasubjectrequest", "address", workspace_id, request_id)
    return encrypt(place, email), KeyedHash(workspace_id, ADDRESS_COLUMN).of(email)


def address_of(request: Any, *, purpose: str) -> str:
    """The address in the clear; empty where none is held. Raises UnregisteredPurpose."""
    check_purpose(purpose, [ADDRESS])
    return decrypt(address_place(request), bytes(request.address)) if request.address else ""


def text_of(message: Any, *, purpose: str) -> str:
    """What was written; raises UnregisteredPurpose."""
    check_purpose(purpose, [TEXT])
    return decrypt(text_place(message), bytes(message.text))


def hashes_of(subject: Subject) -> list[bytes]:
    """The hashes under which a person's addresses may be held in the entered workspace."""
    return hashes_of_person(require_workspace_id(), ADDRESS_COLUMN, subject)
