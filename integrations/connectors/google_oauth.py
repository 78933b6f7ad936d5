"""Google's consent, shared by all connectors of Google; each asks for its own scope alone."""

from django.utils.translation import gettext_noop as _

from accounts.egress import Recipient, Transfer
from integrations.connectors.safeguards import US_FRAMEWORK
from integrations.connectors.standard_oauth import StandardOAuth

GOOGLE_ACCOUNTS = Recipient(
    name="Google",
    hosts=("oauth2.googleapis.com",),
    purpose=_("Getting and giving back access, on the customer's instruction."),
    allows_sandbox=True,
    company="Google LLC",
    country="US",
    receives=_("Proof of access that the customer’s user gave at Google"),
    transfer=Transfer.ADEQUACY,
    safeguard=US_FRAMEWORK,
    is_instructed=True,
)


def google_oauth(key: str, scope: str) -> StandardOAuth:
    """One connector's flow: access is offline, and each consent gives a refresh token."""
    return StandardOAuth(
        key=key,
        recipient=GOOGLE_ACCOUNTS,
        scope=scope,
        client_id="GOOGLE_CLIENT_ID",
        client_secret="GOOGLE_CLIENT_SECRET",  # noqa: S106 - the name of a setting
        consent_origin="GOOGLE_OAUTH_ORIGIN",
        consent_path="/o/oauth2/v2/auth",
        token_origin="GOOGLE_TOKEN_ORIGIN",  # noqa: S106 - the name of a setting
        token_path="/token",  # noqa: S106 - a path
        revoke_path="/revoke",
        more={"access_type": "offline", "prompt": "consent", "include_granted_scopes": "false"},
    )
