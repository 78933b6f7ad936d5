"""A line of the audit trail as programs get it: in exports and in webhooks the same."""

from typing import Any

from accounts.models import AuditEvent

COLUMNS = ("seq", "at", "actor_kind", "actor_id", "action", "target", "data", "prev", "hash")


def line_of(event: AuditEvent) -> dict[str, Any]:
    """All that the chain seals, and the chain's own two columns in hexadecimal."""
    return {
        **{name: getattr(event, name) for name in COLUMNS},
        "at": event.at.isoformat(),
        "actor_id": str(event.actor_id or ""),
        "prev": bytes(event.prev).hex(),
        "hash": bytes(event.hash).hex(),
    }
