"""Looks at every request and every address before a byte leaves; connects to what it looked at."""

import contextlib
import functools
import socket
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx
from django.conf import settings

from accounts.egress.addresses import is_loopback, is_public
from accounts.egress.bounds import bounded
from accounts.egress.errors import note_error
from accounts.egress.recipients import Recipient
from accounts.errors import Trouble

_PORTS = (443, 8443)


class EgressRefused(Trouble):
    """The address is not one that may be spoken to; nothing was sent."""

    code = "egress_refused"


def origin_of(url: httpx.URL) -> str:
    """ "https://host:port", the port left out where it is 443."""
    port = "" if url.port in (None, 443) else f":{url.port}"
    host = f"[{url.host}]" if ":" in url.host else url.host
    return f"{url.scheme}://{host}{port}"


class Backend(httpcore.NetworkBackend):
    """Resolves once, checks every answer, and connects to a checked address: no rebinding."""

    def __init__(self, *, is_sandbox: bool) -> None:
        self._is_admitted = is_loopback if is_sandbox else is_public
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address that answers; raises EgressRefused, ConnectError."""
        failure: Exception = httpcore.ConnectError(f"{host} has no address.")
        for address in self._resolve(host, port):
            try:
                return self._sockets.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def _resolve(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(f"{host} could not be resolved.") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        # One inner address among public ones is an attack, not a choice.
        if not all(self._is_admitted(address) for address in addresses):
            raise EgressRefused(f"{host} is not an address of the public internet.")
        return addresses


@functools.cache
def _trust(ca: str | None) -> ssl.SSLContext:
    """Whom a connection believes; read once a process, for the world has many authorities."""
    return httpx.create_ssl_context() if ca is None else ssl.create_default_context(cafile=ca)


class _PinnedTransport(httpx.HTTPTransport):
    def __init__(self, context: ssl.SSLContext, *, is_sandbox: bool) -> None:
        super().__init__(verify=context, trust_env=False)
        with contextlib.suppress(RuntimeError):
            self._pool.close()
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=4,
            keepalive_expiry=30,
            network_backend=Backend(is_sandbox=is_sandbox),
        )


class GuardedTransport(httpx.BaseTransport):
    """Sends only to the recipient's hosts over HTTPS, or to the sandbox where that is allowed."""

    def __init__(self, recipient: Recipient) -> None:
        self.recipient = recipient
        self._public: httpx.HTTPTransport | None = None
        self._sandbox: httpx.HTTPTransport | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        try:
            self._check(request.url)
            return bounded(self._transport(request.url).handle_request(request))
        except (EgressRefused, httpx.HTTPError) as error:
            note_error(error)
            raise

    def _check(self, url: httpx.URL) -> None:
        if url.scheme != "https":
            raise EgressRefused(f"{self.recipient.name} is spoken to over https only.")
        if url.userinfo or "\\" in str(url) or not url.host:
            raise EgressRefused("An address with a user, a backslash or no host is not followed.")
        if self._is_sandbox(url):
            return
        if (url.port or 443) not in _PORTS:
            raise EgressRefused(f"Port {url.port} is not one that is spoken to.")
        if not self.recipient.includes(url.host):
            raise EgressRefused(f"{url.host} is not a host of {self.recipient.name}.")

    def _is_sandbox(self, url: httpx.URL) -> bool:
        return self.recipient.allows_sandbox and origin_of(url) in settings.SANDBOX_ORIGINS

    def _transport(self, url: httpx.URL) -> httpx.HTTPTransport:
        if self._is_sandbox(url):
            if self._sandbox is None:
                trust = _trust(settings.SANDBOX_CA)
                self._sandbox = _PinnedTransport(trust, is_sandbox=True)
            return self._sandbox
        if self._public is None:
            self._public = _PinnedTransport(_trust(None), is_sandbox=False)
        return self._public

    def close(self) -> None:
        for transport in (self._public, self._sandbox):
            if transport is not None:
                transport.close()
