"""Signs a document under the house's newest key, and says of a signed one whether it is genuine."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.db import transaction

from accounts.crypto import Place, decrypt, encrypt
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import new_id
from privacy.models import SigningKey

ALGORITHM = "Ed25519"


@dataclass(frozen=True)
class Verdict:
    """Whether nobody changed the document since it was signed, and whether the key is ours."""

    is_unchanged: bool
    is_ours: bool

    @property
    def is_genuine(self) -> bool:
        return self.is_unchanged and self.is_ours


def sign(content: dict[str, Any]) -> dict[str, Any]:
    """The document with its signature: {content, algorithm, key, public_key, signature}.

    What is signed is the content as JSON with sorted keys and no spaces, in UTF-8.
    """
    row = SigningKey.objects.order_by("created_at", "id").last() or _make_key()
    secret = base64.b64decode(decrypt(key_place(row), bytes(row.private_key)))
    signature = Ed25519PrivateKey.from_private_bytes(secret).sign(_canonical(content))
    return {
        "content": content,
        "algorithm": ALGORITHM,
        "key": str(row.pk),
        "public_key": base64.b64encode(bytes(row.public_key)).decode(),
        "signature": base64.b64encode(signature).decode(),
    }


def verify(document: Any) -> Verdict:
    """Judge what `sign` gave, or what somebody says it gave."""
    try:
        public = base64.b64decode(document["public_key"], validate=True)
        signature = base64.b64decode(document["signature"], validate=True)
        Ed25519PublicKey.from_public_bytes(public).verify(
            signature, _canonical(document["content"])
        )
        key_id = UUID(document["key"])
    except (KeyError, TypeError, ValueError, binascii.Error, InvalidSignature):
        return Verdict(is_unchanged=False, is_ours=False)
    known = SigningKey.objects.filter(pk=key_id, public_key=public)
    return Verdict(is_unchanged=True, is_ours=known.exists())


def key_place(row: Any) -> Place:
    """Where the secret half of a pair lives."""
    return Place("privacy_signingkey", "private_key", HOUSE_ID, row.pk)


def _make_key() -> SigningKey:
    secret, row = Ed25519PrivateKey.generate(), SigningKey(id=new_id())
    row.public_key = secret.public_key().public_bytes_raw()
    text = base64.b64encode(secret.private_bytes_raw()).decode()
    row.private_key = encrypt(key_place(row), text)
    with transaction.atomic():
        row.save(force_insert=True)
    return row


def _canonical(content: Any) -> bytes:
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
