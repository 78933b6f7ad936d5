"""The secret of an address: 256 random bits behind the workspace that they open; kept as a hash."""

import base64
import binascii
from uuid import UUID

from accounts.models import Workspace
from accounts.standing import stands_still
from accounts.strangers.links import hash_of, new_secret
from analytics.models import SharedLink

_ID_LETTERS = 22


def new_token(workspace_id: UUID) -> str:
    """The text of an address; only whoever is given it can ask for what it opens."""
    return _letters(workspace_id) + new_secret()


def workspace_of(token: str) -> Workspace | None:
    """The workspace that a token names, where its links show anything at all.

    One that is being closed or is not paid for shows nothing, as if it had no such link.
    """
    try:
        key = UUID(bytes=base64.urlsafe_b64decode(f"{token[:_ID_LETTERS]}=="))
    except (ValueError, binascii.Error):
        return None
    found = Workspace.objects.filter(pk=key).first()
    return None if found is None or stands_still(found.pk) else found


def link_of(token: str) -> SharedLink | None:
    """The link that a token opens, inside its workspace; None for ended and forged ones alike."""
    found = SharedLink.objects.filter(token_hash=hash_of(token)).first()
    return found if found and found.is_open else None


def _letters(workspace_id: UUID) -> str:
    return base64.urlsafe_b64encode(workspace_id.bytes).decode().rstrip("=")
