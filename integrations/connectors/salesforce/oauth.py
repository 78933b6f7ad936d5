"""The web-server flow with PKCE: the address of consent, and the calls that deal in tokens."""

import hashlib
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import urlencode

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from accounts.egress import open_client
from accounts.errors import Trouble
from integrations.connectors.origins import callback_address
from integrations.connectors.refusals import AccessEnded
from integrations.connectors.salesforce import SALESFORCE
from integrations.connectors.salesforce.errors import Unreachable
from integrations.connectors.salesforce.hosts import browser_origin
from integrations.connectors.tokens import Grant

__all__ = [
    "Grant",
    "GrantEnded",
    "app_blocked",
    "consent_url",
    "exchange_code",
    "grant_of",
    "refresh_grant",
    "revoke_token",
    "token_url",
]

SCOPE = "api refresh_token id"
# A refresh holds a lock on the credential's row while it waits, so it waits only briefly.
TOKEN_SECONDS = 12.0


class GrantEnded(AccessEnded):
    """The refresh token is no longer good: revoked by the customer, or unused for too long."""

    def __init__(self) -> None:
        super().__init__("Salesforce")


def token_url(login: str) -> str:
    """Where tokens are given and renewed."""
    return f"{login}/services/oauth2/token"


def consent_url(login: str, *, state: str, verifier: str, more: tuple[str, ...] = ()) -> str:
    """Where the browser goes to be asked."""
    challenge = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
    query = {
        "response_type": "code",
        "client_id": settings.SALESFORCE_CLIENT_ID,
        "redirect_uri": callback_address("salesforce"),
        "scope": " ".join((SCOPE, *more)),
        "state": state,
        "code_challenge": challenge.decode(),
        "code_challenge_method": "S256",
        "prompt": "login consent",
    }
    return f"{browser_origin(login)}/services/oauth2/authorize?{urlencode(query)}"


def exchange_code(login: str, *, code: str, verifier: str) -> Grant:
    """The grant that a code stands for; never repeated, because a code is good once."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": verifier,
        "redirect_uri": callback_address("salesforce"),
    }
    return grant_of(_post(token_url(login), form))


def refresh_grant(token_url: str, refresh_token: str) -> Grant:
    """New tokens; raises GrantEnded when the customer's grant is over."""
    return grant_of(
        _post(token_url, {"grant_type": "refresh_token", "refresh_token": refresh_token})
    )


def revoke_token(token_url: str, token: str) -> None:
    """End a grant; an unknown token is as good as an ended one."""
    with open_client(SALESFORCE, read_seconds=TOKEN_SECONDS) as client:
        try:
            client.post(token_url.removesuffix("/token") + "/revoke", data={"token": token})
        except httpx.TransportError as error:
            raise Unreachable from error


def _post(url: str, form: dict[str, str]) -> dict[str, Any]:
    secrets_of_app = {
        "client_id": settings.SALESFORCE_CLIENT_ID,
        "client_secret": settings.SALESFORCE_CLIENT_SECRET,
    }
    with open_client(SALESFORCE, connect_seconds=5, read_seconds=TOKEN_SECONDS) as client:
        try:
            response = client.post(url, data=form | secrets_of_app)
        except httpx.TransportError as error:
            raise Unreachable from error
    try:
        body: dict[str, Any] = response.json()
    except ValueError:
        body = {}
    if response.is_success and "access_token" in body:
        return body
    raise _refusal(response.status_code, str(body.get("error", "")), form["grant_type"])


def _refusal(status: int, error: str, grant_type: str) -> Trouble:
    if status >= 500 or status == 429:
        return Unreachable()
    if error == "invalid_grant" and grant_type == "refresh_token":
        return GrantEnded()
    if error == "invalid_grant":
        return Trouble(
            _("The answer from Salesforce was too old or already used."),
            advice=_("Start connecting once more and answer within ten minutes."),
            code="stale_code",
        )
    if error in ("invalid_client", "invalid_client_id"):
        return app_blocked(error)
    return Trouble(
        _("Salesforce refused to connect (%(error)s).") % {"error": error or status},
        advice=_("Try once more; if it stays so, write to us and name this word."),
        code="token_refused",
    )


def app_blocked(error: str) -> Trouble:
    """The organisation does not know our app, or its admins have not admitted it."""
    return Trouble(
        _("Your Salesforce organisation does not admit Proactivox yet (%(error)s).")
        % {"error": error},
        advice=_(
            "An admin of your Salesforce has to install the Proactivox package, or to approve it "
            "under Setup, Connected Apps OAuth Usage; then connect again."
        ),
        code="app_not_installed",
    )


def grant_of(body: dict[str, Any]) -> Grant:
    """A token answer as a grant."""
    return Grant(
        access=str(body["access_token"]),
        refresh=body.get("refresh_token"),
        instance_url=str(body.get("instance_url", "")).rstrip("/"),
        identity_url=str(body.get("id", "")),
        scope=str(body.get("scope", "")),
    )
