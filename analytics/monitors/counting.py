"""Keeps beside the workspace how many incidents are not over: every page shows it for nothing."""

from accounts.models import Workspace
from accounts.tenancy import require_workspace_id
from analytics.models import Incident, IncidentStatus


def count_open() -> None:
    """Counted anew and not added to, so that it cannot drift; in the current transaction."""
    rows = Workspace.objects.filter(pk=require_workspace_id())
    # One transaction at a time: what another has just ended is seen by the count.
    held = rows.select_for_update(no_key=True).values_list("open_incidents", flat=True).get()
    count = Incident.objects.exclude(status=IncidentStatus.RESOLVED).count()
    if count != held:
        rows.update(open_incidents=count)
