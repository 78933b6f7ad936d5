"""Changes of subprocessors by the staff of the house: announced, put into use, taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.egress.subprocessors import recipient_of
from accounts.errors import Refused
from accounts.jobs import enqueue
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside, require_workspace_id
from privacy.models import ChangeKind, SubprocessorChange
from privacy.policies.suppliers import Supplier, supplier_of


@dataclass(frozen=True)
class Announced:
    """A change, and its subprocessor in the words of the language spoken now."""

    row: SubprocessorChange
    supplier: Supplier


def open_changes() -> tuple[Announced, ...]:
    """What is announced and neither in use nor taken back, the newest first."""
    rows = SubprocessorChange.objects.filter(activated_at=None, withdrawn_at=None)
    return tuple(Announced(row, supplier_of(row.words)) for row in rows.order_by("-announced_at"))


def announce_change(*, kind: ChangeKind, words: Mapping[str, str]) -> SubprocessorChange:
    """Tell customers and subscribers; the window for objections runs from now.

    Raises Refused outside of the house, and for a company of which something is not said.
    """
    if require_workspace_id() != HOUSE_ID:
        raise Refused(_("Only Proactivox announces changes of its subprocessors."))
    lacks = recipient_of(words).lacks
    if lacks:
        missing = ", ".join(lacks)
        raise Refused(_("The announcement lacks this: %(missing)s.") % {"missing": missing})
    with inside(HOUSE_ID):
        row = SubprocessorChange.objects.create(kind=kind, name=words["name"], words=dict(words))
        enqueue("privacy.tasks.policies.tell_subscribers", row.pk)
        enqueue("privacy.tasks.policies.tell_customers", row.pk)
        record("subprocessor.announced", row, kind=kind)
    return row


def activate_change(*, change_id: UUID) -> SubprocessorChange:
    """From now on it may be in use; raises Refused before the window has ended.

    PostgreSQL refuses it, too, whoever asks.
    """
    with inside(require_workspace_id()):
        row = _open_row(change_id)
        if row.is_in_window:
            raise Refused(
                _("Customers may still object to this change."),
                advice=_("It can be put into use when the window has ended."),
                code="window_open",
            )
        row.activated_at = timezone.now()
        row.save(update_fields=["activated_at"])
        record("subprocessor.activated", row)
    return row


def withdraw_change(*, change_id: UUID) -> SubprocessorChange:
    """It will not come; raises Refused where that is decided already."""
    with inside(require_workspace_id()):
        row = _open_row(change_id)
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
        record("subprocessor.withdrawn", row)
    return row


def _open_row(change_id: UUID) -> SubprocessorChange:
    row = SubprocessorChange.objects.select_for_update().filter(pk=change_id).first()
    if row is None or not row.is_open:
        raise Refused(_("This change is decided already."), code="decided")
    return row
