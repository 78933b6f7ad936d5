"""Tables of the packages that accounts brings."""

from dataclasses import replace

from django.utils.translation import gettext_noop as _

from accounts.classifications.words import (
    BROWSER,
    CODE,
    ID,
    PERSON,
    SERVERS,
    SESSION_END,
    STATE,
    login,
    safety,
)
from accounts.subjects import ANYWHERE, Classification

_SESSION = safety("pd:ServiceConsumptionBehavior", SERVERS, SESSION_END)
_ADMIN_LOG = (
    *("id", "action_time", "user", "content_type", "object_id", "object_repr"),
    *("action_flag", "change_message"),
)
PACKAGES: dict[str, dict[str, Classification]] = {
    "account.emailaddress": {
        "id": ID,
        "user": login("pd:UID", _("log in and be reached")),
        "email": replace(login("pd:EmailAddress", _("log in and be reached")), origin="provided"),
        "verified": login("pd:IndividualProfile", _("know that the address is the person's")),
        "primary": login("pd:IndividualProfile", _("know where to write")),
    },
    "account.emailconfirmation": {
        "id": ID,
        "email_address": login("pd:UID", _("know that the address is the person's")),
        **dict.fromkeys(("created", "sent", "key"), STATE),
    },
    "mfa.authenticator": {
        "id": ID,
        "user": safety("pd:UID", PERSON),
        "type": safety("pd:Authenticating", PERSON),
        "data": replace(safety("pd:Authenticating", PERSON, sealed=True), paths=ANYWHERE),
        "created_at": safety("pd:ServiceConsumptionBehavior", SERVERS),
        "last_used_at": safety("pd:ServiceConsumptionBehavior", SERVERS),
    },
    "usersessions.usersession": {
        "id": ID,
        "user": _SESSION,
        "created_at": _SESSION,
        "last_seen_at": _SESSION,
        "session_key": _SESSION,
        "data": replace(_SESSION, paths=ANYWHERE),
        "ip": safety("pd:IPAddress", BROWSER, SESSION_END),
        "user_agent": safety("pd:UserAgent", BROWSER, SESSION_END),
    },
    "sessions.session": dict.fromkeys(("session_key", "session_data", "expire_date"), _SESSION),
    "contenttypes.contenttype": dict.fromkeys(("id", "app_label", "model"), CODE),
    # The desk keeps its own trail; this table stays empty.
    "admin.logentry": dict.fromkeys(_ADMIN_LOG, CODE),
    "auth.permission": dict.fromkeys(("id", "name", "content_type", "codename"), CODE),
    "auth.group": dict.fromkeys(("id", "name"), CODE),
    "auth.group_permissions": dict.fromkeys(("id", "group", "permission"), CODE),
}
