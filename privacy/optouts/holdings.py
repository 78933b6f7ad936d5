"""What opt-outs hold of people, and why an erasure leaves them."""

from django.utils.translation import gettext_noop as _

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
from privacy.entries import ID, WORKSPACE
from privacy.optouts.noting import opt_outs

_KEPT = _("as long as Proactivox sends news; a keyed hash without an address")
RETENTION: dict[str, Kept] = {_KEPT: Kept(deed=_("The end of the workspace."))}
KEEP_OUT = _("send nothing to whoever objected or left")
_GROUND = _(
    "GDPR Art. 17(3)(b), 21(3): without this keyed hash whoever objected would be written to again."
)
_OUT = Personal(
    category="pd:EmailAddress",
    subject="subscriber",
    source=_("the person"),
    purpose=KEEP_OUT,
    basis=_("6(1)(c): the duty to end direct marketing after an objection (Art. 21(3))"),
    retention=_KEPT,
)
CLASSIFICATIONS: Classifications = {
    "privacy.mailoptout": {
        "id": ID,
        "workspace": WORKSPACE,
        "request_id": NotPersonal("The random id of a request."),
        **dict.fromkeys(("address_hash", "ground", "noted_at"), _OUT),
    },
}


def collect(subject: Subject) -> tuple[Collected, ...]:
    """Since when and why the person gets no marketing."""
    if current_workspace_id() not in (None, HOUSE_ID):
        return ()
    with inside(HOUSE_ID):
        rows = plain_rows(opt_outs(subject).values("ground", "noted_at"))
    return (Collected("privacy.mailoptout", rows),) if rows else ()


def erase(subject: Subject) -> tuple[Erased, ...]:
    """It stays, and is counted with its ground."""
    if current_workspace_id() not in (None, HOUSE_ID):
        return ()
    with inside(HOUSE_ID):
        kept = opt_outs(subject).count()
    return (Erased("privacy.mailoptout", 0, kept, _GROUND),) if kept else ()
