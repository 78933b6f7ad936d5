"""Closing a workspace is asked for by an owner, who can take it back until the agreed day."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused
from accounts.jobs import enqueue
from accounts.models import Closure, Job, JobState, User, Workspace
from accounts.tenancy import inside, require_workspace_id
from privacy.closing.mails import mail_members, mail_owners
from privacy.models import WorkspaceExport

TASK = "privacy.tasks.closing.export_workspace"


def ask_closing(*, workspace: Workspace, by: User) -> Closure:
    """Close the workspace after the agreed days, and begin with what is given back."""
    if workspace.is_house:
        raise Refused(_("Proactivox’s own workspace cannot be closed."), code="house")
    with inside(require_workspace_id()):
        erase_after = timezone.now() + timedelta(days=settings.CLOSING_DAYS)
        closure, is_new = Closure.objects.get_or_create(
            workspace=workspace, defaults={"asked_by": by, "erase_after": erase_after}
        )
        if not is_new:
            raise Refused(_("This workspace is closing already."), code="closing")
        make_export()
        mail_owners(workspace, "asked", closure=closure)
        mail_members(workspace, closure=closure)
        record("workspace.closing_asked", workspace)
    return closure


def cancel_closing(*, workspace: Workspace) -> None:
    """Leave everything as it is; raises Refused once the agreed day has come."""
    with inside(require_workspace_id()):
        closure = Closure.objects.select_for_update().filter(workspace=workspace).first()
        if closure is None:
            raise Refused(_("This workspace is not closing."), code="not_closing")
        if closure.erase_after <= timezone.now():
            raise Refused(_("The agreed day has come, so it is being erased."), code="too_late")
        closure.delete()
        mail_owners(workspace, "cancelled")
        mail_members(workspace, closure=None)
        record("workspace.closing_cancelled", workspace)


def ask_export(*, workspace: Workspace) -> None:
    """Make the export anew; raises Refused where it is being made, or the workspace stays."""
    with inside(require_workspace_id()):
        if not Closure.objects.filter(workspace=workspace).exists():
            raise Refused(_("This workspace is not closing."), code="not_closing")
        waiting = WorkspaceExport.objects.filter(ready_at=None, gone_at=None)
        if any(is_being_made(export) for export in waiting):
            raise Refused(_("It is being made already."), code="export_waits")
        waiting.update(gone_at=timezone.now())
        record("workspace.export_asked", make_export())


def make_export() -> WorkspaceExport:
    """Ask for an export of the entered workspace."""
    export = WorkspaceExport.objects.create()
    enqueue(TASK, export.pk, dedupe_key=str(export.pk))
    return export


def is_being_made(export: WorkspaceExport) -> bool:
    """Whether a job is at it; one that gave up makes nothing any more."""
    going_on = (JobState.QUEUED, JobState.RUNNING)
    jobs = Job.objects.filter(task=TASK, dedupe_key=str(export.pk), state__in=going_on)
    return export.ready_at is None and jobs.exists()
