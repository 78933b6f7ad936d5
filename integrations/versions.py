"""Tells whoever keeps an answer about this workspace that it may be another one now."""

from django.db.models import F

from accounts.models import Workspace
from accounts.tenancy import require_workspace_id


def raise_version() -> None:
    """After a change of what pages say of a source: its state, its name, until when it was read.

    Before the source's own row is locked: whoever connects one locks the workspace first.
    """
    rows = Workspace.objects.filter(pk=require_workspace_id())
    rows.update(data_version=F("data_version") + 1)
