"""Whom an action is told: those who may approve it, and the one who asked."""

from integrations.models import CampaignAction


def tell_waiting(action: CampaignAction) -> None:
    """One waits for approval."""


def tell_ended(action: CampaignAction) -> None:
    """One failed, or nobody knows what became of it, or that is settled."""
