"""What carries each retention out: a sweep, or a deed."""

from django.utils.translation import gettext_noop as _

from accounts.classifications.words import (
    ACCESS_END,
    IDS_ALONE,
    INVITATION_END,
    JOB_END,
    LOG_END,
    LOGIN_END,
    LOGIN_KEPT,
    NOTICE_END,
    NUMBER_END,
    REASON_END,
    SESSION_END,
    TOLD_END,
    WEBHOOK_END,
)
from accounts.subjects import Kept

_SWEEPS = "accounts.services.sweeps"
RETENTION: dict[str, Kept] = {
    LOGIN_KEPT: Kept(deed=_("The erasure of the login; what it made is freed of its name.")),
    IDS_ALONE: Kept(deed=_("The end of the workspace.")),
    SESSION_END: Kept((f"{_SWEEPS}.forget_sessions",)),
    LOGIN_END: Kept((f"{_SWEEPS}.forget_logins",)),
    INVITATION_END: Kept((f"{_SWEEPS}.forget_invitations",)),
    JOB_END: Kept((f"{_SWEEPS}.forget_jobs",), _("The delivery of the mail.")),
    NUMBER_END: Kept((f"{_SWEEPS}.forget_numbers",), _("A member who deletes it.")),
    NOTICE_END: Kept((f"{_SWEEPS}.forget_receipts",), _("The erasure of the login.")),
    TOLD_END: Kept(("accounts.telling.sweeps.forget_told",), _("The end of the membership.")),
    REASON_END: Kept((f"{_SWEEPS}.forget_reasons",), _("An erasure of whom it names.")),
    ACCESS_END: Kept(("accounts.access_log.sweeps.forget_access",)),
    WEBHOOK_END: Kept(("accounts.webhooks.sweeps.forget_deliveries",)),
    LOG_END: Kept((f"{_SWEEPS}.forget_readings",), _("An erasure, for whose lines they are.")),
}
