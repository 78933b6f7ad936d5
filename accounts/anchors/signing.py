"""Signs the head of a trail by a key that is not in the database, and knows its own signatures."""

import base64
import binascii
from typing import Any
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.utils import timezone

from accounts.audit import Head


def public_key() -> str:
    """The public half in base64, by which anybody can check; empty where nothing is signed."""
    if not settings.ANCHOR_KEY:
        return ""
    return base64.b64encode(_key().public_key().public_bytes_raw()).decode()


def sign_head(workspace_id: UUID, head: Head) -> dict[str, Any]:
    """{content, public_key, signature}: signed is the content as JSON, keys sorted, no spaces."""
    content = {
        "workspace": str(workspace_id),
        "seq": head.seq,
        "hash": head.hash.hex(),
        "at": timezone.now().isoformat(),
    }
    signature = base64.b64encode(_key().sign(_canonical(content))).decode()
    return {"content": content, "public_key": public_key(), "signature": signature}


def is_genuine(document: Any) -> bool:
    """Whether a key of ours signed it: the one in use, or one of ANCHOR_PUBLIC_KEYS before it."""
    try:
        if document["public_key"] not in {public_key(), *settings.ANCHOR_PUBLIC_KEYS}:
            return False
        public = base64.b64decode(document["public_key"], validate=True)
        signature = base64.b64decode(document["signature"], validate=True)
        key = Ed25519PublicKey.from_public_bytes(public)
        key.verify(signature, _canonical(document["content"]))
    except (KeyError, TypeError, ValueError, binascii.Error, InvalidSignature):
        return False
    return True


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(settings.ANCHOR_KEY)


def _canonical(content: Any) -> bytes:
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
