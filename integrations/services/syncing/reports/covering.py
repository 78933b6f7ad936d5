"""How far a run has come without a gap, counted from the newest day."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, Min, Q, QuerySet
from django.utils import timezone

from integrations.models import SyncSlice
from integrations.services.syncing.runs import Run

_IS_READ = Q(finished_at__isnull=False, error_text="")


def covered_from(run: Run, row: SyncSlice) -> date | None:
    """The oldest day before which, counted from the newest, this run missed nothing."""
    rows = _alike(run, row)
    gap: date | None = rows.exclude(_IS_READ).aggregate(day=Max("last_on"))["day"]
    read = rows.filter(_IS_READ)
    if gap is not None:
        read = read.filter(first_on__gt=gap)
    found: date | None = read.aggregate(day=Min("first_on"))["day"]
    return found


def is_whole(run: Run, row: SyncSlice) -> bool:
    """Whether every piece of the row's stream and account is read."""
    return not _alike(run, row).exclude(_IS_READ).exists()


def newest_day(run: Run, row: SyncSlice) -> date | None:
    """The last day that the run asked for."""
    found: date | None = _alike(run, row).aggregate(day=Max("last_on"))["day"]
    return found


def waited_since(run_id: UUID) -> datetime:
    """When the last piece came, or the first one was asked for.

    Few are at work side by side: counted from the run's begin, a long one would look ever more
    seldom, however fast its pieces come.
    """
    moments = SyncSlice.objects.filter(run_id=run_id).aggregate(
        begun=Min("started_at"), came=Max("finished_at")
    )
    return moments["came"] or moments["begun"] or timezone.now()


def _alike(run: Run, row: SyncSlice) -> "QuerySet[SyncSlice]":
    return SyncSlice.objects.filter(run_id=run.id, stream=row.stream, account=row.account)
