"""ETag, If-None-Match, If-Match: who has an answer is told so, and changes what they have seen."""

import hashlib
from collections.abc import Callable

from django.db import connection
from django.http import HttpResponseBase, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import Refused

_KEPT = ("ETag", "Vary", "Cache-Control", "Content-Location")
SAFE = ("GET", "HEAD")


def conditional(request: Request, response: HttpResponseBase) -> HttpResponseBase:
    """The answer with its ETag, or 304 where the program has it; of what is read, and fits."""
    is_read = request.method in SAFE and response.status_code == 200
    if not is_read or not isinstance(response, Response):
        return response
    tag = tag_of(response)
    response.headers["ETag"] = tag
    patch_vary_headers(response, ["Accept", "Accept-Language", "Authorization"])
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if "*" not in known and tag not in {one.removeprefix("W/") for one in known}:
        return response
    same = HttpResponseNotModified()
    is_ours = ("ratelimit", "ratelimit-policy")
    for name, value in response.headers.items():
        if name in _KEPT or name.lower() in is_ours:
            same.headers[name] = value
    return same


class Changed(Refused):
    """Somebody was there in between: nothing was changed."""

    code = "changed"
    status = 412


def tag_of(response: Response) -> str:
    """The tag of what it says."""
    response.render()
    return quote_etag(hashlib.sha256(response.content).hexdigest()[:32])


def refuse_what_changed(request: Request, now: Callable[[], Response]) -> None:
    """Raise Changed where the address says something else than the program has seen.

    In the transaction of the change: programs that ask so for the same address wait for each other.
    """
    known = parse_etags(request.headers.get("If-Match", ""))
    if not known or "*" in known:
        return
    with connection.cursor() as cursor:
        words = f"if-match {getattr(request, 'workspace_id', '')} {request.path}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [words])
    if tag_of(now()) not in known:
        raise Changed(
            _("This has been changed since you read it; nothing was done."),
            advice=_("Read it again, and decide anew."),
        )
