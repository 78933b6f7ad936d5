"""The one way out: an HTTP client that reaches only whom its recipient names, and nobody inside."""

from accounts.egress.addresses import is_public
from accounts.egress.bounds import AnswerTooLarge
from accounts.egress.client import open_client
from accounts.egress.recipients import ANY_PURPOSE, EEA, MEMBERS, Recipient, Transfer
from accounts.egress.subprocessors import subprocessors
from accounts.egress.transport import EgressRefused

__all__ = [
    "ANY_PURPOSE",
    "EEA",
    "MEMBERS",
    "AnswerTooLarge",
    "EgressRefused",
    "Recipient",
    "Transfer",
    "is_public",
    "open_client",
    "subprocessors",
]
