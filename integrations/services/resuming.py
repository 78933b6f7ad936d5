"""What goes on at once when a workspace may have more, or pays again: its syncs, from now on."""

from accounts.jobs import cancel, enqueue
from accounts.standing import stands_still
from integrations.models import Credential, Source
from integrations.services.sources import START


def resume_syncs() -> int:
    """Ask for a sync of each active source of the entered workspace; how many.

    What was planned by the pace of the smaller plan is taken back: a sync plans its next one.
    """
    workspace_sources = Source.objects.filter(paused_at=None, disconnected_at=None)
    synced = workspace_sources.filter(pk__in=Credential.objects.values("source_id"))
    sources = list(synced.order_by("pk"))
    if not sources or stands_still(sources[0].workspace_id):
        return 0
    for source in sources:
        cancel(START, str(source.pk))
        enqueue("integrations.tasks.sync.sync_source", source.pk, dedupe_key=str(source.pk))
    return len(sources)
