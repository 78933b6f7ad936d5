"""Signs a message after Standard Webhooks: HMAC-SHA256 over its id, its time and its body."""

import base64
import hmac
import os
from collections.abc import Iterable

_PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> str:
    """A fresh secret as receivers' libraries take it."""
    return _PREFIX + base64.b64encode(os.urandom(_BYTES)).decode()


def headers(message_id: str, at: int, body: bytes, secrets: Iterable[str]) -> dict[str, str]:
    """The three headers; one signature for each secret, of which a receiver needs to know one."""
    said = b".".join((message_id.encode(), str(at).encode(), body))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(_signature(secret, said) for secret in secrets),
    }


def _signature(secret: str, said: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    return "v1," + base64.b64encode(hmac.digest(key, said, "sha256")).decode()
