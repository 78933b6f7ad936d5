"""What of a source can be controlled: its accounts or its deals, the days, and both sides' sums."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from integrations.connectors.contract import Connector, Entities, Reports
from integrations.models import CampaignDay, Opportunity, Source, StreamState
from integrations.selectors import accounts_of
from integrations.services.controls.comparing import ONE, Ask, Stored
from integrations.services.syncing.runs import zone_of

WINDOW_DAYS = 30
_METRICS = (
    "impressions",
    "clicks",
    "spend_micros",
    "conversions_micros",
    "conversion_value_micros",
    "dated_conversions_micros",
    "dated_value_micros",
)


@dataclass(frozen=True)
class Scope:
    """One sum to control: the whole days from first_on to last_on of a stream and an account."""

    stream: str
    account: str
    first_on: date
    last_on: date
    ask: Ask
    stored: Stored


def can_be_controlled(connector: Connector) -> bool:
    """Whether the vendor tells sums that its rows have to come to."""
    return connector.engine.totals is not None


def scopes(source: Source, connector: Connector, client: Any) -> Iterator[Scope]:
    """What was read up to yesterday; the rest is the sync's to tell of. In a transaction."""
    if isinstance(connector.engine, Reports):
        yield from _of_reports(source, connector.engine, client)
    else:
        yield from _of_deals(source, connector.engine, client)


def _of_reports(source: Source, engine: Reports, client: Any) -> Iterator[Scope]:
    totals = engine.totals
    if totals is None:
        return
    stream = next(one for one in engine.streams if one.write == "campaign_days")
    states = {
        state.account: state
        for state in StreamState.objects.filter(source_id=source.pk, stream=stream.name)
    }
    for account in accounts_of(source):
        state = states.get(account.external_id)
        until = timezone.now().astimezone(account.zone).date() - ONE
        if state is None or state.last_on is None or state.last_on < until:
            continue
        begin = max(until - (WINDOW_DAYS - 1) * ONE, state.first_on or until)

        def ask(first_on: date, last_on: date, account: Any = account) -> Mapping[str, int]:
            return totals(client, account, first_on, last_on)

        stored = _campaign_days(source.pk, account.external_id, begin, until)
        yield Scope(stream.name, account.external_id, begin, until, ask, stored)


def _campaign_days(source_id: UUID, account: str, first_on: date, last_on: date) -> Stored:
    rows = CampaignDay.objects.filter(
        source_id=source_id,
        on__range=(first_on, last_on),
        campaign__account_external_id=account,
    )
    sums = {f"total_{metric}": Sum(metric) for metric in _METRICS}
    found: Any = rows.values("on").annotate(rows=Count("on"), **sums)
    return {
        row["on"]: (
            row["rows"],
            {
                metric: int(row[f"total_{metric}"])
                for metric in _METRICS
                if row[f"total_{metric}"] is not None
            },
        )
        for row in found
    }


def _of_deals(source: Source, engine: Entities, client: Any) -> Iterator[Scope]:
    totals, stream = engine.totals, engine.deals
    if totals is None or stream is None:
        return
    zone = zone_of(source.identity)
    until = timezone.now().astimezone(zone).date() - ONE
    state = StreamState.objects.filter(source_id=source.pk, stream=stream.name).first()
    if state is None or state.cursor is None or state.cursor < midnight(until + ONE, zone):
        return
    begin = until - (WINDOW_DAYS - 1) * ONE

    def ask(first_on: date, last_on: date) -> Mapping[str, int]:
        return totals(client, midnight(first_on, zone), midnight(last_on + ONE, zone))

    yield Scope(stream.name, "", begin, until, ask, _deals(source.pk, zone, begin, until))


def _deals(source_id: UUID, zone: ZoneInfo, first_on: date, last_on: date) -> Stored:
    """Deals that this login can see, by the day of their creation and by the day they were won."""
    rows = Opportunity.objects.filter(source_id=source_id, deleted_at=None, not_visible_at=None)
    inside = Q(
        created_at__gte=midnight(first_on, zone), created_at__lt=midnight(last_on + ONE, zone)
    )
    created = _by_day(rows.filter(inside).annotate(day=TruncDate("created_at", tzinfo=zone)))
    won = rows.filter(is_won=True, closes_on__range=(first_on, last_on))
    closed = _by_day(won.annotate(day=F("closes_on")))
    return {
        on: (0, {"records": created.get(on, 0), "won": closed.get(on, 0)})
        for on in {*created, *closed}
    }


def _by_day(rows: Any) -> dict[date, int]:
    found = rows.order_by().values("day").annotate(count=Count("external_id"))
    return {row["day"]: row["count"] for row in found}


def midnight(on: date, zone: ZoneInfo) -> datetime:
    """The moment at which a day begins in a zone."""
    return datetime.combine(on, time(), zone)


def week_of(scope: Scope) -> date:
    """The first of the newest seven days."""
    return scope.last_on - timedelta(days=6)
