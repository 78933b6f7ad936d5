"""What the end of a contract holds of people."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from accounts.subjects import (
    Classification,
    Classifications,
    Erased,
    Kept,
    NotPersonal,
    Personal,
    Subject,
)
from accounts.tenancy import current_workspace_id
from privacy.closing.exporting import folder_of, path_of
from privacy.models import WorkspaceExport

_EXPORT_KEPT = _("14 days after it was made; earlier where somebody in it is erased")
_PROOF_SENT = _("until the proof was sent")
RETENTION: dict[str, Kept] = {
    _EXPORT_KEPT: Kept(("privacy.closing.sweeps.forget_exports",)),
    _PROOF_SENT: Kept(("privacy.closing.sweeps.erase_closed_workspaces",)),
}
_STATE = NotPersonal("A state or a count of the export; what it holds lies in its file.")
_PROOF = NotPersonal("Counts and days of a workspace that is gone.")
_CONTRACT = _("6(1)(b): the contract on the use of Proactivox")
_RETURN = _("28(3)(g): give everything back at the end of the contract")
FILES: Mapping[str, Classification] = {
    "exports/*": Personal(
        category="pd:Identifying",
        subject="customer_contact",
        source=_("everything that is kept for the workspace"),
        purpose=_("give everything back to the customer whose contract ends"),
        basis=_RETURN,
        retention=_EXPORT_KEPT,
        role="processor",
        encrypted=True,
    )
}
CLASSIFICATIONS: Classifications = {
    "privacy.workspaceexport": dict.fromkeys(
        (
            *("id", "workspace", "asked_at", "ready_at", "expires_at", "size", "sha256"),
            *("tables", "rows", "gone_at"),
        ),
        _STATE,
    ),
    "privacy.closurecertificate": {
        **dict.fromkeys(
            (
                *("id", "workspace_ref", "asked_at", "erased_at", "finished_at"),
                *("backups_gone_by", "rows", "forgets", "document"),
            ),
            _PROOF,
        ),
        "told": Personal(
            category="pd:EmailAddress",
            subject="user",
            source=_("the person"),
            purpose=_("send the owners the proof that their workspace is gone"),
            basis=_CONTRACT,
            retention=_PROOF_SENT,
            encrypted=True,
        ),
    },
}


def kept_files(workspace_id: UUID) -> Iterator[Path]:
    """The exports, which nobody can read without the workspace's key."""
    place = folder_of(workspace_id)
    return (path for path in sorted(place.glob("*")) if path.is_file())


def erase(subject: Subject) -> tuple[Erased, ...]:
    """Every export of the entered workspace goes: the person may be in it; it is made anew."""
    if current_workspace_id() is None:
        return ()
    exports = list(WorkspaceExport.objects.filter(gone_at=None))
    WorkspaceExport.objects.filter(gone_at=None).update(gone_at=timezone.now())
    for export in exports:
        transaction.on_commit(partial(path_of(export).unlink, missing_ok=True))
    return (Erased("privacy.workspaceexport", len(exports)),) if exports else ()
