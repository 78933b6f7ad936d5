"""How often a source is read: as somebody chose, and no oftener than the plan allows."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from accounts.limits import allowance, pace
from integrations.connectors import CONNECTORS
from integrations.connectors.contract import Reports
from integrations.models import Source, SyncRun
from integrations.selectors.sources import LATE_AFTER

# What can be chosen, in minutes; hourly where nobody chose.
PACES = (15, 60, 6 * 60, 24 * 60)
USUAL = 60
_OF_SYNCS = ("first", "incremental")


def chosen_pace(source: Source) -> int:
    """How many minutes somebody chose for it, whatever the plan says of it."""
    chosen = source.options.get("pace", USUAL)
    return int(chosen) if chosen in PACES else USUAL


def least_pace(workspace_id: UUID) -> int:
    """The fewest minutes that the plan allows."""
    return pace(workspace_id) // timedelta(minutes=1)


def pace_of(source: Source) -> timedelta:
    """The time from one sync to the next that begins by itself."""
    return max(timedelta(minutes=chosen_pace(source)), pace(source.workspace_id))


def late_after(source: Source) -> timedelta:
    """How old what was read may be: six hours, or a fourth more than its pace."""
    return max(LATE_AFTER, pace_of(source) * 5 / 4)


def due_at(source: Source) -> datetime:
    """When the next sync may begin by itself: its pace after the last one began."""
    runs = SyncRun.objects.filter(source_id=source.pk, kind__in=_OF_SYNCS)
    last = runs.order_by("-started_at").values_list("started_at", flat=True).first()
    return timezone.now() if last is None else last + pace_of(source)


def plan_months(source: Source) -> int | None:
    """How many months back the plan reads of its days; None where the vendor itself has no more."""
    if source.connector not in CONNECTORS or not CONNECTORS[source.connector].is_reports:
        return None
    engine = CONNECTORS[source.connector].engine
    assert isinstance(engine, Reports)  # noqa: S101
    months = allowance(source.workspace_id, "history_months")
    most = max(stream.history_months for stream in engine.streams)
    return None if months is None or months >= most else months
