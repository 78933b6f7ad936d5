"""Keeps how deals stood: anew for the few that a change touches, by a job where it is many."""
# ruff: noqa: S608  Only names written in these modules are put into the statements.

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from accounts.jobs import enqueue
from accounts.tenancy import inside, require_workspace_id
from analytics.models import SpanBasis
from analytics.rollups.basis import wanted_rules
from analytics.rollups.lock import count_version, lock_rollups
from analytics.rollups.spans_sql import NAMES, TOUCHED, spans
from integrations.changes import Change
from integrations.models import Opportunity, Source, SyncRun

TABLE = "analytics_dealspan"
# A page of a first sync is left to the job: a deal's history comes with other pages than the deal.
MOST = 500
# In a sync that still reads, the job would make much of it anew with each page.
_AFTER = timedelta(seconds=20)
_LONGEST = timedelta(hours=6)
_COUNT = "SELECT count(*) FROM (SELECT FROM {table} LIMIT %s) few"
_MAKE = (
    f"DROP TABLE IF EXISTS {TOUCHED}",
    "CREATE TEMPORARY TABLE spanned_deal (external_id text PRIMARY KEY) ON COMMIT DROP",
)
_DEALS_OF = {
    "Opportunity": "SELECT t.external_id FROM {table} t",
    "OpportunityChange": """SELECT h.opportunity_external_id FROM {table} t CROSS JOIN LATERAL (
        SELECT * FROM integrations_opportunitychange h
        WHERE h.workspace_id = (SELECT %(workspace)s::uuid)
            AND h.source_id = (SELECT %(source)s::uuid) AND h.external_id = t.external_id OFFSET 0
    ) h""",
}
_DROP = f"""DELETE FROM {TABLE} s WHERE s.workspace_id = %(workspace)s
    AND s.opportunity_external_id = ANY(ARRAY(SELECT external_id FROM {TOUCHED}))
    AND s.source_id = %(source)s"""
# Which stages there are, and where days begin, concerns all deals.
_CONCERNS_ALL = ("OpportunityStage", "Organization")


@contextmanager
def keep_spans(change: Change) -> Iterator[None]:
    """Keep the spans of the deals behind the named rows: deals, their histories, their stages."""
    if change.stream in _CONCERNS_ALL:
        yield
        _follow_rules(change)
        return
    if not _is_kept(change):
        yield
        return
    names = names_of(change.source_id)
    with connection.cursor() as cursor:
        for statement in _MAKE:
            cursor.execute(statement)
    _touch(change, names)
    yield
    _touch(change, names)
    with connection.cursor() as cursor:
        cursor.execute(_DROP, names)
        cursor.execute(_insert(of_touched=True), names)


def build_spans(source_id: UUID) -> None:
    """Make a source's spans anew, from all of its deals and their histories."""
    lock_rollups()
    rules = wanted_rules(source_id)
    SpanBasis.objects.update_or_create(
        source_id=source_id,
        defaults={"is_behind": False, "built_at": timezone.now(), "zone": rules.zone},
    )
    names = names_of(source_id)
    with connection.cursor() as cursor:
        # As for the other rollups: new tables have no statistics, and would be joined row by row.
        cursor.execute("SET LOCAL statement_timeout = '20min'; SET LOCAL enable_nestloop = off")
        cursor.execute(
            f"DELETE FROM {TABLE} WHERE workspace_id = %(workspace)s AND source_id = %(source)s",
            names,
        )
        cursor.execute(_insert(of_touched=False), names)
        cursor.execute("SET LOCAL enable_nestloop TO DEFAULT")
    count_version()


def is_being_read(source_id: UUID) -> bool:
    """Whether a run reads the source, and did not begin so long ago that it may have been lost."""
    runs = SyncRun.objects.filter(source_id=source_id, state=SyncRun.State.RUNNING)
    return runs.filter(started_at__gt=timezone.now() - _LONGEST).exists()


def catch_up_spans(workspace_id: UUID, source_id: UUID) -> None:
    """After a sync: ask for what was put off while it read."""
    with inside(workspace_id):
        if SpanBasis.objects.filter(source_id=source_id, is_behind=True).exists():
            ask_for_spans(source_id, delay=timedelta())


def kept_sources() -> list[UUID]:
    """Sources whose spans are kept with each change."""
    kept = SpanBasis.objects.filter(is_behind=False).order_by("source_id")
    return list(kept.values_list("source_id", flat=True))


def count_differences(source_id: UUID) -> int:
    """How many spans of a source are not what making them anew would give."""
    kept = f"""SELECT {NAMES} FROM {TABLE}
        WHERE workspace_id = %(workspace)s AND source_id = %(source)s"""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH made AS MATERIALIZED ({spans(of_touched=False)})
            SELECT count(*) FROM ((SELECT {NAMES} FROM made EXCEPT ALL {kept})
                UNION ALL ({kept} EXCEPT ALL SELECT {NAMES} FROM made)) d""",
            names_of(source_id),
        )
        return int(cursor.fetchone()[0])


def fall_behind(source_id: UUID) -> None:
    """Leave a source's spans to the job, from now until it has made them anew; asked for once."""
    SpanBasis.objects.update_or_create(source_id=source_id, defaults={"is_behind": True})
    ask_for_spans(source_id)


def ask_for_spans(source_id: UUID, delay: timedelta = _AFTER) -> bool:
    """Have the job make a source's spans anew; whether it was not asked for already."""
    key = f"source {source_id}"
    job = enqueue("analytics.tasks.build_spans", source_id, dedupe_key=key, delay=delay)
    return job is not None


def sources_behind() -> list[UUID]:
    """Sources with deals whose spans were never made, or wait for the job."""
    rest = Source.objects.exclude(id__in=kept_sources()).values_list("id", flat=True)
    return [one for one in rest if Opportunity.objects.filter(source_id=one).exists()]


def names_of(source_id: UUID) -> dict[str, Any]:
    """What the statements' names stand for, by the rules by which the spans are kept."""
    basis = SpanBasis.objects.get(source_id=source_id)
    known_since = Source.objects.values_list("created_at", flat=True).get(id=source_id)
    return {
        "workspace": require_workspace_id(),
        "source": source_id,
        "zone": basis.zone,
        "known_since": known_since,
    }


def _insert(*, of_touched: bool) -> str:
    return f"""INSERT INTO {TABLE} (workspace_id, source_id, {NAMES})
    SELECT %(workspace)s, %(source)s, {NAMES} FROM ({spans(of_touched=of_touched)}) made"""


def _is_kept(change: Change) -> bool:
    """Whether this change is followed at once; if not, the job is asked for."""
    basis = SpanBasis.objects.filter(source_id=change.source_id).first()
    if basis is not None and basis.is_behind:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(table=change.table), [MOST + 1])
        is_few = cursor.fetchone()[0] <= MOST
    if basis is not None and is_few:
        return True
    fall_behind(change.source_id)
    return False


def _follow_rules(change: Change) -> None:
    basis = SpanBasis.objects.filter(source_id=change.source_id).first()
    if basis is None or basis.is_behind:
        return
    is_zone = change.stream == "Organization"
    if not is_zone or wanted_rules(change.source_id).zone != basis.zone:
        fall_behind(change.source_id)


def _touch(change: Change, names: dict[str, Any]) -> None:
    deals = _DEALS_OF[change.stream].format(table=change.table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TOUCHED} SELECT DISTINCT * FROM ({deals}) d ON CONFLICT DO NOTHING",
            names,
        )
