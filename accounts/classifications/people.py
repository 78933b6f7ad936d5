"""Logins, workspaces and who belongs to them."""

from dataclasses import replace

from django.utils.translation import gettext_noop as _

from accounts.classifications.words import (
    BROWSER,
    FOR_TEAMWORK,
    ID,
    INVITATION_END,
    INVITE,
    KEY,
    LOGIN_END,
    MEMBER,
    SERVERS,
    SHOW_NAMES,
    SHOW_USE,
    STATE,
    TRY,
    WORKSPACE,
    login,
    safety,
)
from accounts.subjects import Classification, NotPersonal, Personal


def _invited(category: str, source: str = _("the member who invites")) -> Personal:
    return Personal(category, "invitee", source, INVITE, FOR_TEAMWORK, INVITATION_END)


_USER: dict[str, Classification] = {
    "id": login("pd:UID", _("tell logins apart")),
    "email": replace(login("pd:EmailAddress", _("log in and be reached")), origin="provided"),
    "name": replace(login("pd:Name", SHOW_NAMES), origin="provided"),
    **dict.fromkeys(
        ("unreachable_email", "unreachable_since"),
        replace(login("pd:EmailAddress", _("log in and be reached")), origin="observed"),
    ),
    "language": replace(login("pd:Language", _("speak the person's language")), origin="provided"),
    "number_format": replace(
        login("pd:Language", _("speak the person's language")), origin="provided"
    ),
    "password": safety("pd:Password", _("the person, kept as an argon2 hash")),
    "last_login": safety("pd:ServiceConsumptionBehavior", SERVERS),
    "wants_notices": replace(
        login("pd:IndividualProfile", _("know where to write")), origin="provided"
    ),
    "is_active": login("pd:IndividualProfile", _("lock a login")),
    "is_staff": login("pd:IndividualProfile", _("tell our own staff from customers")),
    "joined_at": replace(
        login("pd:ServiceConsumptionBehavior", _("know since when the contract runs")),
        origin="observed",
    ),
}
_WORKSPACE_COLUMNS = (
    *("id", "slug", "name", "currency", "time_zone", "second_step_required_at"),
    "sso_required_at",
    *("idle_minutes", "session_minutes", "networks", "email_domains", "data_version"),
    "open_incidents",
    *("language", "number_format", "week_start", "fiscal_year_starts", "logo_digest"),
    *("created_at", "support_allowed_until", "support_asked_at", "support_until"),
)
_INVITATION: dict[str, Classification] = {
    "id": ID,
    "workspace": WORKSPACE,
    "email": _invited("pd:EmailAddress"),
    "role": _invited("pd:GroupMembership"),
    "invited_by": safety("pd:UID", SERVERS),
    "token_hash": NotPersonal("A hash of a random link."),
    **dict.fromkeys(("created_at", "sent_at", "expires_at"), STATE),
    "accepted_at": _invited("pd:ServiceConsumptionBehavior", SERVERS),
}
_LOGO = NotPersonal("A business's mark, drawn anew without what came with it; shown to anybody.")
_KEYS = ("id", "workspace_ref", "purpose", "state", "kek_id", "wrapped", "created_at", "retired_at")
PEOPLE: dict[str, dict[str, Classification]] = {
    "accounts.user": _USER,
    "accounts.workspace": dict.fromkeys(_WORKSPACE_COLUMNS, WORKSPACE),
    "accounts.workspacelogo": {
        "workspace": WORKSPACE,
        **dict.fromkeys(("image", "created_at"), _LOGO),
    },
    "accounts.workspacekey": dict.fromkeys(_KEYS, KEY),
    "accounts.membership": {
        "id": ID,
        "workspace": MEMBER,
        "user": MEMBER,
        "role": MEMBER,
        "joined_at": MEMBER,
        "last_login_at": replace(
            safety("pd:ServiceConsumptionBehavior", SERVERS), purpose=SHOW_USE
        ),
        "breaks_glass_since": MEMBER,
        "unread": STATE,
    },
    "accounts.closure": {
        "workspace": WORKSPACE,
        "asked_by": safety("pd:UID", SERVERS),
        "asked_at": STATE,
        "erase_after": STATE,
    },
    "accounts.login": {
        "id": ID,
        "address": replace(safety("pd:IPAddress", BROWSER, LOGIN_END), encrypted=True),
        **dict.fromkeys(
            ("device", "browser", "system"), safety("pd:UserAgent", BROWSER, LOGIN_END)
        ),
        "user": replace(TRY, category="pd:UID"),
        **dict.fromkeys(("at", "outcome", "methods", "is_new_browser"), TRY),
    },
    "accounts.securitynotice": {
        "id": ID,
        "user": replace(TRY, category="pd:UID"),
        "actor_id": replace(TRY, category="pd:UID"),
        **dict.fromkeys(("at", "kind", "detail"), TRY),
        "place_id": WORKSPACE,
    },
    "accounts.invitation": _INVITATION,
}
