"""A company's own log-in and its directory."""

from dataclasses import replace

from django.utils.translation import gettext_noop as _

from accounts.classifications.words import (
    COMPANY,
    ID,
    KEY,
    SERVERS,
    SHOW_MEMBERS,
    SHOW_NAMES,
    STATE,
    WORKSPACE,
    login,
    safety,
)
from accounts.subjects import Classification, Personal

_SSO_COLUMNS = (
    *("id", "kind", "name", "issuer", "client_id", "settings", "groups_claim", "default_role"),
    *("counts_as_second_step", "created_at", "tested_at", "enabled_at", "warned_at"),
)
_PROVIDER = _("the customer's identity provider")
_LOGINS: dict[str, dict[str, Classification]] = {
    "accounts.companydomain": {
        "workspace": WORKSPACE,
        **dict.fromkeys(("id", "name", "token", "connection_id"), COMPANY),
        **dict.fromkeys(("added_at", "checked_at", "verified_at", "missing_since"), STATE),
    },
    "accounts.ssoconnection": {
        "workspace": WORKSPACE,
        **dict.fromkeys(_SSO_COLUMNS, COMPANY),
        "secret": KEY,
    },
    "accounts.ssoidentity": {
        "id": ID,
        "workspace": WORKSPACE,
        "connection": COMPANY,
        "issuer": COMPANY,
        "subject": safety("pd:UID", _PROVIDER),
        "user": safety("pd:UID", SERVERS),
        "created_at": safety("pd:ServiceConsumptionBehavior", SERVERS),
        "last_used_at": safety("pd:ServiceConsumptionBehavior", SERVERS),
    },
    "accounts.grouprole": {
        "workspace": WORKSPACE,
        **dict.fromkeys(("id", "group", "role"), COMPANY),
    },
}
_DIRECTORY = _("the customer's directory")


def _named(category: str, purpose: str) -> Personal:
    return replace(login(category, purpose), source=_DIRECTORY)


_SCIM_TOKEN = (
    *("id", "prefix", "token_hash", "created_at", "expires_at", "last_used_at", "revoked_at"),
)
_DIRECTORY_ROWS: dict[str, dict[str, Classification]] = {
    "accounts.scimtoken": {
        "workspace": WORKSPACE,
        **dict.fromkeys(_SCIM_TOKEN, KEY),
        "created_by": safety("pd:UID", SERVERS),
    },
    "accounts.scimperson": {
        "id": ID,
        "workspace": WORKSPACE,
        "user": safety("pd:UID", SERVERS),
        "user_name": _named("pd:EmailAddress", _("log in and be reached")),
        "external_id": safety("pd:UID", _DIRECTORY),
        **dict.fromkeys(("given_name", "family_name"), _named("pd:Name", SHOW_NAMES)),
        "created_at": STATE,
        "changed_at": STATE,
    },
    "accounts.scimgroup": {
        "workspace": WORKSPACE,
        **dict.fromkeys(("id", "display_name", "external_id"), COMPANY),
        **dict.fromkeys(("created_at", "changed_at"), STATE),
    },
    "accounts.scimmember": {
        "id": ID,
        "workspace": WORKSPACE,
        "group": _named("pd:GroupMembership", SHOW_MEMBERS),
        "user": safety("pd:UID", SERVERS),
    },
}
COMPANIES: dict[str, dict[str, Classification]] = {**_LOGINS, **_DIRECTORY_ROWS}
