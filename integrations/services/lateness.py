"""Counts, over all workspaces, how many sources are late; the status page says it by connector."""

from collections import Counter

from django.db.models import Count, Q
from django.utils import timezone

from accounts.limits import pace
from accounts.tenancy import in_each_workspace, require_workspace_id
from enquiries.site.lateness import Counted, keep_counts
from integrations.connectors import CONNECTORS
from integrations.models import Credential, Source
from integrations.selectors.sources import LATE_AFTER


def count_late_sources() -> int:
    """Count what is to be read and was read before; how many of it are late."""
    sources: Counter[str] = Counter()
    late: Counter[str] = Counter()

    def step() -> int:
        for connector, of_it, late_of_it in _counted():
            sources[connector] += of_it
            late[connector] += late_of_it
        return 0

    in_each_workspace(step)
    keep_counts(
        Counted(key, CONNECTORS[key].label, sources[key], late[key])
        for key in sorted(sources)
        if key in CONNECTORS
    )
    return late.total()


def _counted() -> list[tuple[str, int, int]]:
    """(connector, sources, late ones) of the entered workspace; of files none is ever late."""
    # A workspace whose plan reads once a day has nothing late before it.
    grace = max(LATE_AFTER, pace(require_workspace_id()) * 5 / 4)
    is_late = Q(fresh_until__lt=timezone.now() - grace)
    rows = Source.objects.filter(paused_at=None, disconnected_at=None, fresh_until__isnull=False)
    rows = rows.filter(pk__in=Credential.objects.values("source_id")).order_by()
    counts = rows.values("connector").annotate(all=Count("pk"), late=Count("pk", filter=is_late))
    return list(counts.values_list("connector", "all", "late"))
