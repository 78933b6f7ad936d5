"""Asks each source once a night for plain sums, and compares them with what is stored.

Days that differ are read again, and looked at a second time half an hour later: what differs then
is shown on the data page and on the charts, and written into the audit trail. Deals of such days
are then read by their ids, whatever their stamps say, and looked at once more.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from accounts import audit
from accounts.errors import Trouble
from accounts.jobs import Later, Lease, enqueue
from accounts.tenancy import require_workspace_id
from integrations.connectors import CONNECTORS
from integrations.connectors.contract import Connector, Reports
from integrations.credentials import StoredTokens
from integrations.models import ControlledDay, ControlTotal, Source, SyncRun
from integrations.selectors import accounts_of
from integrations.services.controls.comparing import ONE, Comparison, Span, Sums, less
from integrations.services.controls.mending import doubt_deals
from integrations.services.controls.scopes import (
    WINDOW_DAYS,
    Scope,
    can_be_controlled,
    scopes,
    week_of,
)
from integrations.services.sources import reread_range
from integrations.services.syncing.runs import BACKFILL

__all__ = ["can_be_controlled", "control_source"]

_BUSY = timedelta(minutes=5)
_NEXT_LOOK = timedelta(minutes=30)
# At so many looks what differs is said; the one after them only sees whether it was mended.
_LOOKS = 2
_WEEK = 7


def control_source(lease: Lease, *, source_id: UUID, look: int) -> None:
    """Compare the newest 30 days. Raises Later while a sync reads, and what passes by itself."""
    with lease.batch():
        source = Source.objects.filter(pk=source_id).first()
        if source is None or not source.is_active or source.connector not in CONNECTORS:
            return
        running = SyncRun.objects.filter(source_id=source_id, state=SyncRun.State.RUNNING)
        if running.exclude(kind=BACKFILL).exists():
            raise Later(_BUSY, "a sync reads this source")
    connector = CONNECTORS[source.connector]
    if not can_be_controlled(connector):
        return
    try:
        found = _control(lease, source, connector)
    except Trouble as trouble:
        # What is wrong with the source is the sync's to say.
        if trouble.permanent or lease.attempt >= lease.max_attempts:
            return
        raise
    with lease.batch():
        _follow(source, connector, found, look)


def _control(lease: Lease, source: Source, connector: Connector) -> list[Span]:
    """The spans that differ, of all of the source's sums; each sum is kept as soon as it is had."""
    differing: list[Span] = []
    with connector.engine.open_client(StoredTokens(lease.workspace_id, source.pk)) as client:
        with lease.batch():
            known = list(scopes(source, connector, client))
            _forget_unread(source)
        for scope in known:
            lease.keep()
            comparison = Comparison(scope.ask, scope.stored)
            whole = comparison.theirs(scope.first_on, scope.last_on)
            week_on = max(week_of(scope), scope.first_on)
            week = comparison.theirs(week_on, scope.last_on)
            spans = comparison.locate(week_on, scope.last_on, week)
            if scope.first_on < week_on:
                older = less(whole, week)
                spans += comparison.locate(scope.first_on, week_on - ONE, older)
            with lease.batch():
                _keep_totals(source, scope, comparison, {_WEEK: week, WINDOW_DAYS: whole})
                _keep_days(source, scope, spans)
            differing += spans
    return differing


def _forget_unread(source: Source) -> None:
    """An account that is not read any more is not compared any more, and doubts nothing."""
    read = {account.external_id for account in accounts_of(source)}
    for rows in (ControlTotal.objects, ControlledDay.objects):
        kept = rows.filter(source_id=source.pk).exclude(account="")
        kept.exclude(account__in=read).delete()


def _keep_totals(
    source: Source, scope: Scope, comparison: Comparison, told: dict[int, Sums]
) -> None:
    for days, theirs in told.items():
        first_on = max(scope.last_on - (days - 1) * ONE, scope.first_on)
        ours = comparison.ours(first_on, scope.last_on)
        ControlTotal.objects.update_or_create(
            source_id=source.pk,
            stream=scope.stream,
            account=scope.account,
            days=days,
            defaults={
                "first_on": first_on,
                "last_on": scope.last_on,
                "theirs": dict(theirs),
                "ours": {metric: ours.get(metric) for metric in theirs},
                "is_equal": not comparison.differences(first_on, scope.last_on, theirs),
                "checked_at": timezone.now(),
            },
        )


def _keep_days(source: Source, scope: Scope, spans: Sequence[Span]) -> None:
    differing = {on: span for span in spans for on in span.days}
    now = timezone.now()
    rows = []
    for number in range((scope.last_on - scope.first_on).days + 1):
        on = scope.first_on + ONE * number
        span = differing.get(on)
        is_alone = span is not None and len(span.days) == 1
        rows.append(
            ControlledDay(
                workspace_id=require_workspace_id(),
                source_id=source.pk,
                stream=scope.stream,
                account=scope.account,
                on=on,
                is_equal=span is None,
                theirs=dict(span.theirs) if span and is_alone else {},
                ours=dict(span.ours) if span and is_alone else {},
                checked_at=now,
            )
        )
    ControlledDay.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["workspace_id", "source_id", "stream", "account", "on"],
        update_fields=["is_equal", "theirs", "ours", "checked_at"],
    )


def _follow(source: Source, connector: Connector, found: Sequence[Span], look: int) -> None:
    """Mend what differs; what still does on the second look is said, and read by id."""
    if not found:
        return
    days = sorted({on for span in found for on in span.days})
    if look > _LOOKS:
        return
    if look == _LOOKS:
        audit.record("source.control_differs", source, days=len(days), first_on=days[0])
        if connector.has_census:
            doubt_deals(source, days)
            enqueue("integrations.tasks.sync.take_census", source.pk, dedupe_key=str(source.pk))
            _look_again(source, look)
        return
    if isinstance(connector.engine, Reports):
        begin = datetime.combine(days[0], time(), UTC)
        reread_range(
            source_id=source.pk,
            from_at=begin,
            to_at=datetime.combine(days[-1] + ONE, time(), UTC),
        )
    else:
        enqueue("integrations.tasks.sync.sync_source", source.pk, dedupe_key=str(source.pk))
    _look_again(source, look)


def _look_again(source: Source, look: int) -> None:
    enqueue(
        "integrations.tasks.sync.control_source",
        source.pk,
        look + 1,
        dedupe_key=f"{source.pk}:{look + 1}",
        delay=_NEXT_LOOK,
    )
