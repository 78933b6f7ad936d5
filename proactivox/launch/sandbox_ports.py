"""The sandbox keeps its ports: a connected source remembers the address it was connected at."""

from __future__ import annotations

import json
from pathlib import Path

from proactivox.launch.ports import LOOPBACK, free_port, require_free
from proactivox.launch.private_files import write_private


def sandbox_ports(path: Path, product_port: int) -> tuple[int, int]:
    """The ports for TLS and for the mailbox; chosen at the first start, the same ever after."""
    try:
        found = json.loads(path.read_text())
        ports = (int(found["tls"]), int(found["http"]))
    except (OSError, ValueError, KeyError):
        ports = (free_port(product_port + 443), free_port(product_port + 444))
        write_private(path, json.dumps({"tls": ports[0], "http": ports[1]}) + "\n")
        return ports
    for port in ports:
        remedy = f"The demo's Salesforce needs it; stop that program, or change {path}."
        require_free(port, LOOPBACK, remedy)
    return ports
