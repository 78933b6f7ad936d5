"""What each column of accounts and of the packages it brings holds of people, and why."""

from dataclasses import replace

from django.utils.translation import gettext_noop as _

from accounts.national_numbers.purposes import KEEP_APART
from accounts.subjects import (
    ANYWHERE,
    Balancing,
    Classification,
    Classifications,
    Kept,
    NotPersonal,
    Personal,
)

_ID = NotPersonal("A random id of the row.")
_CODE = NotPersonal("A catalogue that the code writes; the same in every installation.")
_WORKSPACE = NotPersonal("Which workspace, that is which business customer.")
_STATE = NotPersonal("A state of the row's own work.")
_KEY = NotPersonal("Key material or its state; it describes no person.")
_CONTRACT = _("6(1)(b): the contract on the use of Proactivox")
_SAFETY = _("6(1)(f): the security of the service and of its customers' data")
_TEAMWORK = _("6(1)(f): the customer's wish to work together")
_LOGIN = _("until the login is erased")
_PERSON, _SERVERS, _BROWSER = _("the person"), _("our servers"), _("the browser")
_IDS_ALONE = _("as long as the workspace; ids alone")
_SESSION_END = _("14 days after the session was last used")
_LOGIN_END = _("90 days after the log-in, or after the notice")
_INVITATION_END = _("90 days after it ended")
_JOB_END = _("emptied on delivery; 30 days at most")
_NUMBER_END = _("30 days, or until a member deletes it")
_WEBHOOK_END = _("30 days after the message was made")
_ACCESS_END = _("90 days after the request")
_NOTICE_END = _("1 year after the notice ended")
_TOLD_END = _("1 year after it was told last, or with the membership")
_REASON_END = _("1 year after it was asked")
_LOG_END = _("2 years; whose they are is erased with the person")
# Purposes in which others see the person's data; personal_data says who.
SHOW_MEMBERS = _("say who may work in which workspace")
SHOW_NAMES = _("show colleagues who did what")
SHOW_USE = _("show admins when a member last came in")
INVITE = _("invite a colleague")
TELL = _("tell members what happens in their workspace")
SAFETY = _("keep the login and the workspace safe")
PASS_ON = _("pass the audit trail on to systems of the customer’s own")

LEGITIMATE_INTERESTS: dict[str, Balancing] = {
    _SAFETY: Balancing(
        interest=_(
            "Keeping strangers out of logins and workspaces, and finding out afterwards who "
            "changed what. Our customers and the people behind their data depend on it."
        ),
        necessity=_(
            "A password, a second step, a list of sessions and a trail of changes do not work "
            "without saying whose they are. The trail holds ids instead of names, and nothing is "
            "used to measure how anybody works."
        ),
        weighing=_(
            "Whoever logs in to a tool of their employer expects this. They see their own sessions "
            "and can end them, and each try to log in; addresses and browsers of sessions go 14 "
            "days after last use, those of tries and of the log of requests, in which addresses "
            "are sealed, after 90 days. There is no "
            "profiling, and nobody outside receives it but whoever runs our servers. The interest "
            "in safety weighs more."
        ),
    ),
    _TEAMWORK: Balancing(
        interest=_("A customer wants a colleague to work in the workspace, too."),
        necessity=_(
            "An invitation needs an address to go to and the role that it offers. Nothing else is "
            "asked for."
        ),
        weighing=_(
            "A colleague is written to once, by name of who invites, and may leave it at that. The "
            "address is used for nothing else and goes 90 days after the invitation ended. The "
            "disturbance is small, so the interest weighs more."
        ),
    ),
}


def _login(category: str, purpose: str, *, encrypted: bool = False) -> Personal:
    return Personal(category, "user", _PERSON, purpose, _CONTRACT, _LOGIN, encrypted=encrypted)


def _safety(
    category: str, source: str, retention: str = _LOGIN, *, sealed: bool = False
) -> Personal:
    return Personal(category, "user", source, SAFETY, _SAFETY, retention, encrypted=sealed)


