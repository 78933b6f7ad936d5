"""Learns once a day how the days of each source grow, so that pages can foretell young ones."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from accounts.jobs import enqueue
from accounts.models import Workspace
from accounts.tenancy import in_each_workspace, require_workspace_id
from analytics.models import AdDay, Settling
from analytics.rollups.lock import count_version
from analytics.trust.growing import COLUMNS
from analytics.trust.parting import apart
from analytics.trust.restatements import (
    LEAST_WINDOW,
    learn_ladder,
    read_days,
    read_parts,
    young_day,
)
from analytics.trust.settling import Ladder, Step
from integrations.models import Source
from integrations.selectors import restated_days

# Before this hour of the workspace's day, what was read the evening before may still be under way.
_FROM_HOUR = 3
_RECENTLY = timedelta(days=60)


def request_learning() -> int:
    """Ask for each source that restates its days and was not learned from today; how many."""
    return in_each_workspace(_request_learning)


def _request_learning() -> int:
    now = timezone.now().astimezone(_workspace().zone)
    if now.hour < _FROM_HOUR:
        return 0
    learned = Settling.objects.filter(learned_on=now.date()).values("source_id")
    told = AdDay.objects.filter(on__gte=now.date() - _RECENTLY).values("source_id")
    active = Source.objects.filter(disconnected_at=None, pk__in=told).exclude(pk__in=learned)
    due = [source for source in active if restated_days(source.connector) >= LEAST_WINDOW]
    for source in due:
        enqueue("analytics.tasks.learn_settling", source.pk, dedupe_key=str(source.pk))
    return len(due)


def learn_settling(*, source_id: UUID) -> None:
    """Learn from all readings up to yesterday. In a transaction."""
    source = Source.objects.filter(pk=source_id, disconnected_at=None).first()
    if source is None:
        Settling.objects.filter(source_id=source_id).delete()
        return
    workspace = _workspace()
    today = timezone.now().astimezone(workspace.zone).date()
    window = restated_days(source.connector)
    zone, learned = workspace.time_zone, []
    for measure in COLUMNS:
        parts = read_parts(source_id, measure, today, zone, window)
        for currency, by_day in read_days(source_id, measure, today, zone).items():
            row = _learned(source_id, measure, currency, by_day, today, window)
            row.apart = _apart(row, parts.get(currency, []))
            learned.append(row)
    count_version()
    Settling.objects.filter(source_id=source_id).delete()
    Settling.objects.bulk_create(learned)


def _learned(
    source_id: UUID,
    measure: str,
    currency: str,
    by_day: Mapping[date, Mapping[date, int]],
    today: date,
    window: int,
) -> Settling:
    ladder, missing = learn_ladder(by_day, today, window)
    days = {}
    if ladder is not None:
        found = {on: young_day(ladder, on, by_day, today) for on in by_day}
        days = {on.isoformat(): list(young) for on, young in sorted(found.items()) if young}
    return Settling(
        workspace_id=require_workspace_id(),
        source_id=source_id,
        measure=measure,
        currency=currency,
        steps=[[s.factor, s.variance, s.weight] for s in ladder.steps] if ladder else [],
        days=days,
        days_missing=max(missing, 0),
        learned_on=today,
    )


def _apart(row: Settling, parts: list[list[int]]) -> list[float]:
    if not row.steps:
        return []
    return list(apart(Ladder(tuple(Step(*step) for step in row.steps)), parts))


def _workspace() -> Workspace:
    return Workspace.objects.get(pk=require_workspace_id())
