"""Listeners that give each connection a thread of its own."""

import contextlib
import socket
import ssl
import threading
from pathlib import Path

from sandbox.web.connection import Connection, Handler

HANDSHAKE_SECONDS = 10.0


class Server:
    """A listener on the loopback addresses of one port, with or without TLS."""

    def __init__(self, port: int, tls: ssl.SSLContext | None = None) -> None:
        self.tls = tls
        self.sockets = [_listen(socket.AF_INET, "127.0.0.1", port)]
        self.port: int = self.sockets[0].getsockname()[1]
        # `localhost` may mean ::1 first; where there is no IPv6, IPv4 does alone.
        with contextlib.suppress(OSError):
            self.sockets.append(_listen(socket.AF_INET6, "::1", self.port))

    def start(self, handler: Handler) -> None:
        """Answer from now on; connections made before this wait in the queue."""
        self.handler = handler
        for listener in self.sockets:
            threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def stop(self) -> None:
        for listener in self.sockets:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        with contextlib.suppress(OSError, ssl.SSLError), contextlib.closing(sock):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(HANDSHAKE_SECONDS)
            if self.tls is None:
                Connection(sock, self.handler, is_secure=False).serve()
                return
            with self.tls.wrap_socket(sock, server_side=True) as secure:
                Connection(secure, self.handler, is_secure=True).serve()


def _listen(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(256)
    except OSError:
        listener.close()
        raise
    return listener


def tls_context(certificate: Path, key: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    return context
