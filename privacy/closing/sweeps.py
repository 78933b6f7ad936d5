"""What the end of contracts asks for at night."""

import logging
from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.utils import timezone

from accounts.models import Closure, Job, JobState
from accounts.tenancy import in_each_workspace, inside
from integrations.models import Source
from privacy.closing.erasing import erase_workspace, finish_erasure
from privacy.closing.exporting import forget_export
from privacy.models import ClosureCertificate, WorkspaceExport

Step = Callable[[], ClosureCertificate | None]
log = logging.getLogger(__name__)


def erase_closed_workspaces() -> int:
    """Erase each workspace whose agreed day has come, and finish what a crash left; how many."""
    left = list(ClosureCertificate.objects.filter(finished_at=None).order_by("erased_at"))
    due = Closure.objects.filter(erase_after__lte=timezone.now()).order_by("erase_after")
    steps: list[Step] = [partial(finish_erasure, one) for one in left]
    steps += [partial(_erase, workspace_id) for workspace_id in due.values_list("pk", flat=True)]
    return sum(map(_safely, steps))


def forget_exports() -> int:
    """Delete exports that are past their days; how many."""
    return in_each_workspace(_forget_exports)


def _safely(step: Step) -> bool:
    try:
        return step() is not None
    except Exception:
        log.exception("The end of a contract could not be carried out.")
        return False


def _erase(workspace_id: UUID) -> ClosureCertificate | None:
    return erase_workspace(workspace_id) if _is_ready(workspace_id) else None


def _is_ready(workspace_id: UUID) -> bool:
    """Everything was given back, and the access to every source has ended at its vendor."""
    with inside(workspace_id):
        if not WorkspaceExport.objects.filter(ready_at__isnull=False).exists():
            log.error("Workspace %s is due, and no export of it was made.", workspace_id)
            return False
        connected = Source.objects.filter(disconnected_at=None)
        revoking = Job.objects.filter(
            task__endswith=".revoke_credential", state__in=(JobState.QUEUED, JobState.RUNNING)
        )
        return not connected.exists() and not revoking.exists()


def _forget_exports() -> int:
    old = WorkspaceExport.objects.filter(gone_at=None, expires_at__lt=timezone.now())
    exports = list(old)
    for export in exports:
        forget_export(export)
    return len(exports)
