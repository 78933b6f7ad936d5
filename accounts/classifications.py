"""What each column of accounts and of the packages it brings holds of people, and why."""

from accounts.subjects import Classification, Classifications, NotPersonal, Personal

_ID = NotPersonal("A random id of the row.")
_CODE = NotPersonal("A catalogue that the code writes; the same in every installation.")
_WORKSPACE = NotPersonal("Which workspace, that is which business customer.")
_STATE = NotPersonal("A state of the row's own work.")
_KEY = NotPersonal("Key material or its state; it describes no person.")
_CONTRACT = "6(1)(b): the contract on the use of Proactivox"
_SAFETY = "6(1)(f): the security of the service and of its customers' data"
_LOGIN = "until the login is erased"


def _login(category: str, purpose: str, *, encrypted: bool = False) -> Personal:
    return Personal(category, "user", "the person", purpose, _CONTRACT, _LOGIN, encrypted=encrypted)


def _safety(
    category: str, source: str, retention: str = _LOGIN, *, sealed: bool = False
) -> Personal:
    purpose = "keep the login and the workspace safe"
    return Personal(category, "user", source, purpose, _SAFETY, retention, encrypted=sealed)


def _invited(category: str, source: str = "the member who invites") -> Personal:
    purpose, basis = "invite a colleague", "6(1)(f): the customer's wish to work together"
    return Personal(category, "invitee", source, purpose, basis, "90 days after it ended")


_MEMBER = _login("pd:Relationship", "say who may work in which workspace")
_ACTOR = _safety("pd:AccountIdentifier", "our servers", "as long as the workspace; ids alone")
_DEED = _safety("pd:UsageActivity", "our servers", "as long as the workspace; ids alone")
_SESSION = _safety("pd:UsageActivity", "our servers", "14 days after the session was last used")

_USER: dict[str, Classification] = {
    "id": _login("pd:AccountIdentifier", "tell logins apart"),
    "email": _login("pd:EmailAddress", "log in and be reached"),
    "name": _login("pd:Name", "show colleagues who did what"),
    "language": _login("pd:Language", "speak the person's language"),
    "password": _safety("pd:Password", "the person, kept as an argon2 hash"),
    "last_login": _safety("pd:UsageActivity", "our servers"),
    "is_active": _login("pd:AccountStatus", "lock a login"),
    "is_staff": _login("pd:AccountStatus", "tell our own staff"),
    "joined_at": _login("pd:UsageActivity", "know since when the contract runs"),
}
_WORKSPACE_COLUMNS = (
    *("id", "slug", "name", "currency", "time_zone", "second_step_required_at"),
    *("data_version", "created_at"),
)
_JOB_STATE = (
    *("id", "workspace", "task", "queue", "dedupe_key", "state", "attempts", "max_attempts"),
    *("run_after", "lease_token", "lease_until", "published_at", "created_at", "started_at"),
    *("finished_at", "progress", "last_error"),
)
_JOB: dict[str, Classification] = {
    **dict.fromkeys(_JOB_STATE, _STATE),
    # Ids of rows; for a mail that waits, its text and address, sealed.
    "args": Personal(
        category="pd:EmailAddress",
        subject="user",
        source="the service that asked for the work",
        purpose="deliver mail that survives an outage",
        basis=_CONTRACT,
        retention="emptied on delivery; 30 days at most",
    ),
}
_API_KEY: dict[str, Classification] = {
    **dict.fromkeys(("id", "prefix", "key_hash", "scopes"), _KEY),
    **dict.fromkeys(("created_at", "expires_at", "last_used_at", "revoked_at"), _KEY),
    "workspace": _WORKSPACE,
    "name": NotPersonal("What a program is called by whoever made its key."),
    "created_by": _safety("pd:AccountIdentifier", "our servers"),
}
_AUDIT: dict[str, Classification] = {
    "workspace": _WORKSPACE,
    "seq": _STATE,
    "prev": _STATE,
    "hash": _STATE,
    "actor_kind": NotPersonal("user, api_key, system or public."),
    "actor_id": _ACTOR,
    **dict.fromkeys(("at", "action", "target", "data"), _DEED),
}
_INVITATION: dict[str, Classification] = {
    "id": _ID,
    "workspace": _WORKSPACE,
    "email": _invited("pd:EmailAddress"),
    "role": _invited("pd:Relationship"),
    "invited_by": _safety("pd:AccountIdentifier", "our servers"),
    "token_hash": NotPersonal("A hash of a random link."),
    **dict.fromkeys(("created_at", "sent_at", "expires_at"), _STATE),
    "accepted_at": _invited("pd:UsageActivity", "our servers"),
}
_KEYS = ("id", "workspace_ref", "purpose", "state", "kek_id", "wrapped", "created_at", "retired_at")

_OURS: dict[str, dict[str, Classification]] = {
    "accounts.user": _USER,
    "accounts.workspace": dict.fromkeys(_WORKSPACE_COLUMNS, _WORKSPACE),
    "accounts.workspacekey": dict.fromkeys(_KEYS, _KEY),
    "accounts.membership": {
        "id": _ID,
        "workspace": _MEMBER,
        "user": _MEMBER,
        "role": _MEMBER,
        "joined_at": _MEMBER,
    },
    "accounts.closure": {
        "workspace": _WORKSPACE,
        "asked_by": _safety("pd:AccountIdentifier", "our servers"),
        "asked_at": _STATE,
        "erase_after": _STATE,
    },
    "accounts.invitation": _INVITATION,
    "accounts.apikey": _API_KEY,
    "accounts.job": _JOB,
    "accounts.auditevent": _AUDIT,
}

_THEIRS: dict[str, dict[str, Classification]] = {
    "account.emailaddress": {
        "id": _ID,
        "user": _login("pd:AccountIdentifier", "log in and be reached"),
        "email": _login("pd:EmailAddress", "log in and be reached"),
        "verified": _login("pd:AccountStatus", "know that the address is the person's"),
        "primary": _login("pd:AccountStatus", "know where to write"),
    },
    "account.emailconfirmation": {
        "id": _ID,
        "email_address": _login("pd:AccountIdentifier", "know that the address is the person's"),
        **dict.fromkeys(("created", "sent", "key"), _STATE),
    },
    "mfa.authenticator": {
        "id": _ID,
        "user": _safety("pd:AccountIdentifier", "the person"),
        "type": _safety("pd:AuthenticationFactor", "the person"),
        "data": _safety("pd:AuthenticationFactor", "the person", sealed=True),
        "created_at": _safety("pd:UsageActivity", "our servers"),
        "last_used_at": _safety("pd:UsageActivity", "our servers"),
    },
    "usersessions.usersession": {
        "id": _ID,
        "user": _SESSION,
        "created_at": _SESSION,
        "last_seen_at": _SESSION,
        "session_key": _SESSION,
        "data": _SESSION,
        "ip": _safety("pd:IPAddress", "the browser", "14 days after the session was last used"),
        "user_agent": _safety(
            "pd:BrowserFingerprint", "the browser", "14 days after the session was last used"
        ),
    },
    "sessions.session": dict.fromkeys(("session_key", "session_data", "expire_date"), _SESSION),
    "contenttypes.contenttype": dict.fromkeys(("id", "app_label", "model"), _CODE),
    "auth.permission": dict.fromkeys(("id", "name", "content_type", "codename"), _CODE),
    "auth.group": dict.fromkeys(("id", "name"), _CODE),
    "auth.group_permissions": dict.fromkeys(("id", "group", "permission"), _CODE),
}

CLASSIFICATIONS: Classifications = {**_OURS, **_THEIRS}
