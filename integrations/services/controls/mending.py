"""Mends deals whose days differ though no stamp tells of it: they are read again by their ids."""

from collections.abc import Collection
from datetime import UTC, date, datetime

from django.db.models.functions import TruncDate

from integrations.models import Opportunity, Source
from integrations.services.controls.comparing import ONE
from integrations.services.controls.scopes import midnight
from integrations.services.syncing.runs import zone_of

# Older than any stamp of a vendor's: a count of all ids finds that we have an older version.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def doubt_deals(source: Source, days: Collection[date]) -> int:
    """Let the next count read the deals that were made, or close, on these days; how many."""
    zone, first_on, last_on = zone_of(source.identity), min(days), max(days)
    deals = Opportunity.objects.filter(source_id=source.pk, deleted_at=None)
    made = deals.filter(
        created_at__gte=midnight(first_on, zone), created_at__lt=midnight(last_on + ONE, zone)
    )
    made_on = made.annotate(made_on=TruncDate("created_at", tzinfo=zone))
    ids = {
        *made_on.filter(made_on__in=days).values_list("external_id", flat=True),
        *deals.filter(closes_on__in=days).values_list("external_id", flat=True),
    }
    # What stands is not told from what is read by a hash that was damaged with it, or was not.
    return deals.filter(external_id__in=ids).update(stamp=_NEVER, row_hash=b"")
