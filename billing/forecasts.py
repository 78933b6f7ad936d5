"""How much of a plan is used, and where a month will end as it has gone so far. Pure."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from billing.models import UsedDay
from billing.plans import METERS, Plan, Resource


@dataclass(frozen=True)
class Use:
    """One resource: `count` now, or in this month; None as `included` means without end.

    `forecast` is for the month's last day, None where nothing can be said. `is_metered` says that
    more is paid for, by started blocks of `block`, instead of refused.
    """

    resource: Resource
    count: int
    included: int | None
    forecast: int | None = None
    is_metered: bool = False
    block: int | None = None

    @property
    def over(self) -> int:
        """How many are beyond what is included: frozen, or paid for."""
        return 0 if self.included is None else max(0, self.count - self.included)


def uses(
    plan: Plan, counts: Mapping[str, int], days: Sequence[UsedDay], today: date
) -> tuple[Use, ...]:
    """Of what apps count, and of the days of this month; what nobody counts is left out."""
    found = [
        Use(Resource(resource), count, plan.included(resource))
        for resource, count in counts.items()
    ]
    for meter in METERS:
        count, forecast = _month(meter.resource, days, today)
        included = plan.included(meter.resource)
        found.append(Use(meter.resource, count, included, forecast, plan.is_metered, meter.block))
    return tuple(found)


def _month(resource: Resource, days: Sequence[UsedDay], today: date) -> tuple[int, int | None]:
    if not days:
        return 0, None
    last = monthrange(today.year, today.month)[1]
    if resource is Resource.ROWS:
        first, newest = days[0], days[-1]
        grown, passed = newest.rows - first.rows, (newest.on - first.on).days
        left = last - newest.on.day
        return newest.rows, newest.rows + (grown * left // passed if passed else 0)
    used = sum(day.api_calls for day in days)
    return used, used * last // len(days)
