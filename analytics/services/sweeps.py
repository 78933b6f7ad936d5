"""Walks over all workspaces: rollups that lag behind their rows are counted anew."""

from accounts.jobs import enqueue
from accounts.tenancy import in_each_workspace
from analytics.rollups.keeper import ask_for_rebuild
from analytics.rollups.spans import ask_for_spans, sources_behind
from analytics.rollups.watermark import are_ads_lagging, are_channels_lagging, lagging_sources


def mend_rollups() -> int:
    """Ask for a rebuild wherever rollups lag; how many.

    Rows and rollups change in one transaction, so this finds what was changed past them, and rules
    whose rebuild was given up. An hour late, and right again.
    """
    return in_each_workspace(_mend_rollups)


def _mend_rollups() -> int:
    if are_ads_lagging():
        return int(enqueue("analytics.tasks.rebuild_rollups", dedupe_key="all") is not None)
    lagging = lagging_sources()
    for source_id in lagging:
        ask_for_rebuild(source_id)
    asked = sum(ask_for_spans(source_id) for source_id in sources_behind())
    return len(lagging) + asked + _mend_channels()


def _mend_channels() -> int:
    if not are_channels_lagging():
        return 0
    return int(enqueue("analytics.tasks.assign_channels", dedupe_key="channels") is not None)
