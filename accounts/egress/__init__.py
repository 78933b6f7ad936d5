"""The one way out: an HTTP client that reaches only whom its recipient names, and nobody inside."""

from accounts.egress.addresses import is_public
from accounts.egress.bounds import AnswerTooLarge
from accounts.egress.client import open_client
from accounts.egress.recipients import Recipient
from accounts.egress.transport import EgressRefused

__all__ = ["AnswerTooLarge", "EgressRefused", "Recipient", "is_public", "open_client"]
