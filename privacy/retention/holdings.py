"""What rules, holds and their evidence hold of people, and what an erasure leaves of them."""

from django.utils.translation import gettext_noop as _

from accounts.models.workspace import HOUSE_ID
from accounts.subjects import (
    Classification,
    Classifications,
    Collected,
    Erased,
    Kept,
    NotPersonal,
    Subject,
    plain_rows,
)
from accounts.tenancy import current_workspace_id, inside
from privacy.entries import ID, IDS_ALONE, WORKSPACE, Work
from privacy.retention.holds import holds_on
from privacy.retention.purposes import KEEP_HELD

_BASIS = _("28(3)(a): the customer's documented instruction to keep what a claim or a law needs")
_GROUND = _(
    "GDPR Art. 17(3)(b) and (e): a legal hold names the person; it goes 5 years after it ended."
)
HOLD_KEPT = _("5 years after the hold ended")
_RULE = NotPersonal("For how long a business keeps what.")
_COUNT = NotPersonal("Counts, moments and a digest, from which nobody can be told.")


_WORK = Work(_("the member who made the hold"), _BASIS, HOLD_KEPT)
_MEMBER = _WORK.of_member(_("show who set rules of retention and holds"), IDS_ALONE)
_HOLD: dict[str, Classification] = {
    "id": ID,
    "workspace": WORKSPACE,
    "person": _WORK.of_person("pd:Identifying", KEEP_HELD, sealed=True),
    "ground": _WORK.of_person(
        "pd:Identifying", _("show on which ground a hold was made"), sealed=True
    ),
    **dict.fromkeys(("rule", "until", "made_at", "lifted_at"), _RULE),
    **dict.fromkeys(("made_by_id", "lifted_by_id"), _MEMBER),
}
CLASSIFICATIONS: Classifications = {
    "privacy.retentionrule": {
        "id": ID,
        "workspace": WORKSPACE,
        **dict.fromkeys(("kind", "months", "set_at"), _RULE),
        "set_by_id": _MEMBER,
    },
    "privacy.legalhold": _HOLD,
    "privacy.retentionrun": {
        "id": ID,
        "workspace": WORKSPACE,
        **dict.fromkeys(("kind", "months", "before", "finished_at", "records"), _COUNT),
        **dict.fromkeys(("rows", "held", "digest"), _COUNT),
    },
}
RETENTION: dict[str, Kept] = {HOLD_KEPT: Kept(("privacy.retention.sweeps.forget_holds",))}


def collect(subject: Subject) -> tuple[Collected, ...]:
    """Holds on the person, with ground and end."""
    with inside(current_workspace_id() or HOUSE_ID):
        rows = [
            {"ground": hold.ground, "until": hold.until}
            for hold in holds_on(subject)
            if hold.is_personal
        ]
    return (Collected("privacy.legalhold", plain_rows(rows)),) if rows else ()


def erase(subject: Subject) -> tuple[Erased, ...]:
    """A hold that names the person stays as long as it lasts, and is counted."""
    with inside(current_workspace_id() or HOUSE_ID):
        kept = sum(1 for hold in holds_on(subject) if hold.is_personal)
    return (Erased("privacy.legalhold", 0, kept, _GROUND),) if kept else ()
