"""A message that a mail server hands over by HTTP, signed: read, or refused with a code."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.letters.signing import MOST_SECONDS, is_fresh, is_signed

MOST_BYTES = 25 * 1024 * 1024
# Each says what a mail server should do: nothing again, or tell its sender.
_STATUS = {"too_large": 413, "not_a_mail": 400, "no_recipient": 404, "no_sender": 422}
_OPENED = "opened"


class Taken(Protocol):
    """What a mailbox tells of a message that it took."""

    @property
    def fate(self) -> StrEnum: ...


@dataclass(frozen=True)
class Handed:
    """One RFC 822 message, and the address that the server took it for."""

    body: bytes
    recipient: str


def receive(request: HttpRequest, secret: str, take: Callable[..., Taken]) -> HttpResponse:
    """Hand what the request carries to a mailbox's service; in words and codes for the server.

    A message that was taken already is answered like the first time, and changes nothing.
    """
    handed = hand_over(request, secret)
    if isinstance(handed, HttpResponse):
        return handed
    try:
        taken = take(handed.body, recipient=handed.recipient)
    except Refused as refused:
        return refusal(_STATUS.get(refused.code, 403), refused.code, str(refused))
    fate = taken.fate.value
    return JsonResponse({"fate": fate}, status=201 if fate == _OPENED else 200)


def hand_over(request: HttpRequest, secret: str) -> Handed | HttpResponse:
    """What the request carries, or the refusal to answer it with; raises Http404 without a secret.

    The message is the body; timestamp, recipient and signature stand in headers.
    """
    if not secret:
        raise Http404("No mail server has a key.")
    if _length(request) > MOST_BYTES:
        return refusal(413, "too_large", _("The message is too large."))
    stamp = request.headers.get("X-Proactivox-Timestamp", "")
    recipient = request.headers.get("X-Proactivox-Recipient", "")
    if not is_fresh(stamp):
        return refusal(
            401, "not_fresh", _("Sign it within %(most)d seconds.") % {"most": MOST_SECONDS}
        )
    body = request.read(MOST_BYTES + 1)
    given = request.headers.get("X-Proactivox-Signature", "")
    if not is_signed(secret, stamp, recipient, body, given):
        return refusal(401, "not_signed", _("The signature is not that of our mail server."))
    return Handed(body, recipient)


def refusal(status: int, code: str, title: str) -> HttpResponse:
    """A problem document (RFC 9457) that tells the server what to do next."""
    body = {"title": title, "detail": "", "status": status, "code": code}
    return JsonResponse(body, status=status, content_type="application/problem+json")


def _length(request: HttpRequest) -> int:
    try:
        return int(request.headers.get("Content-Length", "0"))
    except ValueError:
        return MOST_BYTES + 1
