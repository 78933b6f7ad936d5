"""A CONNECT proxy that leads the vendor's fixed login host to the sandbox, nothing else."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socketserver import StreamRequestHandler, ThreadingTCPServer

LOGIN_HOST = "login.salesforce.com"
_LOOPBACK = "127.0.0.1"


class _Server(ThreadingTCPServer):
    """Knows the port to which tunnels lead."""

    daemon_threads = True
    allow_reuse_address = True
    port = 0


class _Tunnel(StreamRequestHandler):
    """One CONNECT; TLS passes through unread, so that the peer checks the certificate itself."""

    server: _Server

    def handle(self) -> None:
        asked = self.rfile.readline().decode("latin-1").split()
        while self.rfile.readline().strip():
            pass
        if asked[:1] != ["CONNECT"] or asked[1].partition(":")[0] != LOGIN_HOST:
            self.wfile.write(b"HTTP/1.1 403 Forbidden\r\n\r\n")
            return
        with socket.create_connection((_LOOPBACK, self.server.port)) as vendor:
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=_pour, args=(vendor, self.connection), daemon=True)
            back.start()
            _pour(self.connection, vendor)
            back.join()


def _pour(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@contextmanager
def login_proxy(port: int) -> Iterator[str]:
    """The proxy's address for as long as the block lasts; `port` is the sandbox's TLS port."""
    with _Server((_LOOPBACK, 0), _Tunnel) as server:
        server.port = port
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://{_LOOPBACK}:{server.server_address[1]}"
        finally:
            server.shutdown()
