"""JWT bearer assertions, checked as Salesforce does: app, signature, audience, time, user."""

import json
from base64 import urlsafe_b64decode
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from sandbox.salesforce.client_apps import ClientApp, ClientApps
from sandbox.salesforce.errors import OAuthError
from sandbox.world import World

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
SCOPE = "api id"
_LONGEST = 300


def check_assertion(world: World, assertion: str) -> None:
    """Pass a good assertion; raises OAuthError in Salesforce's words for another."""
    signed, _, signature = assertion.rpartition(".")
    try:
        header, claims = (json.loads(_decoded(part)) for part in signed.split("."))
        told = _decoded(signature)
    except ValueError:
        raise OAuthError("invalid_grant", "invalid assertion") from None
    app = world.part(ClientApps).find(str(claims.get("iss")))
    if app is None:
        raise OAuthError("invalid_client_id", "client identifier invalid")
    now = world.clock.seconds()
    if header.get("alg") != "RS256" or not _is_signed(app, signed.encode(), told, now):
        raise OAuthError("invalid_grant", "invalid assertion")
    _check_claims(world, app, claims, now)


def _check_claims(world: World, app: ClientApp, claims: dict[str, Any], now: float) -> None:
    if claims.get("aud") != world.origins.login:
        raise OAuthError("invalid_grant", "audience is invalid")
    ends_at = claims.get("exp")
    if not isinstance(ends_at, int) or ends_at > now + _LONGEST:
        raise OAuthError("invalid_grant", "invalid assertion")
    if ends_at <= now:
        raise OAuthError("invalid_grant", "expired authorization code")
    if claims.get("sub") != world.meta["username"]:
        raise OAuthError("invalid_grant", "invalid user")
    if not app.is_preapproved:
        raise OAuthError("invalid_grant", "user hasn't approved this consumer")


def _is_signed(app: ClientApp, signed: bytes, signature: bytes, now: float) -> bool:
    certificate = x509.load_pem_x509_certificate(app.certificate.encode())
    at = datetime.fromtimestamp(now, UTC)
    if not certificate.not_valid_before_utc <= at < certificate.not_valid_after_utc:
        return False
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < 2048:
        return False
    try:
        key.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def _decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))
