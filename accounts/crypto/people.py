"""Under which keyed hashes a person may be held."""

from uuid import UUID

from accounts.crypto.identifiers import all_hashes
from accounts.subjects import Subject


def hashes_of_person(
    workspace_id: UUID, column: str, subject: Subject, *, purpose: str = "index"
) -> list[bytes]:
    """Those that are known already, and those of each address under every key that still opens."""
    known = list(subject.hashes.get(f"{column} {purpose}", ()))
    return known + [
        digest
        for email in subject.emails
        for digest in all_hashes(workspace_id, column, email, purpose=purpose)
    ]
