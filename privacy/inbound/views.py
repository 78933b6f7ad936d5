"""The signed address at which a mail server hands over a message; it answers in words and codes."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.doors import public
from accounts.errors import Refused
from privacy.inbound.signing import MOST_SECONDS, is_fresh, is_signed
from privacy.inbound.taking import MOST_BYTES, Fate, take_mail

# Each says what a mail server should do: nothing again, or tell its sender.
_STATUS = {"too_large": 413, "not_a_mail": 400, "no_recipient": 404, "no_sender": 422}
_DONE = {Fate.OPENED: 201}


@csrf_exempt
@require_POST
@public
def receive_mail(request: HttpRequest) -> HttpResponseBase:
    """One RFC 822 message as the body, with timestamp, recipient and signature in headers.

    A message that was taken already is answered like the first time, and changes nothing.
    """
    secret = settings.PRIVACY_MAIL_SECRET
    if not secret:
        raise Http404("No mail server has a key.")
    if _length(request) > MOST_BYTES:
        return _refusal(413, "too_large", _("The message is too large."))
    stamp = request.headers.get("X-Proactivox-Timestamp", "")
    recipient = request.headers.get("X-Proactivox-Recipient", "")
    if not is_fresh(stamp):
        return _refusal(
            401, "not_fresh", _("Sign it within %(most)d seconds.") % {"most": MOST_SECONDS}
        )
    body = request.read(MOST_BYTES + 1)
    given = request.headers.get("X-Proactivox-Signature", "")
    if not is_signed(secret, stamp, recipient, body, given):
        return _refusal(401, "not_signed", _("The signature is not that of our mail server."))
    try:
        taken = take_mail(body, recipient=recipient)
    except Refused as refused:
        return _refusal(_STATUS.get(refused.code, 403), refused.code, str(refused))
    return JsonResponse({"fate": taken.fate.value}, status=_DONE.get(taken.fate, 200))


def _length(request: HttpRequest) -> int:
    try:
        return int(request.headers.get("Content-Length", "0"))
    except ValueError:
        return MOST_BYTES + 1


def _refusal(status: int, code: str, title: str) -> HttpResponse:
    body = {"title": title, "detail": "", "status": status, "code": code}
    return JsonResponse(body, status=status, content_type="application/problem+json")
