"""Opens the client: timeouts set, redirects and the environment's proxies not followed."""

import httpx

from accounts.egress.bounds import ACCEPTED
from accounts.egress.recipients import Recipient
from accounts.egress.transport import GuardedTransport

CONNECT_SECONDS = 10.0
READ_SECONDS = 120.0


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
    return httpx.Client(
        transport=GuardedTransport(recipient),
        timeout=timeout,
        follow_redirects=False,
        trust_env=False,
        headers={"User-Agent": "Proactivox", "Accept-Encoding": ACCEPTED},
    )
