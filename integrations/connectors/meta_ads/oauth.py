"""Facebook's log-in: no refresh tokens; a good token is given for another of sixty days."""

import hmac
from collections.abc import Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import httpx

from accounts.egress import open_client
from accounts.errors import Trouble
from integrations.connectors.meta_ads import API_VERSION, META
from integrations.connectors.origins import vendor_setting
from integrations.connectors.refusals import AccessEnded, OutOfReach
from integrations.connectors.standard_oauth import TOKEN_SECONDS, StandardOAuth
from integrations.connectors.tokens import Grant

# Reading alone: with it nothing of ours can change an ad. The other is asked for only where a
# workspace has said that campaigns may be changed from here.
ADS_READ, ADS_MANAGEMENT = "ads_read", "ads_management"
_EXCHANGE = "fb_exchange_token"
# Codes of a token that is no longer good, and of answers that may be different a moment later.
_ENDED, _PASSING = 190, (1, 2, 4, 17)


class MetaOAuth(StandardOAuth):
    """Where Facebook deviates from the standard flow."""

    def exchange_code(self, login: str, *, code: str, verifier: str) -> Grant:
        """The token of a code lives for an hour or two: it is given for a long one at once."""
        short = super().exchange_code(login, code=code, verifier=verifier)
        return self.refresh_grant(self.token_url(login), short.access)

    def refresh_grant(self, token_url: str, refresh_token: str) -> Grant:
        """Another sixty days; raises AccessEnded once the token has ended."""
        form = {"grant_type": _EXCHANGE, _EXCHANGE: refresh_token}
        return self.grant(self.ask(token_url, form))

    def grant(self, body: Mapping[str, Any]) -> Grant:
        """The token is its own successor's ticket, so it is kept as both."""
        token = str(body["access_token"])
        return Grant(access=token, refresh=token)

    def revoke_token(self, token_url: str, token: str) -> None:
        """Take the app's permissions back, as the person can do in the settings of Facebook."""
        self._call("DELETE", "me/permissions", token, {"appsecret_proof": proof_of(token)})

    def refusal(self, status: int, body: Mapping[str, Any], grant_type: str) -> Trouble:
        """The Graph API words its refusals in its own way."""
        error = body.get("error")
        if not isinstance(error, Mapping):
            return super().refusal(status, {}, grant_type)
        code = int(error.get("code", 0))
        if grant_type == _EXCHANGE and code == _ENDED:
            return AccessEnded(self.recipient.name)
        if status >= 500 or error.get("is_transient") or code in _PASSING:
            return OutOfReach(self.recipient.name)
        stale = {"error": "invalid_grant" if code == 100 else str(code)}
        return super().refusal(status, stale, grant_type)

    def access_until(self, access: str) -> date | None:
        """The day on which a person has to agree anew, however often the token is renewed."""
        app = f"{vendor_setting(self.client_id)}|{vendor_setting(self.client_secret)}"
        answer = self._call("GET", "debug_token", app, {"input_token": access})
        data = answer.json().get("data", {}) if answer.is_success else {}
        seconds = int(data.get("data_access_expires_at") or 0)
        return datetime.fromtimestamp(seconds, UTC).date() if seconds else None

    def _call(
        self, method: str, path: str, token: str, params: Mapping[str, str]
    ) -> httpx.Response:
        address = f"{vendor_setting(self.token_origin)}/{API_VERSION}/{path}"
        headers = {"Authorization": f"Bearer {token}"}
        with open_client(self.recipient, read_seconds=TOKEN_SECONDS) as client:
            try:
                return client.request(method, address, params=params, headers=headers)
            except httpx.TransportError as error:
                raise OutOfReach(self.recipient.name) from error


def proof_of(token: str) -> str:
    """By which a token that was stolen is of no use without the app's secret."""
    key = vendor_setting("META_CLIENT_SECRET").encode()
    return hmac.new(key, token.encode(), sha256).hexdigest()


OAUTH = MetaOAuth(
    key="meta_ads",
    recipient=META,
    scope=ADS_READ,
    client_id="META_CLIENT_ID",
    client_secret="META_CLIENT_SECRET",  # noqa: S106 - the name of a setting
    consent_origin="META_DIALOG_ORIGIN",
    consent_path=f"/{API_VERSION}/dialog/oauth",
    token_origin="META_GRAPH_ORIGIN",  # noqa: S106 - the name of a setting
    token_path=f"/{API_VERSION}/oauth/access_token",
    uses_pkce=False,
)
