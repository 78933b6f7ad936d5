"""Enters around every change of rows that integrations makes, in its transaction."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from uuid import UUID

from accounts.jobs import enqueue
from analytics.channels.assigning import assign_campaigns, assign_origins, new_origins
from analytics.models import RollupBasis
from analytics.rollups.ads import keep_ads
from analytics.rollups.basis import are_rules_old
from analytics.rollups.crm import keep_customers, keep_deals, keep_people
from analytics.rollups.lock import count_version, lock_rollups
from analytics.rollups.spans import fall_behind, keep_spans
from analytics.rollups.stages import guess_stages
from analytics.rollups.visits import keep_visits
from integrations.changes import Change

_KEEPERS: dict[str, tuple[Callable[[Change], AbstractContextManager[None]], ...]] = {
    "CampaignDay": (keep_ads,),
    "Lead": (keep_people,),
    "LeadStatusChange": (keep_people,),
    "MergedCompany": (keep_customers,),
    "MergedLead": (keep_people,),
    "Opportunity": (keep_deals, keep_spans),
    "OpportunityChange": (keep_spans,),
    "OpportunityStage": (keep_spans,),
    "Organization": (keep_spans,),
    "TrafficDay": (keep_visits,),
}


@contextmanager
def keep_rollups(change: Change) -> Iterator[None]:
    """Keep every rollup of the named rows; a stream without rollups only counts the version."""
    # Whatever the stream: one that has only counted the version would keep the workspace's row from
    # whoever holds this lock, and may need the lock itself for the next stream it changes.
    lock_rollups()
    with ExitStack() as stack:
        for keeper in _KEEPERS.get(change.stream, ()):
            stack.enter_context(keeper(change))
        yield
    _follow(change)
    count_version()


def _follow(change: Change) -> None:
    """Some rows change the rules: other days, a history that was not there, new statuses.

    New and renamed things get their channels; lead sources with the counts that name them.
    """
    if change.stream == "Campaign":
        lock_rollups()
        assign_campaigns(change.source_id, change.table)
        return
    if change.stream == "TrafficDay":
        _follow_visits(change)
        return
    if change.stream == "LeadStatus":
        if guess_stages(change.source_id):
            ask_for_rebuild(change.source_id)
        return
    may_change_rules = change.stream == "Organization" or _may_start_history(change)
    if may_change_rules and are_rules_old(change.source_id):
        ask_for_rebuild(change.source_id)


def _follow_visits(change: Change) -> None:
    """Most changes of visits bring no new origin, and wait for nobody."""
    if new := new_origins(change.table):
        lock_rollups()
        assign_origins(new)


def _may_start_history(change: Change) -> bool:
    return (
        change.stream == "LeadStatusChange"
        and RollupBasis.objects.filter(
            source_id=change.source_id, snapshots_since__isnull=False
        ).exists()
    )


def follow_workspace(fields: frozenset[str]) -> None:
    """After a change of the workspace's settings: count anew what was counted in its old zone.

    A CRM with a zone of its own stays; amounts are kept in their own currencies and converted when
    they are asked for, so another reporting currency needs no counting.
    """
    if "time_zone" not in fields:
        return
    for source_id in RollupBasis.objects.values_list("source_id", flat=True):
        if are_rules_old(source_id):
            ask_for_rebuild(source_id)
            fall_behind(source_id)


def ask_for_rebuild(source_id: UUID) -> None:
    """Have the source's counts made anew by a job; once, however often it is asked for."""
    enqueue("analytics.tasks.rebuild_rollups", source_id, dedupe_key=f"source {source_id}")
