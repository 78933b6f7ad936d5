"""The address to which a mail server returns what it could not deliver: one for each mail.

It stands in the envelope alone. Its mark is a keyed hash of the mail's id, so that a report about
somebody else's mail cannot be made up: whoever has the mail itself can only speak for themselves.
"""

import base64
import binascii
import hmac
import re
from uuid import UUID

from django.conf import settings

from accounts.crypto import KeyedHash, all_hashes
from accounts.letters.marks import MARK, mark_of
from accounts.tenancy import require_workspace_id

_BASE = "returned"
_COLUMN = "accounts.mail.returned"
_LOCAL = re.compile(rf"^{_BASE}\+(?P<id>[a-z2-7]{{26}})-{MARK}$")


def return_address(mail_id: UUID) -> str:
    """For a mail of the entered workspace; empty where no mail arrives by itself."""
    domain = settings.SUPPORT_MAIL_DOMAIN
    name = base64.b32encode(mail_id.bytes).decode().rstrip("=").lower()
    mark = mark_of(KeyedHash(require_workspace_id(), _COLUMN).of(str(mail_id)))
    return f"{_BASE}+{name}-{mark}@{domain}" if domain else ""


def is_return_address(address: str) -> bool:
    """Whether it has the form of one, whatever its mark is worth."""
    return _parts(address) is not None


def returned_mail(address: str) -> UUID | None:
    """Which mail of the entered workspace came back; None for a mark that we did not make."""
    found = _parts(address)
    if found is None:
        return None
    try:
        mail_id = UUID(bytes=base64.b32decode(found["id"].upper() + "======"))
    except (binascii.Error, ValueError):
        return None
    hashes = all_hashes(require_workspace_id(), _COLUMN, str(mail_id), purpose="index")
    is_ours = any(hmac.compare_digest(found["mark"], mark_of(one)) for one in hashes)
    return mail_id if is_ours else None


def _parts(address: str) -> "re.Match[str] | None":
    local, _at, domain = address.strip().lower().rpartition("@")
    if not settings.SUPPORT_MAIL_DOMAIN or domain != settings.SUPPORT_MAIL_DOMAIN.lower():
        return None
    return _LOCAL.match(local)
