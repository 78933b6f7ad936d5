"""The app as each vendor beside Salesforce knows it: one client id and secret for each."""

import json
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sandbox import certificates


@dataclass(frozen=True)
class Client:
    """The one app that is registered with a vendor."""

    client_id: str
    client_secret: str = field(repr=False)


def _google() -> Client:
    number = 10**11 + secrets.randbelow(9 * 10**11)
    name = f"{number}-{secrets.token_hex(16)}.apps.googleusercontent.com"
    return Client(name, "GOCSPX-" + secrets.token_urlsafe(21))


def _meta() -> Client:
    return Client(str(10**15 + secrets.randbelow(9 * 10**15)), secrets.token_hex(16))


def _hubspot() -> Client:
    return Client(str(uuid.uuid4()), str(uuid.uuid4()))


def _stripe() -> Client:
    """An account and its secret key; Stripe knows no apps."""
    return Client("acct_1" + secrets.token_hex(8), "sk_test_51" + secrets.token_hex(32))


# vendor -> how its ids and secrets look
SHAPES: dict[str, Callable[[], Client]] = {
    "google": _google,
    "meta": _meta,
    "hubspot": _hubspot,
    "stripe": _stripe,
}


def ensure_clients(folder: Path) -> dict[str, Client]:
    """The clients of `folder`/clients.json by vendor; those that are missing are made."""
    path = folder / "clients.json"
    kept = json.loads(path.read_text()) if path.exists() else {}
    found = {vendor: Client(**values) for vendor, values in kept.items()}
    missing = {vendor: make() for vendor, make in SHAPES.items() if vendor not in found}
    if missing:
        certificates.write_private(path, json.dumps(as_values(found | missing)).encode())
    return found | missing


def as_values(clients: dict[str, Client]) -> dict[str, dict[str, str]]:
    """{vendor: {client_id, client_secret}}, as clients.json and ready.json carry it."""
    return {
        vendor: {"client_id": one.client_id, "client_secret": one.client_secret}
        for vendor, one in clients.items()
    }
