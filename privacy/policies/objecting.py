"""A customer's objection to a subprocessor: its own row, and a copy for the staff of the house."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused
from accounts.jobs import enqueue
from accounts.models import Workspace
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside, require_workspace_id
from privacy.models import SubprocessorChange, SubprocessorObjection


def object_to_change(*, change_id: UUID, reason: str, by: UUID) -> SubprocessorObjection:
    """Once a workspace and a change; raises Refused when the window has ended."""
    with inside(require_workspace_id()):
        # Held, so that of two members who object at once the second is told.
        Workspace.objects.select_for_update(no_key=True).only("id").get(pk=require_workspace_id())
        change = SubprocessorChange.objects.filter(pk=change_id).first()
        if change is None or not change.is_in_window:
            raise Refused(_("The window for objections has ended."), code="window_over")
        if SubprocessorObjection.objects.filter(change=change).exists():
            raise Refused(_("Your workspace has objected to this already."), code="objected")
        row = SubprocessorObjection.objects.create(change=change, reason=reason, by_id=by)
        enqueue("privacy.tasks.policies.carry_objection", row.pk)
        record("subprocessor.objected", row, change=str(change.pk))
    return row


def carry_to_house(*, workspace_id: UUID, objection_id: UUID) -> None:
    """Read in the workspace, written in the house; whoever does it twice finds it there."""
    with inside(workspace_id):
        row = SubprocessorObjection.objects.get(pk=objection_id)
    with inside(HOUSE_ID):
        copy = SubprocessorObjection(
            workspace_id=HOUSE_ID,
            change_id=row.change_id,
            reason=row.reason,
            origin_id=workspace_id,
            objected_at=row.objected_at,
        )
        SubprocessorObjection.objects.bulk_create([copy], ignore_conflicts=True)


def received(change_id: UUID) -> list[tuple[str, SubprocessorObjection]]:
    """In the house: (name of the customer, objection), the oldest first."""
    rows = list(SubprocessorObjection.objects.filter(change_id=change_id).order_by("objected_at"))
    ids = [row.origin_id for row in rows if row.origin_id]
    names = dict(Workspace.objects.filter(pk__in=ids).values_list("pk", "name"))
    return [(names.get(row.origin_id, "–") if row.origin_id else "–", row) for row in rows]
