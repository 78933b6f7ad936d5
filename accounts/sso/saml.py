"""SAML 2.0: what a provider's metadata say, the way there, and an assertion that holds or not."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.core.cache import cache
from django.utils.translation import gettext as _

from accounts.models import SsoConnection
from accounts.sso.addresses import acs_url, metadata_url
from accounts.sso.oidc import groups_of
from accounts.sso.provider import Proven, SignOnFailed, ask, for_browser, require_https

_MOST_BYTES = 512 * 1024
_REMEMBERED = 3600
_TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
_REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
_POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
_CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"
_EMAIL = ("email", "mail", f"{_CLAIMS}/emailaddress", "urn:oid:0.9.2342.19200300.100.1.3")
_NAME = ("name", "displayName", "http://schemas.microsoft.com/identity/claims/displayname")
_GIVEN = ("givenName", "firstName", f"{_CLAIMS}/givenname", "urn:oid:2.5.4.42")
_FAMILY = ("sn", "lastName", "surname", f"{_CLAIMS}/surname", "urn:oid:2.5.4.4")


@dataclass(frozen=True)
class Answered:
    """A response that holds: whom it is about, and the request that its signed part answers."""

    proven: Proven
    answers: str


def fetch_metadata(url: str) -> str:
    """The metadata at an address; raises SignOnFailed."""
    response = ask("GET", require_https(url, _("address of the metadata")))
    if response.status_code != 200:
        raise SignOnFailed(
            _("%(host)s answered with %(status)d.")
            % {"host": urlsplit(url).hostname, "status": response.status_code},
            advice=_("Open the address in a browser: it has to show XML without a log-in."),
        )
    return response.text


def read_metadata(text: str) -> tuple[str, dict[str, Any]]:
    """(the provider's entity id, what is kept of it); raises SignOnFailed."""
    from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser

    if len(text) > _MOST_BYTES:
        raise SignOnFailed(_("The metadata are too long."))
    try:
        found = OneLogin_Saml2_IdPMetadataParser.parse(text.strip().encode()).get("idp", {})
    except Exception as error:  # lxml, defusedxml and the library each have their own
        raise _unreadable() from error
    entity, address = found.get("entityId"), found.get("singleSignOnService", {}).get("url")
    certificates = found.get("x509certMulti", {}).get("signing") or [found.get("x509cert")]
    if not entity or not address or not any(certificates):
        raise _unreadable()
    kept = list(dict.fromkeys(filter(None, certificates)))
    for one in kept:
        ends_at(one)  # refuses what is no certificate
    return str(entity)[:500], {
        "sso_url": require_https(address, _("log-in")),
        "certificates": kept,
    }


def _unreadable() -> SignOnFailed:
    return SignOnFailed(
        _("These are no metadata of a SAML identity provider."),
        advice=_("They name an entity id, a log-in by HTTP redirect and a signing certificate."),
    )


def ends_at(certificate: str) -> datetime:
    """When a certificate (base64 without lines around it) runs out; raises SignOnFailed."""
    import base64

    from cryptography import x509

    try:
        found = x509.load_der_x509_certificate(base64.b64decode("".join(certificate.split())))
    except ValueError as error:
        raise SignOnFailed(_("A certificate of the metadata cannot be read.")) from error
    return found.not_valid_after_utc


def last_end(connection: SsoConnection) -> datetime | None:
    """When the last of the provider's certificates runs out; None for OpenID Connect."""
    certificates = connection.settings.get("certificates", [])
    return max(map(ends_at, certificates), default=None)


def way_there(connection: SsoConnection, *, is_fresh: bool) -> tuple[str, str]:
    """(the id of a new request, the provider's address that the browser is sent to)."""
    from onelogin.saml2.auth import OneLogin_Saml2_Auth

    auth = OneLogin_Saml2_Auth(_request_data(connection, ""), _settings(connection))
    address = auth.login(return_to="", force_authn=is_fresh)
    return str(auth.get_last_request_id()), for_browser(str(address))


def own_metadata(connection: SsoConnection) -> bytes:
    """What the customer's provider wants to know of us, as XML."""
    from onelogin.saml2.settings import OneLogin_Saml2_Settings

    settings = OneLogin_Saml2_Settings(_settings(connection), sp_validation_only=True)
    metadata = settings.get_sp_metadata()
    return metadata if isinstance(metadata, bytes) else str(metadata).encode()


def read_response(connection: SsoConnection, encoded: str) -> Answered:
    """Whom a posted response is about; raises SignOnFailed.

    The assertion itself has to be signed, for us, for now, and never seen before. Which request it
    answers is read from the signed part; whether this browser sent it, the caller checks.
    """
    from onelogin.saml2.response import OneLogin_Saml2_Response
    from onelogin.saml2.settings import OneLogin_Saml2_Settings

    if len(encoded) > _MOST_BYTES:
        raise _refused("it is too long")
    try:
        settings = OneLogin_Saml2_Settings(_settings(connection))
        response = OneLogin_Saml2_Response(settings, encoded)
        response.is_valid(_request_data(connection, encoded), raise_exceptions=True)
        answers = _answered_request(response)
        proven = _proven(connection, response)
        _use_once(connection, response)
    except SignOnFailed:
        raise
    except Exception as error:  # lxml, xmlsec, defusedxml and the library each have their own
        raise _refused(str(error) or type(error).__name__) from error
    return Answered(proven, answers)


def _answered_request(response: Any) -> str:
    """From the confirmation within the only assertion: what stands around it anybody can change."""
    path = "//saml:Assertion/saml:Subject/saml:SubjectConfirmation/saml:SubjectConfirmationData"
    namespaces = {"saml": "urn:oasis:names:tc:SAML:2.0:assertion"}
    document = response.decrypted_document if response.encrypted else response.document
    found = {node.get("InResponseTo") for node in document.xpath(path, namespaces=namespaces)}
    if len(found) != 1 or None in found:
        raise _refused("it answers no request of ours; begin here, not at the provider")
    return str(found.pop())


def _use_once(connection: SsoConnection, response: Any) -> None:
    text = f"{connection.pk}|{response.get_assertion_id()}"
    key = f"px:sso:used:{hashlib.sha256(text.encode()).hexdigest()}"
    # Assertions are good for minutes, and python3-saml has just checked that this one is.
    if not cache.add(key, 1, timeout=_REMEMBERED):
        raise _refused("it was used before")


def _proven(connection: SsoConnection, response: Any) -> Proven:
    subject, kind = response.get_nameid(), response.get_nameid_format()
    if not subject or len(subject) > 255 or kind == _TRANSIENT:
        raise SignOnFailed(
            _("The provider gives people another name at each log-in."),
            advice=_("Let it send a persistent name id, or the e-mail address."),
        )
    told = response.get_attributes()
    email = _first(told, _EMAIL) or (subject if "@" in subject else "")
    name = _first(told, _NAME) or f"{_first(told, _GIVEN)} {_first(told, _FAMILY)}".strip()
    groups = told.get(connection.groups_claim, []) if connection.groups_claim else []
    return Proven(
        issuer=connection.issuer,
        subject=subject,
        email=email.strip().lower(),
        name=name[:120],
        groups=groups_of(groups),
    )


def _first(told: dict[str, list[str]], names: tuple[str, ...]) -> str:
    return next((told[name][0] or "" for name in names if told.get(name)), "")


def _refused(why: str) -> SignOnFailed:
    return SignOnFailed(
        _("What the provider sent does not hold: %(why)s.") % {"why": why[:200].rstrip(".")},
        advice=_("Start once more. If it fails again, test the connection in the settings."),
    )


def _request_data(connection: SsoConnection, encoded: str) -> dict[str, Any]:
    """Where the response was posted to, by what we are called and not by what a header says."""
    parts = urlsplit(acs_url(connection))
    return {
        "https": "on" if parts.scheme == "https" else "off",
        "http_host": parts.netloc,
        "script_name": parts.path,
        "get_data": {},
        "post_data": {"SAMLResponse": encoded},
    }


def _settings(connection: SsoConnection) -> dict[str, Any]:
    return {
        "strict": True,
        "debug": False,
        "sp": {
            "entityId": metadata_url(connection),
            "assertionConsumerService": {"url": acs_url(connection), "binding": _POST},
        },
        "idp": {
            "entityId": connection.issuer,
            "singleSignOnService": {"url": connection.settings["sso_url"], "binding": _REDIRECT},
            "x509certMulti": {"signing": connection.settings["certificates"]},
        },
        "security": {
            "wantAssertionsSigned": True,
            "rejectDeprecatedAlgorithm": True,
            "requestedAuthnContext": False,
            "wantAttributeStatement": False,
            "allowSingleLabelDomains": True,
            "allowRepeatAttributeName": True,
        },
    }


def is_near_end(connection: SsoConnection, days: int) -> bool:
    """Whether its last certificate runs out within so many days."""
    end = last_end(connection)
    return end is not None and (end - datetime.now(UTC)).days < days
