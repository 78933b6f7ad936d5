"""Says that a workspace's data is another now, so that answers kept of it are stale."""

from django.db.models import F

from accounts.models import Workspace
from integrations.loading.target import Target


def bump_data_version(target: Target) -> None:
    """Answers that were cached before are stale now."""
    rows = Workspace.objects.filter(pk=target.workspace_id)
    rows.update(data_version=F("data_version") + 1)
