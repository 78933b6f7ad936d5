"""What consent holds of people: proof that stays, a login's standing and usage that go with it."""

from uuid import UUID

from django.utils.translation import gettext_noop as _

from accounts.models import User
from accounts.models.workspace import HOUSE_ID
from accounts.subjects import (
    Classifications,
    Collected,
    Erased,
    Kept,
    NotPersonal,
    Personal,
    Subject,
    plain_rows,
)
from accounts.tenancy import current_workspace_id, inside
from privacy.consent.own import forget_own, own_rows
from privacy.consent.purposes import KNOW_CHOICE, MEASURE_USAGE
from privacy.entries import ID, WORKSPACE

_PROOF = _("6(1)(c): consent has to be shown to have been given, Art. 7(1)")
_CONSENT = _("6(1)(a): consent to usage analytics")
_PERSON, _SERVERS = _("the person"), _("our servers")
PROOF_END = _("5 years after the answer")
STANDING_END = _("6 months for a browser; until the login is erased for a login")
USAGE_END = _("25 months at most; until the consent is withdrawn")
_GROUND = _(
    "GDPR Art. 17(3)(e): that a consent was given or refused has to be shown for 5 years; the "
    "number under which it stands is nobody's any more."
)
RETENTION: dict[str, Kept] = {
    PROOF_END: Kept(("privacy.consent.sweeps.forget_proof",)),
    STANDING_END: Kept(("privacy.consent.sweeps.forget_usage",), _("The erasure of the login.")),
    USAGE_END: Kept(
        ("privacy.consent.sweeps.forget_usage",), _("The person who withdraws the consent.")
    ),
}


def _proof(category: str, kept: str = PROOF_END, subject: str = "visitor") -> Personal:
    return Personal(*(category, subject, _PERSON, KNOW_CHOICE, _PROOF, kept), origin="provided")


def _usage(category: str, subject: str) -> Personal:
    return Personal(
        *(category, subject, _SERVERS, MEASURE_USAGE, _CONSENT, USAGE_END), origin="observed"
    )


_TEXT = NotPersonal("A text that everybody is shown, or its hash.")
_EVENT = ("at", "purpose", "purpose_version", "action", "channel", "had_signal")
_STANDING = ("granted", "refused", "had_signal", "chosen_at")
CLASSIFICATIONS: Classifications = {
    "privacy.consentnotice": {
        "id": ID,
        "workspace": WORKSPACE,
        **dict.fromkeys(("sha256", "language", "text", "kept_at"), _TEXT),
    },
    "privacy.consentevent": {
        "id": ID,
        "workspace": WORKSPACE,
        "subject_id": _proof("pd:Identifying"),
        "language": _proof("pd:Language"),
        "notice_sha256": _TEXT,
        **dict.fromkeys(_EVENT, _proof("pd:Communication")),
    },
    "privacy.consentstanding": {
        "id": _proof("pd:Identifying", STANDING_END),
        "workspace": WORKSPACE,
        "user_id": _proof("pd:UID", STANDING_END, "user"),
        **dict.fromkeys(_STANDING, _proof("pd:Communication", STANDING_END)),
    },
    "privacy.usageday": {
        "workspace": WORKSPACE,
        "subject_id": _usage("pd:Identifying", "visitor"),
        **dict.fromkeys(
            ("day", "feature", "action", "count", "seconds"),
            _usage("pd:ServiceConsumptionBehavior", "user"),
        ),
    },
}


def collect(subject: Subject) -> tuple[Collected, ...]:
    """Of a login its answers, its standing and its usage; browsers are nobody's by name."""
    if not _is_ours():
        return ()
    with inside(HOUSE_ID):
        found = own_rows(_users(subject))
    return tuple(Collected(table, plain_rows(rows)) for table, rows in found.items() if rows)


def erase(subject: Subject) -> tuple[Erased, ...]:
    """A login's standing and usage go; its answers stay under a number that is nobody's."""
    if not _is_ours():
        return ()
    with inside(HOUSE_ID):
        standings, usage, answers = forget_own(_users(subject))
    return (
        Erased("privacy.consentstanding", standings),
        Erased("privacy.usageday", usage),
        Erased("privacy.consentevent", 0, answers, _GROUND if answers else ""),
    )


def _is_ours() -> bool:
    """Proactivox decides about these data, and no customer: outside of every workspace."""
    return current_workspace_id() in (None, HOUSE_ID)


def _users(subject: Subject) -> list[UUID]:
    known = list(User.objects.filter(email__in=subject.emails).values_list("pk", flat=True))
    return known if subject.user_id is None else list({*known, subject.user_id})
