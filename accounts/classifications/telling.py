"""What members are told: inbox, channels, wishes, escalations."""

from dataclasses import replace

from accounts.classifications.words import (
    ACTOR,
    BY_CONTRACT,
    DEED,
    ID,
    PERSON,
    SERVERS,
    TARGET,
    TELL,
    TOLD_END,
    WORKSPACE,
)
from accounts.subjects import ANYWHERE, Classification, NotPersonal, Personal

_THING = NotPersonal("What a workspace tells: metrics, campaigns and numbers, and no person.")
_NOTIFIED = Personal("pd:Communication", "user", SERVERS, TELL, BY_CONTRACT, TOLD_END)
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
TELLING: dict[str, dict[str, Classification]] = {
    "accounts.told": {
        "id": ID,
        "workspace": WORKSPACE,
        **dict.fromkeys(("kind", "key", "severity", "said", "url", "count"), _THING),
        **dict.fromkeys(("first_told", "updated", "resolved_at"), _THING),
        "taken_by": ACTOR,
        "taken_at": DEED,
    },
    "accounts.inboxitem": {
        "id": ID,
        "workspace": WORKSPACE,
        **dict.fromkeys(("told", "kind", "updated"), _THING),
        "user": replace(_NOTIFIED, category="pd:UID"),
        **dict.fromkeys(("read_at", "done_at", "mail_due_at", "mailed_at"), _NOTIFIED),
    },
    "accounts.tellingchannel": {
        "workspace": WORKSPACE,
        **dict.fromkeys(("host", "address"), TARGET),
        **dict.fromkeys(_CHANNEL, _THING),
    },
    "accounts.channelpost": {"workspace": WORKSPACE, **dict.fromkeys(_POST, _THING)},
    "accounts.escalation": {
        "workspace": WORKSPACE,
        **dict.fromkeys(("id", "least", "after_minutes", "channel", "created_at"), _THING),
        "user": replace(_NOTIFIED, category="pd:UID"),
    },
    "accounts.escalated": {
        "workspace": WORKSPACE,
        **dict.fromkeys(("id", "escalation", "told", "at"), _THING),
    },
    "accounts.tellingwish": {
        "id": ID,
        "workspace": WORKSPACE,
        "user": replace(_NOTIFIED, category="pd:UID"),
        **dict.fromkeys(_WISH, replace(_NOTIFIED, source=PERSON, origin="provided")),
        "choices": replace(_NOTIFIED, source=PERSON, origin="provided", paths=ANYWHERE),
    },
}
