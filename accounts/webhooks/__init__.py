"""Signed messages to the customers' own systems, after the Standard Webhooks specification."""

from accounts.webhooks.streams import AUDIT, STREAMS

__all__ = ["AUDIT", "STREAMS"]
