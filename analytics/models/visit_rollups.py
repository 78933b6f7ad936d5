"""Sums of visits by day, as web analytics counts them."""

from django.db import models

from accounts.tenancy import WorkspaceForeignKey, WorkspaceManager
from integrations.models import Source


class VisitDay(models.Model):
    """Visits of a source's properties on a day of their own calendars.

    `*_known` counts the rows that reported it, so 0 is no null. Key events are in millionths. A row
    without rows is deleted.
    """

    pk = models.CompositePrimaryKey("workspace_id", "on", "source_id")
    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    on = models.DateField()
    source = WorkspaceForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    rows = models.BigIntegerField()
    sessions = models.BigIntegerField()
    sessions_known = models.BigIntegerField()
    engaged_sessions = models.BigIntegerField()
    engaged_sessions_known = models.BigIntegerField()
    key_events_micros = models.BigIntegerField()
    key_events_known = models.BigIntegerField()

    objects = WorkspaceManager()

    def __str__(self) -> str:
        return f"VisitDay {self.pk}"
