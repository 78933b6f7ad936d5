"""Where allauth meets our users."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter


class AccountAdapter(DefaultAccountAdapter):
    """allauth's own ways, for now."""


class MfaAdapter(DefaultMFAAdapter):
    """allauth's own ways, for now."""
