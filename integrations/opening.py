"""The one way to what is sealed of people: for a purpose that the map names for it."""

from uuid import UUID

from accounts.crypto import decrypt
from accounts.readings import check_purpose
from integrations.loading.sealing import person_place

SEALED = "integrations.personfield.sealed"


def open_person_field(
    workspace_id: UUID, field: str, row_id: UUID, sealed: bytes | memoryview, *, purpose: str
) -> str:
    """One opted-in value in the clear; raises UnregisteredPurpose, and notes nothing by itself."""
    check_purpose(purpose, [f"{SEALED}#{field}"])
    return decrypt(person_place(workspace_id, field, row_id), bytes(sealed))
