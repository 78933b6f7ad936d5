"""The address to which mail to one of our own users returns: a mark for the user and the mailbox.

Its mark is a keyed hash of both, so that a report about an address that is theirs no more says
nothing, and nobody makes one up about somebody else.
"""

import base64
import binascii
import hmac
import re
from uuid import UUID

from django.conf import settings

from accounts.crypto import KeyedHash, all_hashes
from accounts.letters.marks import MARK, mark_of
from accounts.models import User
from accounts.models.workspace import HOUSE_ID

_COLUMN = "accounts.user.returned"
_LOCAL = re.compile(rf"^user\+(?P<id>[a-z2-7]{{26}})-{MARK}$")


def user_return_address(email: str) -> str:
    """For a mail to this address; empty where it is no user's, or no mail arrives by itself."""
    domain = settings.SUPPORT_MAIL_DOMAIN
    user = User.objects.filter(email=email.lower()).only("id", "email").first() if domain else None
    if user is None:
        return ""
    name = base64.b32encode(user.pk.bytes).decode().rstrip("=").lower()
    mark = mark_of(KeyedHash(HOUSE_ID, _COLUMN).of(_marked(user)))
    return f"user+{name}-{mark}@{domain}"


def is_user_return_address(address: str) -> bool:
    """Whether it has the form of one, whatever its mark is worth."""
    return _parts(address) is not None


def returned_user(address: str) -> User | None:
    """Whose mail came back; None for a mark that we did not make for the address they have now."""
    found = _parts(address)
    if found is None:
        return None
    try:
        user_id = UUID(bytes=base64.b32decode(found["id"].upper() + "======"))
    except (binascii.Error, ValueError):
        return None
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        return None
    hashes = all_hashes(HOUSE_ID, _COLUMN, _marked(user), purpose="index")
    is_ours = any(hmac.compare_digest(found["mark"], mark_of(one)) for one in hashes)
    return user if is_ours else None


def _marked(user: User) -> str:
    return f"{user.pk} {user.email}"


def _parts(address: str) -> "re.Match[str] | None":
    local, _at, domain = address.strip().lower().rpartition("@")
    if not settings.SUPPORT_MAIL_DOMAIN or domain != settings.SUPPORT_MAIL_DOMAIN.lower():
        return None
    return _LOCAL.match(local)
