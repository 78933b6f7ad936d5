"""The secrets between Stripe and the product: the account's key, and what signs its webhooks."""

import hmac

from sandbox.clients import Client


def webhook_secret(client: Client) -> str:
    """What signs the events for the product's own endpoint; as lasting as the account's key."""
    return "whsec_" + hmac.digest(client.client_secret.encode(), b"webhooks", "sha256").hex()