def _invited(category: str, source: str = _("the member who invites")) -> Personal:
    return Personal(category, "invitee", source, INVITE, _TEAMWORK, _INVITATION_END)


_MEMBER = _login("pd:GroupMembership", SHOW_MEMBERS)
_ACTOR = _safety("pd:UID", _SERVERS, _IDS_ALONE)
_DEED = _safety("pd:ServiceConsumptionBehavior", _SERVERS, _IDS_ALONE)
_TRY = _safety("pd:ServiceConsumptionBehavior", _SERVERS, _LOGIN_END)
_SESSION = _safety("pd:ServiceConsumptionBehavior", _SERVERS, _SESSION_END)

_USER: dict[str, Classification] = {
    "id": _login("pd:UID", _("tell logins apart")),
    "email": replace(_login("pd:EmailAddress", _("log in and be reached")), origin="provided"),
    "name": replace(_login("pd:Name", SHOW_NAMES), origin="provided"),
    **dict.fromkeys(
        ("unreachable_email", "unreachable_since"),
        replace(_login("pd:EmailAddress", _("log in and be reached")), origin="observed"),
    ),
    "language": replace(_login("pd:Language", _("speak the person's language")), origin="provided"),
    "number_format": replace(
        _login("pd:Language", _("speak the person's language")), origin="provided"
    ),
    "password": _safety("pd:Password", _("the person, kept as an argon2 hash")),
    "last_login": _safety("pd:ServiceConsumptionBehavior", _SERVERS),
    "wants_notices": replace(
        _login("pd:IndividualProfile", _("know where to write")), origin="provided"
    ),
    "is_active": _login("pd:IndividualProfile", _("lock a login")),
    "is_staff": _login("pd:IndividualProfile", _("tell our own staff from customers")),
    "joined_at": replace(
        _login("pd:ServiceConsumptionBehavior", _("know since when the contract runs")),
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
_JOB_STATE = (
    *("id", "workspace", "task", "queue", "dedupe_key", "state", "attempts", "max_attempts"),
    *("run_after", "lease_token", "lease_until", "published_at", "created_at", "started_at"),
    *("finished_at", "progress", "last_error", "request_id"),
)
_JOB: dict[str, Classification] = {
    **dict.fromkeys(_JOB_STATE, _STATE),
    # Ids of rows; for a mail that waits, its text and address, sealed.
    "args": Personal(
        category="pd:EmailAddress",
        subject="user",
        source=_("the service that asked for the work"),
        purpose=_("deliver mail that survives an outage"),
        basis=_CONTRACT,
        retention=_JOB_END,
        paths=ANYWHERE,
    ),
}
_API_KEY: dict[str, Classification] = {
    **dict.fromkeys(("id", "prefix", "key_hash", "scopes"), _KEY),
    **dict.fromkeys(("created_at", "expires_at", "last_used_at", "revoked_at"), _KEY),
    "replaced_by_id": _KEY,
    "workspace": _WORKSPACE,
    "name": NotPersonal("What a program is called by whoever made its key."),
    "created_by": _safety("pd:UID", _SERVERS),
}
_AUDIT: dict[str, Classification] = {
    "workspace": _WORKSPACE,
    "seq": _STATE,
    "prev": _STATE,
    "hash": _STATE,
    "actor_kind": NotPersonal("user, api_key, scim, system or public."),
    "actor_id": _ACTOR,
    **dict.fromkeys(("at", "action", "target"), _DEED),
    "data": replace(_DEED, paths=ANYWHERE),
}
_INVITATION: dict[str, Classification] = {
    "id": _ID,
    "workspace": _WORKSPACE,
    "email": _invited("pd:EmailAddress"),
    "role": _invited("pd:GroupMembership"),
    "invited_by": _safety("pd:UID", _SERVERS),
    "token_hash": NotPersonal("A hash of a random link."),
    **dict.fromkeys(("created_at", "sent_at", "expires_at"), _STATE),
    "accepted_at": _invited("pd:ServiceConsumptionBehavior", _SERVERS),
}
_SHOW_READINGS = _("show who read a person's data, who received it, when and for what")
_LOGGED = Personal(
    "pd:Identifying",
    "customer_contact",
    _SERVERS,
    _SHOW_READINGS,
    _("28(3)(e): help the customer to tell a person who read and received data (15(1)(c))"),
    _LOG_END,
    "processor",
)
_LOGGED_DEED = replace(_LOGGED, category="pd:Communication")
_READER = replace(_LOGGED, category="pd:UID", subject="customer_staff")
_PARTY = NotPersonal("Which company received something, and by which contract.")
_LOGS: dict[str, dict[str, Classification]] = {
    "accounts.loggedperson": {"id": _LOGGED, "workspace": _WORKSPACE, "key_hash": _LOGGED},
    "accounts.reading": {
        "id": _ID,
        "workspace": _WORKSPACE,
        "actor_kind": NotPersonal("user, api_key, scim, system or public."),
        "actor_id": _READER,
        "person_id": _LOGGED,
        **dict.fromkeys(("at", "purpose", "fields", "place"), _LOGGED_DEED),
    },
    "accounts.disclosure": {
        "id": _ID,
        "workspace": _WORKSPACE,
        "person_id": _LOGGED,
        **dict.fromkeys(("at", "purpose", "recipient", "run"), _LOGGED_DEED),
        **dict.fromkeys(("company", "country", "receives", "transfer", "safeguard"), _PARTY),
    },
}
_NUMBER = Personal(
    category="pd:OfficialID",
    subject="customer_contact",
    source=_("whoever wrote the text that the number stood in"),
    purpose=KEEP_APART,
    basis=_("28(3)(c): security, so that nobody meets a number that nothing is made of"),
    retention=_NUMBER_END,
    role="processor",
)
_INSTRUCTED = NotPersonal("What a business has instructed, in words of the agreement.")
_LOGS["accounts.instruction"] = {
    "id": _ID,
    "workspace": _WORKSPACE,
    **dict.fromkeys(("version", "agreement", "clauses", "purposes", "sha256"), _INSTRUCTED),
    **dict.fromkeys(("accepted", "accepted_sha256"), _INSTRUCTED),
    "given_at": _DEED,
    "given_by": _ACTOR,
}
_LOGS["accounts.quarantinednumber"] = {
    **dict.fromkeys(("id", "source_id", "count", "place", "found_at"), _STATE),
    "workspace": _WORKSPACE,
    "row_id": replace(_NUMBER, category="pd:Communication"),
    "numbers": replace(_NUMBER, encrypted=True),
}
_ACCESS = _safety("pd:ServiceConsumptionBehavior", _SERVERS, _ACCESS_END)
_LOGS["accounts.accessline"] = {
    "id": _ID,
    "workspace": _WORKSPACE,
    "ip": _safety("pd:IPAddress", _BROWSER, _ACCESS_END, sealed=True),
    "user_id": replace(_ACCESS, category="pd:UID"),
    **dict.fromkeys(("at", "method", "route", "status"), _ACCESS),
    **dict.fromkeys(
        ("device", "browser", "referrer_host"),
        _safety("pd:UserAgent", _BROWSER, _ACCESS_END),
    ),
}
_TARGET = NotPersonal("A system of a business, sealed; members give no address of their own.")
_MESSAGE = replace(
    _safety("pd:ServiceConsumptionBehavior", _SERVERS, _WEBHOOK_END), purpose=PASS_ON
)
_ENDPOINT = (
    *("id", "streams", "cursor", "failures", "failing_since", "paused_until", "off_at", "off_why"),
    *("created_at", "old_secret_until"),
)
_DELIVERY = (
    *("id", "endpoint", "kind", "first_seq", "last_seq", "state", "attempts", "status", "answer"),
    *("created_at", "tried_at", "next_at", "delivered_at"),
)
_WEBHOOKS: dict[str, dict[str, Classification]] = {
    "accounts.webhookendpoint": {
        "workspace": _WORKSPACE,
        **dict.fromkeys(("host", "address"), _TARGET),
        **dict.fromkeys(("secret", "old_secret"), _KEY),
        **dict.fromkeys(_ENDPOINT, _STATE),
    },
    "accounts.webhookdelivery": {
        "workspace": _WORKSPACE,
        **dict.fromkeys(_DELIVERY, _STATE),
        "body": _MESSAGE,
    },
}
_REPEATS = NotPersonal(
    "Digests keyed by a customer's API key, and an answer sealed by it: nobody here can open it."
)
_REPEATABLE: dict[str, Classification] = {
    "id": _ID,
    "workspace": _WORKSPACE,
    **dict.fromkeys(("key_digest", "said_digest", "answer"), _REPEATS),
    **dict.fromkeys(("claimed_at", "status"), _STATE),
}
_GRANT: dict[str, Classification] = {
    "id": _ID,
    "workspace": _WORKSPACE,
    # Free text: whoever asks writes it, and may name somebody, whatever the form says.
    "reason": _safety("pd:Communication", _("whoever of ours asks to look in"), _REASON_END),
    **dict.fromkeys(("staff_id", "decided_by", "ended_by"), _ACTOR),
    **dict.fromkeys(("minutes", "asked_at", "is_allowed", "decided_at"), _DEED),
    **dict.fromkeys(("ends_at", "ended_at"), _DEED),
}
_PROMISED = NotPersonal("Which wording of our own promise of confidentiality.")
_CONFIDANT: dict[str, Classification] = {
    "user_id": _ACTOR,
    **dict.fromkeys(("kind", "admitted_at", "signed_at", "left_at"), _DEED),
    **dict.fromkeys(("text", "text_sha256"), _PROMISED),
}
_COUNTS = NotPersonal("Counts and states of a workspace, for our own desk; of no person.")
_STANDING_COLUMNS = (
    *("workspace", "plan", "status", "trial_ends_at", "members", "sources", "late_sources"),
    *("broken_sources", "waiting_jobs", "dead_jobs", "dead_mails", "open_requests"),
    *("next_request_on", "open_breaches", "next_breach_at", "refreshed_at"),
)
_STANDINGS: dict[str, dict[str, Classification]] = {
    "accounts.workspacestanding": dict.fromkeys(_STANDING_COLUMNS, _COUNTS),
    "accounts.sourcestanding": dict.fromkeys(
        ("id", "workspace", "connector", "state", "fresh_until", "code"), _COUNTS
    ),
    "accounts.queuestanding": dict.fromkeys(
        ("id", "workspace", "queue", "waiting", "oldest_at"), _COUNTS
    ),
    "accounts.deadjob": dict.fromkeys(
        ("id", "workspace", "task", "queue", "attempts", "died_at"), _COUNTS
    ),
    "accounts.switch": {
        **dict.fromkeys(("name", "is_on", "share", "workspace_ids"), _COUNTS),
        "changed_at": _DEED,
        "changed_by": _ACTOR,
    },
}
_TOLD = NotPersonal("What Proactivox tells its users, in words for all of them.")
_NOTICE = (
    *("id", "kind", "title_en", "title_da", "text_en", "text_da", "audience", "plan"),
    *("workspace_ids", "begins_at", "ends_at", "people", "sent_at"),
)
_RECEIVED = replace(
    _login("pd:Communication", _("log in and be reached")),
    source=_SERVERS,
    retention=_NOTICE_END,
)
_DESK: dict[str, dict[str, Classification]] = {
    "accounts.announcement": {
        **dict.fromkeys(_NOTICE, _TOLD),
        **dict.fromkeys(("written_by", "published_by"), _ACTOR),
        **dict.fromkeys(("written_at", "published_at"), _DEED),
    },
    "accounts.announcementreceipt": {
        "id": _ID,
        "announcement": _TOLD,
        "user": replace(_RECEIVED, category="pd:UID"),
        **dict.fromkeys(("mailed_at", "dismissed_at"), _RECEIVED),
    },
    "accounts.maintenance": {
        **dict.fromkeys(("id", "shown_from", "starts_at", "ends_at"), _TOLD),
        **dict.fromkeys(("text_en", "text_da", "effect"), _TOLD),
        **dict.fromkeys(("planned_by", "ended_by"), _ACTOR),
        **dict.fromkeys(("planned_at", "ended_at"), _DEED),
    },
}
_THING = NotPersonal("What a workspace tells: metrics, campaigns and numbers, and no person.")
_NOTIFIED = Personal("pd:Communication", "user", _SERVERS, TELL, _CONTRACT, _TOLD_END)
_CHANNEL = (
    *("id", "kind", "name", "kinds", "least", "failures", "paused_at", "paused_why", "created_at"),
)
_POST = (
    *("id", "channel", "told", "body", "state", "attempts", "status", "answer"),
    *("created_at", "tried_at", "next_at"),
)
_WISH = (
    *("digest_days", "digest_hour", "zone", "quiet_from", "quiet_until"),
    *("severe_at_once", "severe_breaks_quiet"),
)
_TELLING: dict[str, dict[str, Classification]] = {
    "accounts.told": {
        "id": _ID,
        "workspace": _WORKSPACE,
        **dict.fromkeys(("kind", "key", "severity", "said", "url", "count"), _THING),
        **dict.fromkeys(("first_told", "updated", "resolved_at"), _THING),
        "taken_by": _ACTOR,
        "taken_at": _DEED,
    },
    "accounts.inboxitem": {
        "id": _ID,
        "workspace": _WORKSPACE,
        **dict.fromkeys(("told", "kind", "updated"), _THING),
        "user": replace(_NOTIFIED, category="pd:UID"),
        **dict.fromkeys(("read_at", "done_at", "mail_due_at", "mailed_at"), _NOTIFIED),
    },
    "accounts.tellingchannel": {
        "workspace": _WORKSPACE,
        **dict.fromkeys(("host", "address"), _TARGET),
        **dict.fromkeys(_CHANNEL, _THING),
    },
    "accounts.channelpost": {"workspace": _WORKSPACE, **dict.fromkeys(_POST, _THING)},
    "accounts.escalation": {
        "workspace": _WORKSPACE,
        **dict.fromkeys(("id", "least", "after_minutes", "channel", "created_at"), _THING),
        "user": replace(_NOTIFIED, category="pd:UID"),
    },
    "accounts.escalated": {
        "workspace": _WORKSPACE,
        **dict.fromkeys(("id", "escalation", "told", "at"), _THING),
    },
    "accounts.tellingwish": {
        "id": _ID,
        "workspace": _WORKSPACE,
        "user": replace(_NOTIFIED, category="pd:UID"),
        **dict.fromkeys(_WISH, replace(_NOTIFIED, source=_PERSON, origin="provided")),
        "choices": replace(_NOTIFIED, source=_PERSON, origin="provided", paths=ANYWHERE),
    },
}
_COMPANY = NotPersonal("How a business customer lets its people in: its domain, its provider.")
_SSO_COLUMNS = (
    *("id", "kind", "name", "issuer", "client_id", "settings", "groups_claim", "default_role"),
    *("counts_as_second_step", "created_at", "tested_at", "enabled_at", "warned_at"),
)
_PROVIDER = _("the customer's identity provider")
_SSO: dict[str, dict[str, Classification]] = {
    "accounts.companydomain": {
        "workspace": _WORKSPACE,
        **dict.fromkeys(("id", "name", "token", "connection_id"), _COMPANY),
        **dict.fromkeys(("added_at", "checked_at", "verified_at", "missing_since"), _STATE),
    },
    "accounts.ssoconnection": {
        "workspace": _WORKSPACE,
        **dict.fromkeys(_SSO_COLUMNS, _COMPANY),
        "secret": _KEY,
    },
    "accounts.ssoidentity": {
        "id": _ID,
        "workspace": _WORKSPACE,
        "connection": _COMPANY,
        "issuer": _COMPANY,
        "subject": _safety("pd:UID", _PROVIDER),
        "user": _safety("pd:UID", _SERVERS),
        "created_at": _safety("pd:ServiceConsumptionBehavior", _SERVERS),
        "last_used_at": _safety("pd:ServiceConsumptionBehavior", _SERVERS),
    },
    "accounts.grouprole": {
        "workspace": _WORKSPACE,
        **dict.fromkeys(("id", "group", "role"), _COMPANY),
    },
}
_DIRECTORY = _("the customer's directory")


def _named(category: str, purpose: str) -> Personal:
    return replace(_login(category, purpose), source=_DIRECTORY)


_SCIM_TOKEN = (
    *("id", "prefix", "token_hash", "created_at", "expires_at", "last_used_at", "revoked_at"),
)
_SCIM: dict[str, dict[str, Classification]] = {
    "accounts.scimtoken": {
        "workspace": _WORKSPACE,
        **dict.fromkeys(_SCIM_TOKEN, _KEY),
        "created_by": _safety("pd:UID", _SERVERS),
    },
    "accounts.scimperson": {
        "id": _ID,
        "workspace": _WORKSPACE,
        "user": _safety("pd:UID", _SERVERS),
        "user_name": _named("pd:EmailAddress", _("log in and be reached")),
        "external_id": _safety("pd:UID", _DIRECTORY),
        **dict.fromkeys(("given_name", "family_name"), _named("pd:Name", SHOW_NAMES)),
        "created_at": _STATE,
        "changed_at": _STATE,
    },
    "accounts.scimgroup": {
        "workspace": _WORKSPACE,
        **dict.fromkeys(("id", "display_name", "external_id"), _COMPANY),
        **dict.fromkeys(("created_at", "changed_at"), _STATE),
    },
    "accounts.scimmember": {
        "id": _ID,
        "workspace": _WORKSPACE,
        "group": _named("pd:GroupMembership", SHOW_MEMBERS),
        "user": _safety("pd:UID", _SERVERS),
    },
}
_LOGO = NotPersonal("A business's mark, drawn anew without what came with it; shown to anybody.")
_KEYS = ("id", "workspace_ref", "purpose", "state", "kek_id", "wrapped", "created_at", "retired_at")

_OURS: dict[str, dict[str, Classification]] = {
    "accounts.user": _USER,
    "accounts.workspace": dict.fromkeys(_WORKSPACE_COLUMNS, _WORKSPACE),
    "accounts.workspacelogo": {
        "workspace": _WORKSPACE,
        **dict.fromkeys(("image", "created_at"), _LOGO),
    },
    "accounts.workspacekey": dict.fromkeys(_KEYS, _KEY),
    "accounts.membership": {
        "id": _ID,
        "workspace": _MEMBER,
        "user": _MEMBER,
        "role": _MEMBER,
        "joined_at": _MEMBER,
        "last_login_at": replace(
            _safety("pd:ServiceConsumptionBehavior", _SERVERS), purpose=SHOW_USE
        ),
        "breaks_glass_since": _MEMBER,
        "unread": _STATE,
    },
    "accounts.closure": {
        "workspace": _WORKSPACE,
        "asked_by": _safety("pd:UID", _SERVERS),
        "asked_at": _STATE,
        "erase_after": _STATE,
    },
    "accounts.login": {
        "id": _ID,
        "address": replace(_safety("pd:IPAddress", _BROWSER, _LOGIN_END), encrypted=True),
        **dict.fromkeys(
            ("device", "browser", "system"), _safety("pd:UserAgent", _BROWSER, _LOGIN_END)
        ),
        "user": replace(_TRY, category="pd:UID"),
        **dict.fromkeys(("at", "outcome", "methods", "is_new_browser"), _TRY),
    },
    "accounts.securitynotice": {
        "id": _ID,
        "user": replace(_TRY, category="pd:UID"),
        "actor_id": replace(_TRY, category="pd:UID"),
        **dict.fromkeys(("at", "kind", "detail"), _TRY),
        "place_id": _WORKSPACE,
    },
    "accounts.invitation": _INVITATION,
    "accounts.apikey": _API_KEY,
    "accounts.job": _JOB,
    "accounts.auditevent": _AUDIT,
    "accounts.accessgrant": _GRANT,
    "accounts.confidant": _CONFIDANT,
    **_STANDINGS,
    **_DESK,
    **_LOGS,
    **_WEBHOOKS,
    "accounts.repeatablecall": _REPEATABLE,
    **_SSO,
    **_SCIM,
    **_TELLING,
}

_ADMIN_LOG = (
    *("id", "action_time", "user", "content_type", "object_id", "object_repr"),
    *("action_flag", "change_message"),
)
_THEIRS: dict[str, dict[str, Classification]] = {
    "account.emailaddress": {
        "id": _ID,
        "user": _login("pd:UID", _("log in and be reached")),
        "email": replace(_login("pd:EmailAddress", _("log in and be reached")), origin="provided"),
        "verified": _login("pd:IndividualProfile", _("know that the address is the person's")),
        "primary": _login("pd:IndividualProfile", _("know where to write")),
    },
    "account.emailconfirmation": {
        "id": _ID,
        "email_address": _login("pd:UID", _("know that the address is the person's")),
        **dict.fromkeys(("created", "sent", "key"), _STATE),
    },
    "mfa.authenticator": {
        "id": _ID,
        "user": _safety("pd:UID", _PERSON),
        "type": _safety("pd:Authenticating", _PERSON),
        "data": replace(_safety("pd:Authenticating", _PERSON, sealed=True), paths=ANYWHERE),
        "created_at": _safety("pd:ServiceConsumptionBehavior", _SERVERS),
        "last_used_at": _safety("pd:ServiceConsumptionBehavior", _SERVERS),
    },
    "usersessions.usersession": {
        "id": _ID,
        "user": _SESSION,
        "created_at": _SESSION,
        "last_seen_at": _SESSION,
        "session_key": _SESSION,
        "data": replace(_SESSION, paths=ANYWHERE),
        "ip": _safety("pd:IPAddress", _BROWSER, _SESSION_END),
        "user_agent": _safety("pd:UserAgent", _BROWSER, _SESSION_END),
    },
    "sessions.session": dict.fromkeys(("session_key", "session_data", "expire_date"), _SESSION),
    "contenttypes.contenttype": dict.fromkeys(("id", "app_label", "model"), _CODE),
    # The desk keeps its own trail; this table stays empty.
    "admin.logentry": dict.fromkeys(_ADMIN_LOG, _CODE),
    "auth.permission": dict.fromkeys(("id", "name", "content_type", "codename"), _CODE),
    "auth.group": dict.fromkeys(("id", "name"), _CODE),
    "auth.group_permissions": dict.fromkeys(("id", "group", "permission"), _CODE),
}

CLASSIFICATIONS: Classifications = {**_OURS, **_THEIRS}

_SWEEPS = "accounts.services.sweeps"
RETENTION: dict[str, Kept] = {
    _LOGIN: Kept(deed=_("The erasure of the login; what it made is freed of its name.")),
    _IDS_ALONE: Kept(deed=_("The end of the workspace.")),
    _SESSION_END: Kept((f"{_SWEEPS}.forget_sessions",)),
    _LOGIN_END: Kept((f"{_SWEEPS}.forget_logins",)),
    _INVITATION_END: Kept((f"{_SWEEPS}.forget_invitations",)),
    _JOB_END: Kept((f"{_SWEEPS}.forget_jobs",), _("The delivery of the mail.")),
    _NUMBER_END: Kept((f"{_SWEEPS}.forget_numbers",), _("A member who deletes it.")),
    _NOTICE_END: Kept((f"{_SWEEPS}.forget_receipts",), _("The erasure of the login.")),
    _TOLD_END: Kept(("accounts.telling.sweeps.forget_told",), _("The end of the membership.")),
    _REASON_END: Kept((f"{_SWEEPS}.forget_reasons",), _("An erasure of whom it names.")),
    _ACCESS_END: Kept(("accounts.access_log.sweeps.forget_access",)),
    _WEBHOOK_END: Kept(("accounts.webhooks.sweeps.forget_deliveries",)),
    _LOG_END: Kept((f"{_SWEEPS}.forget_readings",), _("An erasure, for whose lines they are.")),
}
