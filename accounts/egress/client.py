"""Opens the client: timeouts set, redirects and the environment's proxies not followed."""

from typing import Any

import httpx

from accounts.egress.bounds import ACCEPTED
from accounts.egress.recipients import Recipient
from accounts.egress.transport import GuardedTransport

CONNECT_SECONDS = 10.0
READ_SECONDS = 120.0


class _Client(httpx.Client):
    """Lets an answer go with its last user.

    httpx leaves an answer that was read and its stream holding each other, with all the bytes,
    until the collector comes by; in a sync that is seldom, and a page has many megabytes.
    """

    def send(self, request: httpx.Request, *, stream: bool = False, **more: Any) -> httpx.Response:
        response = super().send(request, stream=stream, **more)
        if not stream:
            response.stream = httpx.ByteStream(b"")
        return response


def open_client(
    recipient: Recipient,
    *,
    connect_seconds: float = CONNECT_SECONDS,
    read_seconds: float = READ_SECONDS,
) -> httpx.Client:
    """A client for one recipient; use it in a `with`.

    Raises EgressRefused before anything is sent to another host, another port, or an address that
    is not public. It keeps no cookies, logs nothing, and hands a redirect back as an answer.
    """
    timeout = httpx.Timeout(read_seconds, connect=connect_seconds)
    return _Client(
        transport=GuardedTransport(recipient),
        timeout=timeout,
        follow_redirects=False,
        trust_env=False,
        headers={"User-Agent": "Proactivox", "Accept-Encoding": ACCEPTED},
    )
