"""What the timetable does: ask for reports that are due, forget what was promised to be."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from accounts.jobs import enqueue
from accounts.models import Workspace
from accounts.selectors import members
from accounts.standing import stands_still
from accounts.tenancy import in_each_workspace, require_workspace_id
from analytics.models import (
    Publication,
    Report,
    ReportCopy,
    ReportFile,
    ReportRecipient,
    ReportSending,
)
from analytics.reporting.keeping import schedule_of
from analytics.reporting.kept import DELETED_KEPT, FILES_KEPT, SENDINGS_KEPT
from analytics.reporting.schedule import next_moment

_BATCH = 500


def request_reports() -> int:
    """Ask for every report that is due, in each workspace; how many."""
    return in_each_workspace(_request)


def _request() -> int:
    """A report that was due several times meanwhile is sent once: the newest numbers are enough.

    So is one of a workspace that stood still, once it is paid for again.
    """
    if stands_still(require_workspace_id()):
        return 0
    now = timezone.now()
    rows = Report.objects.select_for_update(skip_locked=True, of=("self",))
    due = list(
        rows.filter(deleted_at=None, paused_at=None, next_at__lte=now).order_by("next_at")[:_BATCH]
    )
    if not due:
        return 0
    zone = Workspace.objects.get(pk=require_workspace_id()).zone
    for row in due:
        if row.next_at is not None:
            _ask(row, row.next_at)
        row.next_at = next_moment(schedule_of(row), zone, now)
    Report.objects.bulk_update(due, ["next_at"])
    return len(due)


def _ask(row: Report, due_at: datetime) -> UUID | None:
    sending, is_made = ReportSending.objects.get_or_create(
        report=row, due_at=due_at, is_extra=False
    )
    return enqueue("analytics.tasks.send_report", sending.pk) if is_made else None


def forget_sent() -> int:
    """Delete what was deleted long ago, PDFs after 90 days, sendings after a year.

    With a membership goes what was chosen and sent for it.
    """
    return in_each_workspace(_forget)


def _forget() -> int:
    now = timezone.now()
    here = [member.user_id for member in members()]
    gone = ReportRecipient.objects.exclude(user_id__in=here).delete()[0]
    gone += ReportCopy.objects.exclude(user_id__in=here).delete()[0]
    gone += Report.objects.filter(deleted_at__lt=now - DELETED_KEPT).delete()[0]
    gone += Publication.objects.filter(withdrawn_at__lt=now - DELETED_KEPT).delete()[0]
    gone += ReportSending.objects.filter(due_at__lt=now - SENDINGS_KEPT).delete()[0]
    old = ReportFile.objects.filter(made_at__lt=now - FILES_KEPT)
    ReportCopy.objects.filter(file__in=old).update(file=None)
    return gone + old.delete()[0]
