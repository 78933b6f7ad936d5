"""The web-server flow as most vendors have it; a connector names what is its own."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
from django.utils.translation import gettext as _

from accounts.egress import Recipient, open_client
from accounts.errors import Trouble
from integrations.connectors.origins import browser_address, callback_address, vendor_setting
from integrations.connectors.refusals import AccessEnded, OutOfReach
from integrations.connectors.tokens import Grant

# A refresh holds a lock on the credential's row while it waits, so it waits only briefly.
TOKEN_SECONDS = 12.0


@dataclass(frozen=True)
class StandardOAuth:
    """OAuth 2 of one vendor. Origins, client id and secret are names of settings.VENDORS.

    `login` is not used: such a vendor has one address for all. Where a vendor deviates, override
    `revoke_token` or `refresh_grant` in a subclass.
    """

    key: str
    recipient: Recipient
    scope: str
    client_id: str
    client_secret: str
    consent_origin: str
    consent_path: str
    token_origin: str
    token_path: str
    revoke_path: str = ""
    more: Mapping[str, str] = field(default_factory=dict)
    uses_pkce: bool = True

    def token_url(self, login: str) -> str:
        """Where tokens are given and renewed."""
        return vendor_setting(self.token_origin) + self.token_path

    def consent_url(
        self, login: str, *, state: str, verifier: str, more: tuple[str, ...] = ()
    ) -> str:
        """Where the browser goes to be asked."""
        query = {
            "response_type": "code",
            "client_id": vendor_setting(self.client_id),
            "redirect_uri": callback_address(self.key),
            "scope": " ".join((self.scope, *more)),
            "state": state,
            **self.more,
        }
        if self.uses_pkce:
            challenge = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
            query |= {"code_challenge": challenge.decode(), "code_challenge_method": "S256"}
        address = vendor_setting(self.consent_origin) + self.consent_path
        return f"{browser_address(address)}?{urlencode(query)}"

    def exchange_code(self, login: str, *, code: str, verifier: str) -> Grant:
        """The grant that a code stands for; never repeated, because a code is good once."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": callback_address(self.key),
        }
        if self.uses_pkce:
            form["code_verifier"] = verifier
        return self.grant(self.ask(self.token_url(login), form))

    def refresh_grant(self, token_url: str, refresh_token: str) -> Grant:
        """New tokens; raises AccessEnded when the customer's grant is over."""
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return self.grant(self.ask(token_url, form))

    def revoke_token(self, token_url: str, token: str) -> None:
        """End a grant; an unknown token is as good as an ended one."""
        address = vendor_setting(self.token_origin) + self.revoke_path
        with open_client(self.recipient, read_seconds=TOKEN_SECONDS) as client:
            try:
                client.post(address, data={"token": token})
            except httpx.TransportError as error:
                raise OutOfReach(self.recipient.name) from error

    def grant(self, body: Mapping[str, Any]) -> Grant:
        """A token answer as a grant."""
        return Grant(
            access=str(body["access_token"]),
            refresh=body.get("refresh_token"),
            scope=str(body.get("scope", "")),
        )

    def ask(self, url: str, form: Mapping[str, str]) -> dict[str, Any]:
        """The JSON of the token endpoint; raises AccessEnded, OutOfReach, Trouble."""
        app = {
            "client_id": vendor_setting(self.client_id),
            "client_secret": vendor_setting(self.client_secret),
        }
        with open_client(self.recipient, connect_seconds=5, read_seconds=TOKEN_SECONDS) as client:
            try:
                response = client.post(url, data={**form, **app})
            except httpx.TransportError as error:
                raise OutOfReach(self.recipient.name) from error
        try:
            body: dict[str, Any] = response.json()
        except ValueError:
            body = {}
        if response.is_success and "access_token" in body:
            return body
        raise self.refusal(response.status_code, body, form.get("grant_type", ""))

    def refusal(self, status: int, body: Mapping[str, Any], grant_type: str) -> Trouble:
        """What a refused token means for a person."""
        error, vendor = str(body.get("error", "")), self.recipient.name
        if status >= 500 or status == 429:
            return OutOfReach(vendor)
        if grant_type == "refresh_token":
            return AccessEnded(vendor)
        if error == "invalid_grant":
            return Trouble(
                _("The answer from %(vendor)s was too old or already used.") % {"vendor": vendor},
                advice=_("Start connecting once more and answer within ten minutes."),
                code="stale_code",
            )
        return Trouble(
            _("%(vendor)s refused to connect (%(error)s).")
            % {"vendor": vendor, "error": error or status},
            advice=_("Try once more; if it stays so, write to us and name this word."),
            code="token_refused",
        )
