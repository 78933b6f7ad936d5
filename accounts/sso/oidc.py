"""OpenID Connect: what a provider tells of itself, the way there, and a token that holds or not."""

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from accounts.models import SsoConnection
from accounts.sso.pending import Pending
from accounts.sso.provider import Proven, SignOnFailed, ask_json, for_browser, require_https

# Only signatures of a key pair: what is signed by the client's secret, or not at all, is nobody's.
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA", "RS384", "RS512", "PS384", "PS512", "ES384")
_LEEWAY, _OLDEST = 60, 600
_MOST_GROUPS = 500


def discover(issuer: str) -> tuple[str, dict[str, Any]]:
    """(the issuer's own name, what is kept of it); raises SignOnFailed.

    The name in the document has to be the one that was asked for, but for a slash at its end: a
    document that speaks for somebody else is not followed.
    """
    asked = require_https(issuer.strip(), _("address")).removesuffix(
        "/.well-known/openid-configuration"
    )
    said = ask_json("GET", f"{asked.rstrip('/')}/.well-known/openid-configuration")
    name = str(said.get("issuer", ""))
    if name.rstrip("/") != asked.rstrip("/"):
        raise SignOnFailed(
            _("The provider calls itself “%(name)s”.") % {"name": name[:200]},
            advice=_("Enter exactly that address. An address for many tenants cannot be used."),
        )
    return name, {
        "authorization_endpoint": require_https(said.get("authorization_endpoint"), _("log-in")),
        "token_endpoint": require_https(said.get("token_endpoint"), _("token address")),
        "jwks_uri": require_https(said.get("jwks_uri"), _("list of keys")),
        "userinfo_endpoint": str(said.get("userinfo_endpoint") or ""),
        "algorithm": _algorithm(said),
        "client_auth": _client_auth(said),
    }


def _algorithm(said: Mapping[str, Any]) -> str:
    """The one algorithm that its tokens are checked by from now on."""
    offered = said.get("id_token_signing_alg_values_supported") or ["RS256"]
    found = [name for name in ALGORITHMS if name in offered]
    if not found:
        raise SignOnFailed(
            _("The provider signs its tokens in no way that is safe."),
            advice=_("Let it sign with RS256 or ES256."),
        )
    return found[0]


def _client_auth(said: Mapping[str, Any]) -> str:
    offered = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return "post" if "client_secret_basic" not in offered else "basic"


def way_there(connection: SsoConnection, pending: Pending, callback: str) -> str:
    """The provider's address that the browser is sent to, with state, nonce and PKCE."""
    challenge = hashlib.sha256(pending.verifier.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": connection.client_id,
        "redirect_uri": callback,
        "scope": "openid email profile",
        "state": pending.state,
        "nonce": pending.nonce,
        "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    if pending.is_fresh:
        query |= {"prompt": "login", "max_age": "0"}
    address = for_browser(connection.settings["authorization_endpoint"])
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"


def redeem(
    connection: SsoConnection, secret: str, pending: Pending, code: str, callback: str
) -> Proven:
    """Whom the code stands for; raises SignOnFailed. Calls the provider: outside of a workspace."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": callback,
        "code_verifier": pending.verifier,
    }
    options: dict[str, Any] = {"data": form}
    if connection.settings["client_auth"] == "post":
        form |= {"client_id": connection.client_id, "client_secret": secret}
    else:
        options["auth"] = (connection.client_id, secret)
    tokens = ask_json("POST", connection.settings["token_endpoint"], **options)
    claims = read_token(connection, str(tokens.get("id_token", "")), pending)
    return _proven(connection, claims, str(tokens.get("access_token", "")))


def read_token(connection: SsoConnection, token: str, pending: Pending) -> dict[str, Any]:
    """The claims of a token that is signed by the provider, for us, now, and for this browser."""
    import jwt  # a third of a second that no page without single sign-on has to wait for

    algorithm = connection.settings["algorithm"]
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") != algorithm:
            raise jwt.InvalidAlgorithmError(f"signed by {header.get('alg')}, not {algorithm}")
        claims: dict[str, Any] = jwt.decode(
            token,
            _key(connection, header.get("kid"), algorithm),
            algorithms=[algorithm],
            audience=connection.client_id,
            issuer=connection.issuer,
            leeway=_LEEWAY,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
    except jwt.PyJWTError as error:
        raise _refused(str(error)) from error
    _check_claims(connection, claims, pending)
    return claims


def _key(connection: SsoConnection, key_id: object, algorithm: str) -> Any:
    """The provider's key of that name; one without a name where there is only one."""
    import jwt

    keys = ask_json("GET", connection.settings["jwks_uri"]).get("keys")
    usable = (
        [key for key in keys if isinstance(key, dict) and key.get("use", "sig") == "sig"]
        if isinstance(keys, list)
        else []
    )
    named = [key for key in usable if key_id is None or key.get("kid") == key_id]
    if len(named) != 1:
        raise _refused(f"no key {str(key_id)[:80]!r} among the {len(usable)} of the provider")
    return jwt.PyJWK(named[0], algorithm=algorithm).key


def _check_claims(connection: SsoConnection, claims: Mapping[str, Any], pending: Pending) -> None:
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), pending.nonce.encode()):
        raise _refused("the nonce is of another log-in")
    audience = claims["aud"]
    is_for_many = isinstance(audience, list) and len(audience) > 1
    if (is_for_many or "azp" in claims) and claims.get("azp") != connection.client_id:
        raise _refused("made for another client")
    if time.time() - int(claims["iat"]) > _OLDEST:
        raise _refused("made too long ago")
    if pending.is_fresh and time.time() - int(claims.get("auth_time", claims["iat"])) > _OLDEST:
        raise _refused("nobody logged in just now")
    if not claims["sub"] or len(str(claims["sub"])) > 255:
        raise _refused("the person has no id")


def _refused(why: str) -> SignOnFailed:
    return SignOnFailed(
        _("What the provider sent does not hold: %(why)s.") % {"why": why[:200]},
        advice=_("Start once more. If it fails again, test the connection in the settings."),
    )


def _proven(connection: SsoConnection, claims: Mapping[str, Any], access: str) -> Proven:
    said: Mapping[str, Any] = claims
    if not claims.get("email"):
        said = {**_userinfo(connection, claims, access), **claims}
    return Proven(
        issuer=connection.issuer,
        subject=str(claims["sub"]),
        email=str(said.get("email") or said.get("preferred_username") or "").strip().lower(),
        name=str(said.get("name") or "")[:120],
        # Many providers of companies leave the claim out: it is their own domain.
        is_email_proven=said.get("email_verified", True) in (True, "true"),
        groups=groups_of(said.get(connection.groups_claim)) if connection.groups_claim else (),
    )


def _userinfo(connection: SsoConnection, claims: Mapping[str, Any], access: str) -> dict[str, Any]:
    address = connection.settings.get("userinfo_endpoint")
    if not address or not access:
        return {}
    said = ask_json("GET", address, headers={"Authorization": f"Bearer {access}"})
    # Whoever answers with another person's data has mixed them up.
    if said.get("sub") != claims["sub"]:
        raise _refused("the provider told about another person")
    return said


def groups_of(said: object) -> tuple[str, ...]:
    """Names of groups from a claim that is a list or one text."""
    names = said if isinstance(said, list) else [said] if isinstance(said, str) else []
    return tuple(str(name)[:200] for name in names[:_MOST_GROUPS])
