"""How fresh customers' data is, over all of them together and by connector, naming nobody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside, new_id
from enquiries.models import SourceCount

# Of fewer, the share would tell how one customer does.
_FEWEST = 5
# Counted every hour; what is older says how it was before something stopped.
_KNOWN_FOR = timedelta(hours=3)


@dataclass(frozen=True)
class Counted:
    """Sources of one connector that are to be read, and those whose data is late."""

    connector: str
    name: str
    sources: int
    late: int


@dataclass(frozen=True)
class Fresh:
    """How much of a connector's data is up to date, from 0 to 100."""

    name: str
    percent: float
    tone: str


def keep_counts(counts: Iterable[Counted]) -> None:
    """Put what was counted in the place of what was counted before."""
    now = timezone.now()
    with inside(HOUSE_ID):
        SourceCount.objects.all().delete()
        SourceCount.objects.bulk_create(
            SourceCount(
                id=new_id(),
                workspace_id=HOUSE_ID,
                connector=one.connector,
                name=one.name,
                sources=one.sources,
                late=one.late,
                counted_at=now,
            )
            for one in counts
        )


def standing_of_sources(now: datetime) -> list[Fresh]:
    """Connectors that enough sources use, by name; nothing where nobody counted of late."""
    with inside(HOUSE_ID):
        rows = SourceCount.objects.filter(sources__gte=_FEWEST, counted_at__gt=now - _KNOWN_FOR)
        return [_fresh(row) for row in rows.order_by("name")]


def _fresh(row: SourceCount) -> Fresh:
    # Rounded down: "100 %" is said of all alone.
    percent = 100 * (row.sources - row.late) // row.sources
    tone = "good" if percent >= 95 else "warn" if percent >= 75 else "bad"
    return Fresh(row.name, percent, tone)
