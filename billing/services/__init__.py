"""What is done to subscriptions."""

from billing.services.beginning import ensure_subscription

__all__ = ["ensure_subscription"]
