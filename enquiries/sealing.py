"""Seals what a row holds of whoever sent it, and finds rows by a keyed hash of the address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.crypto import (
    KeyedHash,
    Place,
    all_hashes,
    decrypt,
    encrypt,
    hashes_of_person,
    register_sealed,
)
from accounts.readings import check_purpose
from accounts.subjects import Subject
from accounts.tenancy import require_workspace_id

# The hash under which addresses are held elsewhere, too: an erasure that is done again after a
# restore has it, and no address.
_COLUMN = "email"


@dataclass(frozen=True)
class SealedTable:
    """One table's sealed columns: `label` is "enquiries.model"; empty texts are kept as null."""

    label: str
    columns: tuple[str, ...]

    def place(self, row: Any, column: str) -> Place:
        """Where one value lives."""
        return Place(self.label.replace(".", "_"), column, row.workspace_id, row.pk)

    def seal(self, row: Any, texts: Mapping[str, str]) -> None:
        """Put the texts into the row, sealed, and the address's hash; the row has its id."""
        for column, text in texts.items():
            setattr(row, column, encrypt(self.place(row, column), text) if text else None)
        if "email" in texts:
            row.email_hash = hash_of_address(texts["email"])

    def text(self, row: Any, column: str, *, purpose: str) -> str:
        """One value in the clear, empty where none is held; raises UnregisteredPurpose."""
        check_purpose(purpose, [f"{self.label}.{column}"])
        sealed = getattr(row, column)
        return decrypt(self.place(row, column), bytes(sealed)) if sealed else ""

    def texts(self, row: Any, *, purpose: str, but: tuple[str, ...] = ("link",)) -> dict[str, str]:
        """Every value in the clear, without the secret of the links."""
        columns = (column for column in self.columns if column not in but)
        return {column: self.text(row, column, purpose=purpose) for column in columns}

    def fields(self, *columns: str) -> list[str]:
        """The columns as the log of readings names them."""
        return [f"{self.label}.{column}" for column in columns]

    def register(self) -> None:
        """Tell the rotation of keys where sealed values are."""
        for column in self.columns:
            register_sealed(self.label, column, self._placer(column))

    def _placer(self, column: str) -> Callable[[Any], Place]:
        return lambda row: self.place(row, column)


def hash_of_address(email: str) -> bytes:
    """By which the entered workspace finds an address again."""
    return KeyedHash(require_workspace_id(), _COLUMN).of(email)


def hashes_of_address(email: str) -> list[bytes]:
    """The same under every key that still opens."""
    return all_hashes(require_workspace_id(), _COLUMN, email, purpose="index")


def hashes_of(subject: Subject) -> list[bytes]:
    """The hashes under which a person's addresses may be held in the entered workspace."""
    return hashes_of_person(require_workspace_id(), _COLUMN, subject)
