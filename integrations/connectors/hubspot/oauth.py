"""HubSpot's log-in: a secret instead of PKCE, refresh tokens that stay, scopes as a list."""

from collections.abc import Mapping
from typing import Any

import httpx

from accounts.egress import open_client
from integrations.connectors.hubspot import HUBSPOT, OAUTH_VERSION
from integrations.connectors.origins import vendor_setting
from integrations.connectors.refusals import OutOfReach
from integrations.connectors.standard_oauth import TOKEN_SECONDS, StandardOAuth
from integrations.connectors.tokens import Grant

# Only what is read: no marketing, no settings, and no writing unless the workspace wants it.
SCOPES = (
    "oauth",
    "crm.objects.contacts.read",
    "crm.objects.companies.read",
    "crm.objects.deals.read",
    "crm.objects.owners.read",
)


class HubSpotOAuth(StandardOAuth):
    """Where HubSpot deviates from the standard flow."""

    def grant(self, body: Mapping[str, Any]) -> Grant:
        """The scopes come as a list, and the account's number beside them."""
        return Grant(
            access=str(body["access_token"]),
            refresh=body.get("refresh_token"),
            identity_url=str(body.get("hub_id", "")),
            scope=" ".join(body.get("scopes", ())),
        )

    def revoke_token(self, token_url: str, token: str) -> None:
        """End a grant; HubSpot wants to know who asks."""
        self._ask_about(token_url, "revoke", token)

    def account_name(self, access: str) -> str:
        """The domain by which people know the account; "" when HubSpot does not say."""
        answer = self._ask_about(self.token_url(""), "introspect", access)
        return str(answer.json().get("hub_domain", "")) if answer.is_success else ""

    def _ask_about(self, token_url: str, verb: str, token: str) -> httpx.Response:
        form = {
            "token": token,
            "client_id": vendor_setting(self.client_id),
            "client_secret": vendor_setting(self.client_secret),
        }
        with open_client(self.recipient, read_seconds=TOKEN_SECONDS) as client:
            try:
                return client.post(f"{token_url}/{verb}", data=form)
            except httpx.TransportError as error:
                raise OutOfReach(self.recipient.name) from error


OAUTH = HubSpotOAuth(
    key="hubspot",
    recipient=HUBSPOT,
    scope=" ".join(SCOPES),
    client_id="HUBSPOT_CLIENT_ID",
    client_secret="HUBSPOT_CLIENT_SECRET",  # noqa: S106 - the name of a setting
    consent_origin="HUBSPOT_APP_ORIGIN",
    consent_path="/oauth/authorize",
    token_origin="HUBSPOT_API_ORIGIN",  # noqa: S106 - the name of a setting
    token_path=f"/oauth/{OAUTH_VERSION}/token",
    uses_pkce=False,
)
