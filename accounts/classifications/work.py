"""Jobs, the keys of programs, and the trail of what was done."""

from dataclasses import replace

from django.utils.translation import gettext_noop as _

from accounts.classifications.words import (
    ACTOR,
    BY_CONTRACT,
    DEED,
    JOB_END,
    KEY,
    SERVERS,
    STATE,
    WORKSPACE,
    safety,
)
from accounts.subjects import ANYWHERE, Classification, NotPersonal, Personal

_JOB_STATE = (
    *("id", "workspace", "task", "queue", "dedupe_key", "state", "attempts", "max_attempts"),
    *("run_after", "lease_token", "lease_until", "published_at", "created_at", "started_at"),
    *("finished_at", "progress", "last_error", "request_id"),
)
_JOB: dict[str, Classification] = {
    **dict.fromkeys(_JOB_STATE, STATE),
    # Ids of rows; for a mail that waits, its text and address, sealed.
    "args": Personal(
        category="pd:EmailAddress",
        subject="user",
        source=_("the service that asked for the work"),
        purpose=_("deliver mail that survives an outage"),
        basis=BY_CONTRACT,
        retention=JOB_END,
        paths=ANYWHERE,
    ),
}
_API_KEY: dict[str, Classification] = {
    **dict.fromkeys(("id", "prefix", "key_hash", "scopes"), KEY),
    **dict.fromkeys(("created_at", "expires_at", "last_used_at", "revoked_at"), KEY),
    "replaced_by_id": KEY,
    "workspace": WORKSPACE,
    "name": NotPersonal("What a program is called by whoever made its key."),
    "created_by": safety("pd:UID", SERVERS),
}
_AUDIT: dict[str, Classification] = {
    "workspace": WORKSPACE,
    "seq": STATE,
    "prev": STATE,
    "hash": STATE,
    "actor_kind": NotPersonal("user, api_key, scim, system or public."),
    "actor_id": ACTOR,
    **dict.fromkeys(("at", "action", "target"), DEED),
    "data": replace(DEED, paths=ANYWHERE),
}
WORK: dict[str, dict[str, Classification]] = {
    "accounts.apikey": _API_KEY,
    "accounts.job": _JOB,
    "accounts.auditevent": _AUDIT,
}
