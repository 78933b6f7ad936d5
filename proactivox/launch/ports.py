"""Ports of this machine: whether one is free, and one that is."""

from __future__ import annotations

import socket

from proactivox.embedded.problems import StartupProblem

LOOPBACK = "127.0.0.1"


def is_free(port: int, host: str = LOOPBACK) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        # As servers do: a port that is only waiting after a close counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def require_free(port: int, host: str, remedy: str) -> None:
    """Raises StartupProblem with the remedy when another program has the port."""
    if not is_free(port, host):
        raise StartupProblem(f"Port {port} is taken by another program. {remedy}")


def free_port(preferred: int | None = None) -> int:
    """`preferred` if it is free, else any."""
    if preferred is not None and is_free(preferred):
        return preferred
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        number: int = probe.getsockname()[1]
    return number
