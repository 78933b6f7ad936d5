"""Opens an address of the access log for a purpose that the map names."""

from typing import Any

from accounts.crypto import Place, decrypt
from accounts.models import AccessLine
from accounts.models.workspace import HOUSE_ID
from accounts.readings.purposes import check_purpose

TABLE, COLUMN = "accounts_accessline", "ip"


def ip_place(row: Any) -> Place:
    """Where an address lives."""
    return Place(TABLE, COLUMN, HOUSE_ID, row.pk)


def open_ip(line: AccessLine, *, purpose: str) -> str:
    """The address of a line, empty where none was known."""
    check_purpose(purpose, ["accounts.accessline.ip"])
    return decrypt(ip_place(line), bytes(line.ip)) if line.ip else ""
