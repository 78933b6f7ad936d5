"""The JWT bearer flow: a token for an assertion that a certificate's key has signed."""

import time
from base64 import urlsafe_b64encode
from typing import Any

import httpx
import orjson
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.conf import settings
from django.utils.translation import gettext as _

from accounts.egress import open_client
from accounts.errors import Trouble
from integrations.connectors.salesforce import SALESFORCE
from integrations.connectors.salesforce.errors import Unreachable
from integrations.connectors.salesforce.hosts import LoginKind
from integrations.connectors.salesforce.oauth import TOKEN_SECONDS, grant_of
from integrations.connectors.tokens import Grant, Signer

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
# Salesforce takes no assertion that is good for more than five minutes.
_SECONDS = 180
_SANDBOX = (".sandbox.my.salesforce.com", ".scratch.my.salesforce.com")


def audience(login: str, my_domain: str) -> str:
    """Whom an assertion is addressed to: never a My Domain, but the log-in host that stands for it.

    `my_domain` may be an origin.
    """
    is_sandbox = my_domain.strip().lower().rstrip("/").endswith(_SANDBOX)
    if login == LoginKind.TEST or (login == LoginKind.MY_DOMAIN and is_sandbox):
        return str(settings.SALESFORCE_SANDBOX_LOGIN_HOST).rstrip("/")
    return str(settings.SALESFORCE_LOGIN_HOST).rstrip("/")


def grant(token_url: str, signer: Signer) -> Grant:
    """A token without a refresh token; raises Trouble with what to do, Unreachable."""
    form = {"grant_type": GRANT_TYPE, "assertion": _assertion(signer)}
    with open_client(SALESFORCE, connect_seconds=5, read_seconds=TOKEN_SECONDS) as client:
        try:
            response = client.post(token_url, data=form)
        except httpx.TransportError as error:
            raise Unreachable from error
    try:
        body: dict[str, Any] = response.json()
    except ValueError:
        body = {}
    if response.is_success and "access_token" in body:
        return grant_of(body)
    said = str(body.get("error_description", ""))
    raise _refusal(response.status_code, str(body.get("error", "")), said, signer)


def _assertion(signer: Signer) -> str:
    claims = {
        "iss": signer.consumer_key,
        "sub": signer.username,
        "aud": signer.audience,
        "exp": int(time.time()) + _SECONDS,
    }
    signed = b".".join(_part(orjson.dumps(part)) for part in ({"alg": "RS256"}, claims))
    key = serialization.load_pem_private_key(signer.private_key.encode(), password=None)
    assert isinstance(key, rsa.RSAPrivateKey)  # noqa: S101
    signature = key.sign(signed, padding.PKCS1v15(), hashes.SHA256())
    return b".".join((signed, _part(signature))).decode()


def _part(data: bytes) -> bytes:
    return urlsafe_b64encode(data).rstrip(b"=")


def _refusal(status: int, error: str, said: str, signer: Signer) -> Trouble:
    """What a refused assertion means; Salesforce tells most of it in its description alone."""
    if status >= 500 or status == 429:
        return Unreachable()
    text = said.lower()
    if "approved" in text or error == "invalid_app_access":
        return _unapproved()
    if "audience" in text:
        return _wrong_host(signer)
    if "expired" in text:
        return _late()
    if error in ("invalid_client_id", "invalid_client"):
        return _unknown_app()
    if "user" in text or error == "inactive_user":
        return _unknown_user()
    if "assertion" in text:
        return _unknown_certificate()
    return Trouble(
        _("Salesforce refused the certificate (%(error)s).") % {"error": error or status},
        advice=_("Check the app's settings; if it stays so, write to us and name this word."),
        code="certificate_refused",
    )


def _unapproved() -> Trouble:
    return Trouble(
        _("This Salesforce user is not approved for the app."),
        advice=_(
            "In Salesforce, open the app's policies, choose “Admin approved users are "
            "pre-authorized” and add the user's profile or permission set; check the username, too."
        ),
        code="certificate_unapproved",
    )


def _wrong_host(signer: Signer) -> Trouble:
    return Trouble(
        _("Salesforce does not log this user in at %(host)s.") % {"host": signer.audience},
        advice=_(
            "Choose Sandbox for a sandbox of your organisation, and Production for the "
            "organisation itself."
        ),
        code="certificate_audience",
    )


def _late() -> Trouble:
    return Trouble(
        _("Salesforce took our request for too old."),
        advice=_(
            "The clock of the server on which Proactivox runs is wrong, or the certificate has "
            "ended. Set the clock; if that is right, make a new certificate."
        ),
        code="certificate_expired",
    )


def _unknown_app() -> Trouble:
    return Trouble(
        _("Salesforce does not know this consumer key."),
        advice=_(
            "Copy it once more from the app's settings. A new app needs up to ten minutes before "
            "Salesforce knows it everywhere."
        ),
        code="certificate_app",
    )


def _unknown_user() -> Trouble:
    return Trouble(
        _("Salesforce knows no active user of this name."),
        advice=_(
            "Write the username as it stands on the user's page in Setup; it looks like an e-mail "
            "address and often is none. In a sandbox it ends in the sandbox's name."
        ),
        code="certificate_user",
    )


def _unknown_certificate() -> Trouble:
    return Trouble(
        _("The app in Salesforce does not trust this certificate."),
        advice=_(
            "Upload the certificate of this page in the app's settings, under “Enable JWT Bearer "
            "Flow”, and wait up to ten minutes."
        ),
        code="certificate_unknown",
    )
