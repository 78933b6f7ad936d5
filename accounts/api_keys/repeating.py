"""Idempotency-Key: a POST that is sent again is not done again, and gets the answer it once got.

How an answer is sealed: AES-256-GCM by a key that HKDF makes of the API key's own text, bound to
the row. We keep a hash of that text alone, so nobody but the program that called can open it.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from os import urandom
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import get_authorization_header
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import Trouble
from accounts.models import RepeatableCall
from accounts.tenancy import in_each_workspace, inside

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
# Whoever has not answered by then was killed: a repeat takes the work over.
_ABANDONED = timedelta(minutes=2)
_SHAPE = re.compile(r"^[\x21-\x7e]{1,255}$")
_NONCE = 12


class InFlight(Trouble):
    """The same request is being done at this moment."""

    code = "in_flight"
    status = 409
    retry_after = 2


class SaidOtherwise(Trouble):
    """The key was used for another request."""

    code = "key_reused"
    status = 422


@dataclass(frozen=True)
class Call:
    """A POST that is done once: whose it is, its key, and a digest of what it says."""

    workspace_id: UUID
    secret: bytes = field(repr=False)
    key: str
    said: bytes = field(repr=False)

    @property
    def key_digest(self) -> bytes:
        return self._digest(b"key", self.key.encode())

    @property
    def said_digest(self) -> bytes:
        return self._digest(b"said", self.said)

    def _digest(self, what: bytes, text: bytes) -> bytes:
        return hmac.digest(self.secret, b"px-repeat|" + what + b"|" + text, hashlib.sha256)

    def cipher(self) -> AESGCM:
        """What seals and opens answers of this API key alone."""
        derived = HKDF(SHA256(), 32, salt=None, info=b"px-repeat|answer|1").derive(self.secret)
        return AESGCM(derived)


def call_of(request: Request, workspace_id: UUID) -> Call | None:
    """The request as one that is done once; None without the header. Raises Trouble."""
    key = request.headers.get(HEADER)
    if key is None or request.method != "POST":
        return None
    if not _SHAPE.match(key):
        raise Trouble(
            _("An Idempotency-Key has 1 to 255 visible ASCII characters."), code="idempotency_key"
        )
    said = f"{request.method} {request.get_full_path()}\n".encode() + _plain(request.body)
    return Call(workspace_id, get_authorization_header(request), key, said)


def _plain(body: bytes) -> bytes:
    """JSON without what its writer chose: the order of names, spaces. Of what is no JSON all."""
    try:
        said = json.loads(body)
        return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    except (ValueError, RecursionError):
        return body


def done_once(call: Call, do: Callable[[Callable[[Response], None]], Response]) -> Response:
    """What `do` answers, or what it answered before; raises InFlight and SaidOtherwise.

    `do` gets a function that keeps its answer, and calls it in the transaction of what it changes.
    What it raises is kept for nobody: the next try is done again.
    """
    with inside(call.workspace_id):
        row, is_claimed = _claim(call)
    if not is_claimed:
        return _repeated(row, call)
    try:
        return do(lambda answer: _keep(row.pk, call, answer))
    except BaseException:
        with inside(call.workspace_id):
            RepeatableCall.objects.filter(pk=row.pk, status=None).delete()
        raise


def forget_answers() -> int:
    """Delete, in every workspace, what was asked a day ago; how many."""
    return in_each_workspace(_forget)


def _forget() -> int:
    old = RepeatableCall.objects.filter(claimed_at__lt=timezone.now() - KEPT)
    return old.delete()[0]


def _claim(call: Call) -> tuple[RepeatableCall, bool]:
    """(row, whether it is ours to do); one that is a day old is as if it had never been."""
    now = timezone.now()
    rows = RepeatableCall.objects.filter(key_digest=call.key_digest)
    rows.filter(claimed_at__lt=now - KEPT).delete()
    row, is_new = RepeatableCall.objects.get_or_create(
        workspace_id=call.workspace_id,
        key_digest=call.key_digest,
        defaults={"said_digest": call.said_digest, "claimed_at": now},
    )
    if is_new or bytes(row.said_digest) != call.said_digest:
        return row, is_new
    abandoned = rows.filter(pk=row.pk, status=None, claimed_at__lt=now - _ABANDONED)
    return row, bool(abandoned.update(claimed_at=now))


def _keep(row_id: UUID, call: Call, answer: Response) -> None:
    body = {"data": answer.data, "location": answer.headers.get("Location", "")}
    nonce, said = urandom(_NONCE), json.dumps(body, default=str).encode()
    sealed = nonce + call.cipher().encrypt(nonce, said, _bound(row_id, call))
    RepeatableCall.objects.filter(pk=row_id).update(status=answer.status_code, answer=sealed)


def _repeated(row: RepeatableCall, call: Call) -> Response:
    if bytes(row.said_digest) != call.said_digest:
        raise SaidOtherwise(
            _("This Idempotency-Key was used for another request."),
            advice=_("Send the same request, or use a new key."),
        )
    if row.status is None or row.answer is None:
        raise InFlight(_("The same request is being done."), advice=_("Ask again in a moment."))
    sealed = bytes(row.answer)
    said = call.cipher().decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound(row.pk, call))
    body: dict[str, Any] = json.loads(said)
    headers = {"Idempotency-Replayed": "true"}
    if body["location"]:
        headers["Location"] = body["location"]
    return Response(body["data"], status=row.status, headers=headers)


def _bound(row_id: UUID, call: Call) -> bytes:
    return call.workspace_id.bytes + row_id.bytes
