"""The far end of a webhook: a small HTTPS server of the test that keeps what it was sent."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from accounts.egress import Recipient
from sandbox.certificates import ensure


@dataclass
class Receiver:
    """What came in, newest last; answers by `statuses` in turn and then by 204."""

    origin: str = ""
    statuses: list[int] = field(default_factory=list)
    words: bytes = b""
    more: dict[str, str] = field(default_factory=dict)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def receiving(folder: Path, settings: Any, monkeypatch: Any) -> Iterator[Receiver]:
    """Run one, and let webhooks reach it: no address of this machine is reached otherwise."""
    ca, certificate, key = ensure(folder)
    receiver = Receiver()
    server = HTTPServer(("127.0.0.1", 0), _handler(receiver))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    receiver.origin = f"https://localhost:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    settings.SANDBOX_ORIGINS, settings.SANDBOX_CA = [receiver.origin], str(ca)
    here = Recipient("Receiver", ("localhost",), "tests", allows_sandbox=True)
    monkeypatch.setattr("accounts.webhooks.addresses.RECIPIENT", here)
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(receiver.statuses.pop(0) if receiver.statuses else 204)
            for name, value in receiver.more.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(receiver.words)

        def log_message(self, *words: Any) -> None:
            pass

    return Handler
