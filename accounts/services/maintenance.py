"""Plans a window of work on the service, and ends it; the house's trail says who did."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from accounts.audit import Actor, acting_as, record
from accounts.errors import Refused
from accounts.maintenance import forget_maintenance
from accounts.models import Maintenance
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside

LONGEST = timedelta(hours=24)
LONGEST_BEFORE = 14 * 24


def plan_maintenance(
    *,
    starts_at: datetime,
    ends_at: datetime,
    hours_before: int,
    effect: str,
    text_en: str,
    text_da: str,
    by: UUID,
) -> Maintenance:
    """Have every page tell of it from so many hours before; others follow within ten seconds.

    Raises Refused for a window that is over, that ends before it begins, or is longer than a day.
    """
    _check(starts_at, ends_at)
    shown_from = starts_at - timedelta(hours=hours_before)
    with inside(HOUSE_ID), acting_as(Actor("user", by)):
        window = Maintenance.objects.create(
            shown_from=shown_from,
            starts_at=starts_at,
            ends_at=ends_at,
            effect=effect,
            text_en=text_en,
            text_da=text_da,
            planned_by=by,
        )
        times = {"from": starts_at, "to": ends_at}
        record("maintenance.planned", window, effect=effect, **times)
    forget_maintenance()
    return window


def end_maintenance(*, maintenance_id: UUID, by: UUID) -> bool:
    """Take back one that is to come, or end one that runs; False where it is over already."""
    now = timezone.now()
    with inside(HOUSE_ID), acting_as(Actor("user", by)):
        rows = Maintenance.objects.filter(pk=maintenance_id, ended_at=None, ends_at__gt=now)
        ended = rows.update(ended_at=now, ended_by=by)
        if ended:
            record("maintenance.ended", f"accounts.maintenance:{maintenance_id}")
    forget_maintenance()
    return bool(ended)


def _check(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise Refused("It ends before it begins.", code="order")
    if ends_at <= timezone.now():
        raise Refused("It would be over already.", code="over")
    if ends_at - starts_at > LONGEST:
        raise Refused("A window lasts for a day at most; plan two.", code="long")
