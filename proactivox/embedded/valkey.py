"""Valkey, broker and cache, as a child process on a private socket; it keeps what it is told."""

from __future__ import annotations

import contextlib
import signal
import socket
from pathlib import Path

from proactivox.embedded.binaries import valkey_program
from proactivox.embedded.child import ServerChild
from proactivox.embedded.leftovers import stop_leftover
from proactivox.embedded.privileges import make_server_folder, server_prefix
from proactivox.embedded.sockets import make_socket_folder, socket_folder


class ValkeyServer:
    """One server with its append-only file in `folder`/data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.data = self.folder / "data"
        self.log = self.folder / "valkey.log"
        self._child: ServerChild | None = None
        self.socket = socket_folder(self.folder / "s") / "valkey.sock"

    @property
    def url(self) -> str:
        """The address in the form that Celery reads; the settings derive the cache's from it."""
        return f"redis+socket://{self.socket}?virtual_host=0"

    def start(self) -> None:
        """Ready for commands on return; raises StartupProblem in words for people."""
        self.folder.mkdir(parents=True, exist_ok=True)
        make_server_folder(self.data)
        make_socket_folder(self.socket.parent)
        stop_leftover(self.data / "valkey.pid", str(self.socket), signal.SIGTERM)
        self.socket.unlink(missing_ok=True)
        self._child = ServerChild(
            "Valkey",
            [*server_prefix("TERM"), *self._command()],
            folder=self.data,
            log=self.log,
        )
        self._child.wait_until(self._answers)

    def stop(self) -> None:
        """An orderly end: the append-only file is flushed to disk."""
        if self._child is not None:
            self._child.stop(signal.SIGTERM)
            self._child = None

    def kill(self) -> None:
        """SIGKILL, for tests of what survives it."""
        if self._child is not None:
            self._child.kill()
            self._child = None

    def is_running(self) -> bool:
        return self._child is not None and self._child.is_running()

    def _command(self) -> list[str | Path]:
        options: dict[str, str | Path] = {
            "port": "0",
            "unixsocket": self.socket,
            "unixsocketperm": "700",
            "dir": self.data,
            "pidfile": self.data / "valkey.pid",
            "daemonize": "no",
            # A broker without it loses queued work silently when it is killed.
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory": "256mb",
            "maxmemory-policy": "noeviction",
        }
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        # The title names the socket, by which a leftover is known again.
        return [
            valkey_program(),
            *words,
            "--proc-title-template",
            "{title} {unixsocket}",
        ]

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(5)
            probe.connect(str(self.socket))
            probe.sendall(b"PING\r\n")
            # While it reads its file it answers -LOADING; only PONG is ready.
            return probe.recv(64).startswith(b"+PONG")
        return False
