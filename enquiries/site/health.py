"""How the service does now, asked of whoever wires it, and counted every five minutes."""

import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from enquiries.models import HealthDay

# {part: "ok" or what is wrong}
Reader = Callable[[], Mapping[str, str]]
EVERY = timedelta(minutes=5)
KEPT = timedelta(days=366)
# However many visitors ask, the servers behind are asked this often by each process.
_FRESH_SECONDS = 5.0
_readers: list[Reader] = []
_NEVER: tuple[float, Mapping[str, str]] = (float("-inf"), {})
_last = _NEVER
_asking = threading.Lock()


def register_health(reader: Reader) -> None:
    """The wiring calls this once, at start; a later call takes the place of the earlier."""
    _readers[:] = [reader]


def parts_now() -> Mapping[str, str]:
    """{part: "ok" or what is wrong}, at most five seconds old."""
    global _last
    with _asking:
        if time.monotonic() - _last[0] > _FRESH_SECONDS:
            states = _readers[0]()
            _last = (time.monotonic(), states)
        return _last[1]


def forget_parts() -> None:
    """The next who asks is told anew."""
    global _last
    with _asking:
        _last = _NEVER


def measure_health() -> int:
    """Count this moment for today's row, once in five minutes; how many old rows went.

    The work that measures is background work: while that or the database is away nothing is
    counted, and what was not counted is shown as not well.
    """
    slot = slot_of(timezone.now())
    states = _readers[0]()
    is_well = all(state == "ok" for state in states.values())
    with inside(HOUSE_ID):
        row = HealthDay(workspace_id=HOUSE_ID, on=slot.date(), first_at=slot, last_at=slot - EVERY)
        HealthDay.objects.bulk_create([row], ignore_conflicts=True)
        HealthDay.objects.filter(on=slot.date(), last_at__lt=slot).update(
            measured=F("measured") + 1, well=F("well") + int(is_well), last_at=slot
        )
        return HealthDay.objects.filter(on__lt=(slot - KEPT).date()).delete()[0]


def slot_of(moment: datetime) -> datetime:
    """The start of the five minutes in which a moment lies."""
    return moment - (moment - moment.replace(minute=0, second=0, microsecond=0)) % EVERY
