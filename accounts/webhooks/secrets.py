"""Seals an endpoint's address and secrets, and opens them for a message on its way."""

from typing import Any

from django.utils import timezone

from accounts.crypto import Place, decrypt, encrypt
from accounts.models import WebhookEndpoint

SEALED = ("address", "secret", "old_secret")


def endpoint_place(row: Any, column: str) -> Place:
    """Where one of an endpoint's sealed columns lives."""
    return Place("accounts_webhookendpoint", column, row.workspace_id, row.pk)


def seal(endpoint: WebhookEndpoint, column: str, text: str) -> None:
    """Put a text, sealed, into one of the columns; the row is not saved."""
    setattr(endpoint, column, encrypt(endpoint_place(endpoint, column), text))


def open_address(endpoint: WebhookEndpoint) -> str:
    """Where its messages go."""
    return decrypt(endpoint_place(endpoint, "address"), bytes(endpoint.address))


def open_secrets(endpoint: WebhookEndpoint) -> list[str]:
    """The secret that signs, and the one before it while both count."""
    columns = ["secret"]
    until = endpoint.old_secret_until
    if endpoint.old_secret is not None and until is not None and until > timezone.now():
        columns.append("old_secret")
    return [
        decrypt(endpoint_place(endpoint, column), bytes(getattr(endpoint, column)))
        for column in columns
    ]
