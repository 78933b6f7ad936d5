"""Proactivox's own desk: who may look in, how workspaces stand, what users are told."""

from dataclasses import replace

from django.utils.translation import gettext_noop as _

from accounts.classifications.words import (
    ACTOR,
    DEED,
    ID,
    NOTICE_END,
    REASON_END,
    SERVERS,
    WORKSPACE,
    login,
    safety,
)
from accounts.subjects import Classification, NotPersonal

_GRANT: dict[str, Classification] = {
    "id": ID,
    "workspace": WORKSPACE,
    # Free text: whoever asks writes it, and may name somebody, whatever the form says.
    "reason": safety("pd:Communication", _("whoever of ours asks to look in"), REASON_END),
    **dict.fromkeys(("staff_id", "decided_by", "ended_by"), ACTOR),
    **dict.fromkeys(("minutes", "asked_at", "is_allowed", "decided_at"), DEED),
    **dict.fromkeys(("ends_at", "ended_at"), DEED),
}
_PROMISED = NotPersonal("Which wording of our own promise of confidentiality.")
_CONFIDANT: dict[str, Classification] = {
    "user_id": ACTOR,
    **dict.fromkeys(("kind", "admitted_at", "signed_at", "left_at"), DEED),
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
        "changed_at": DEED,
        "changed_by": ACTOR,
    },
}
_TOLD = NotPersonal("What Proactivox tells its users, in words for all of them.")
_NOTICE = (
    *("id", "kind", "title_en", "title_da", "text_en", "text_da", "audience", "plan"),
    *("workspace_ids", "begins_at", "ends_at", "people", "sent_at"),
)
_RECEIVED = replace(
    login("pd:Communication", _("log in and be reached")),
    source=SERVERS,
    retention=NOTICE_END,
)
_DESK: dict[str, dict[str, Classification]] = {
    "accounts.announcement": {
        **dict.fromkeys(_NOTICE, _TOLD),
        **dict.fromkeys(("written_by", "published_by"), ACTOR),
        **dict.fromkeys(("written_at", "published_at"), DEED),
    },
    "accounts.announcementreceipt": {
        "id": ID,
        "announcement": _TOLD,
        "user": replace(_RECEIVED, category="pd:UID"),
        **dict.fromkeys(("mailed_at", "dismissed_at"), _RECEIVED),
    },
    "accounts.maintenance": {
        **dict.fromkeys(("id", "shown_from", "starts_at", "ends_at"), _TOLD),
        **dict.fromkeys(("text_en", "text_da", "effect"), _TOLD),
        **dict.fromkeys(("planned_by", "ended_by"), ACTOR),
        **dict.fromkeys(("planned_at", "ended_at"), DEED),
    },
}
OWN_DESK: dict[str, dict[str, Classification]] = {
    "accounts.accessgrant": _GRANT,
    "accounts.confidant": _CONFIDANT,
    **_STANDINGS,
    **_DESK,
}
