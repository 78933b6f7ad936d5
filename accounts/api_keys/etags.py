"""ETag and If-None-Match: a program that has an answer already is told so in a few bytes."""

import hashlib

from django.http import HttpResponseBase, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, quote_etag
from rest_framework.request import Request
from rest_framework.response import Response

_KEPT = ("ETag", "Vary", "Cache-Control", "Content-Location")
SAFE = ("GET", "HEAD")


def conditional(request: Request, response: HttpResponseBase) -> HttpResponseBase:
    """The answer with its ETag, or 304 where the program has it; of what is read, and fits."""
    is_read = request.method in SAFE and response.status_code == 200
    if not is_read or not isinstance(response, Response):
        return response
    response.render()
    tag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
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
