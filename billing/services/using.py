"""Counts each night what a workspace has and used, and tells Stripe's meters what was more."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from accounts.api_keys.bucket import calls_on
from accounts.jobs import enqueue
from accounts.limits import counted
from accounts.tenancy import in_each_workspace, inside, require_workspace_id
from billing.gateway.meters import tell_meter
from billing.models import Subscription, UsedDay
from billing.plans import CATALOGUE, METERS, Meter, Resource
from billing.standing import standing

# Stripe's meters take events of the last 35 days.
_TOLD_FOR = timedelta(days=34)
_KEPT_FOR = timedelta(days=800)


def measure_usage() -> int:
    """Write down yesterday for each workspace, forget what is over two years old; how many."""
    return in_each_workspace(_measure)


def tell_usage(*, workspace_id: UUID) -> int:
    """Tell the meters of each day once; how many days. An identifier counts once at Stripe."""
    with inside(workspace_id):
        row = Subscription.objects.first()
        stands = None if row is None else standing(row)
        days = list(
            UsedDay.objects.filter(told_at=None, on__gte=_today() - _TOLD_FOR).order_by("on")
        )
    if row is None or stands is None or not stands.is_subscribed or not row.customer_id:
        return 0
    for day in days:
        for meter in METERS:
            _tell(workspace_id, row, meter, day)
        with inside(workspace_id):
            UsedDay.objects.filter(pk=day.pk).update(told_at=timezone.now())
    return len(days)


def _tell(workspace_id: UUID, row: Subscription, meter: Meter, day: UsedDay) -> None:
    included = CATALOGUE[row.plan_key].included(meter.resource)
    if meter.resource is Resource.ROWS:
        blocks = meter.blocks(day.rows, included)
    else:
        with inside(workspace_id):
            before = _calls_before(day)
        # What the month's blocks grew by on this day.
        blocks = meter.blocks(before + day.api_calls, included) - meter.blocks(before, included)
    if blocks:
        tell_meter(
            event_name=meter.event_name,
            customer_id=row.customer_id,
            value=blocks,
            identifier=f"{workspace_id}:{meter.event_name}:{day.on}",
            at=datetime.combine(day.on, time(12), UTC),
        )


def _calls_before(day: UsedDay) -> int:
    """The calls of the same month on the days before this one."""
    earlier = UsedDay.objects.filter(on__gte=day.on.replace(day=1), on__lt=day.on)
    return sum(earlier.values_list("api_calls", flat=True))


def _measure() -> int:
    on = _today() - timedelta(days=1)
    workspace_id = require_workspace_id()
    rows = counted(Resource.ROWS).get(Resource.ROWS, 0)
    calls = calls_on(workspace_id, on)
    UsedDay.objects.filter(on__lt=on - _KEPT_FOR).delete()
    used = {"rows": rows, "api_calls": calls}
    _day, is_new = UsedDay.objects.get_or_create(on=on, defaults=used)
    if is_new and Subscription.objects.exclude(subscription_id="").exists():
        enqueue("billing.tasks.tell_usage", dedupe_key="usage")
    return int(is_new)


def _today() -> date:
    return timezone.now().astimezone(UTC).date()
