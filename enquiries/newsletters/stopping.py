"""The one-click link of RFC 8058: opaque, and good for leaving alone."""

import base64
import hashlib
import hmac
import re

_WHOLE = re.compile(r"[A-Za-z0-9_-]{43}")


def stop_token(secret: str) -> str:
    """What a mail's header carries for the owner of a page of choices.

    Whoever has it can end the news and nothing else: the page's secret cannot be told from it.
    """
    digest = hmac.digest(secret.encode(), b"enquiries.newsletters.stop", hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def is_whole(token: str) -> bool:
    """Whether a link can be one of ours: half of it is told to its reader as such."""
    return _WHOLE.fullmatch(token) is not None
