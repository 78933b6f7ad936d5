"""The text of a key: pxt_<workspace, 32 hex>_<256 random bits, 43 base62>_<CRC-32, 8 hex>.

`pxt` marks a key of the API, `pxs` a directory's token: neither is read as the other.
"""

import re
import secrets
import string
import zlib
from dataclasses import dataclass, field
from uuid import UUID

_DIGITS = string.digits + string.ascii_letters
_LENGTH = 43
_SHAPE = re.compile(r"^(px[ts])_([0-9a-f]{32})_([0-9A-Za-z]{43})_([0-9a-f]{8})$")
OF_API, OF_DIRECTORY = "pxt", "pxs"


@dataclass(frozen=True)
class Secret:
    """A whole key: the workspace that it names, and eight characters by which people know it."""

    workspace_id: UUID
    prefix: str
    text: str = field(repr=False)


def make_secret(workspace_id: UUID, mark: str = OF_API) -> Secret:
    """A new key for a workspace."""
    random = _base62(int.from_bytes(secrets.token_bytes(32)))
    body = f"{mark}_{workspace_id.hex}_{random}"
    return Secret(workspace_id, random[:8], f"{body}_{_checksum(body)}")


def read_secret(text: str, mark: str = OF_API) -> Secret | None:
    """The parts of a key; None for what cannot be one, so that typos cost no query."""
    match = _SHAPE.match(text)
    if match is None or match[1] != mark or _checksum(text.rpartition("_")[0]) != match[4]:
        return None
    return Secret(UUID(hex=match[2]), match[3][:8], text)


def _checksum(body: str) -> str:
    return f"{zlib.crc32(body.encode()):08x}"


def _base62(number: int) -> str:
    text = ""
    while number:
        number, digit = divmod(number, 62)
        text = _DIGITS[digit] + text
    return text.rjust(_LENGTH, "0")
