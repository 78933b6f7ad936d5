"""Makes rollups from nothing, or says where they differ from what that would give."""
# ruff: noqa: S608  Only names written in these modules are put into the statements.

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils import timezone

from accounts.tenancy import require_workspace_id
from analytics.channels.assigning import assign_all
from analytics.models import LeadStage, RollupBasis
from analytics.rollups import ads, cohorts, crm, deals, people, spans, visits
from analytics.rollups.basis import current_rules, wanted_rules
from analytics.rollups.lock import count_version, lock_rollups
from analytics.rollups.spans import build_spans, kept_sources
from integrations.models import Lead, Opportunity, Source

# Tables that a first sync has just filled have no statistics yet: taken for nearly empty, they
# would be joined row by row, which made minutes of what takes a second.
_AT_LENGTH = "SET LOCAL statement_timeout = '20min'; SET LOCAL enable_nestloop = off"


@dataclass(frozen=True)
class Difference:
    """How many rows of a rollup table are not what a rebuild would give."""

    table: str
    rows: int


def rebuild(source_id: UUID | None = None) -> None:
    """Count a source's CRM rows anew by its present rules; without a source everything."""
    lock_rollups()
    with connection.cursor() as cursor:
        cursor.execute(_AT_LENGTH)
    if source_id is None:
        _rebuild_ads()
        visits.rebuild_visits()
    for one in [source_id] if source_id else _sources():
        _rebuild_crm(one)
        build_spans(one)
    if source_id is None:
        assign_all()
    count_version()


def assign_channels() -> None:
    """Give everything its channel by the present rules, which counts nothing anew."""
    lock_rollups()
    with connection.cursor() as cursor:
        cursor.execute(_AT_LENGTH)
    assign_all()
    count_version()


def find_differences() -> list[Difference]:
    """Where the entered workspace's rollups differ from a rebuild by the same rules."""
    lock_rollups()
    with connection.cursor() as cursor:
        cursor.execute(_AT_LENGTH)
        names = {"workspace": require_workspace_id()}
        _count_ads(names)
        found = []
        for rollup in ads.ROLLUPS:
            columns = ", ".join((*rollup.key, *ads.SUMS))
            cursor.execute(_differing(rollup.table, columns, ads.summed(rollup), ""), names)
            found.append(Difference(rollup.table, cursor.fetchone()[0]))
        visits.count_all()
        columns = f"{visits.KEY}, {', '.join(visits.SUMS)}"
        cursor.execute(_differing(visits.TABLE, columns, visits.SUMMED, ""), names)
        found.append(Difference(visits.TABLE, cursor.fetchone()[0]))
        for source_id in _counted_sources():
            rules = current_rules(source_id)
            _count_crm(rules)
            columns = f"{crm.KEY}, {', '.join(crm.SUMS)}"
            only = "AND source_id = %(source)s"
            cursor.execute(_differing("analytics_crmday", columns, crm.SUMMED, only), rules)
            found.append(Difference("analytics_crmday", cursor.fetchone()[0]))
            wanted = _differing(cohorts.TABLE, cohorts.COLUMNS, cohorts.SUMMED, only)
            cursor.execute(wanted, rules)
            found.append(Difference(cohorts.TABLE, cursor.fetchone()[0]))
        found += [Difference(spans.TABLE, spans.count_differences(one)) for one in kept_sources()]
    return [one for one in found if one.rows]


def _sources() -> list[UUID]:
    """Those with rows of a CRM; a source of advertising alone is counted by no rules."""
    counted = set(_counted_sources())
    every = Source.objects.order_by("created_at").values_list("id", flat=True)
    return [one for one in every if one in counted or _has_crm_rows(one)]


def _has_crm_rows(source_id: UUID) -> bool:
    return any(model.objects.filter(source_id=source_id).exists() for model in (Lead, Opportunity))


def _counted_sources() -> list[UUID]:
    return list(RollupBasis.objects.values_list("source_id", flat=True))


def _rebuild_ads() -> None:
    names = {"workspace": require_workspace_id()}
    _count_ads(names)
    with connection.cursor() as cursor:
        for rollup in ads.ROLLUPS:
            cursor.execute(f"DELETE FROM {rollup.table} WHERE workspace_id = %(workspace)s", names)
            cursor.execute(ads.apply_delta(rollup)[0], names)


def _count_ads(names: dict[str, UUID]) -> None:
    with connection.cursor() as cursor:
        for statement in ads.MAKE_DELTA:
            cursor.execute(statement)
        cursor.execute(ads.contribution(""), names)


def _rebuild_crm(source_id: UUID) -> None:
    since = current_rules(source_id)["since"]
    rules = wanted_rules(source_id)
    # Forgetting an old run does not make our snapshots younger.
    if since and rules.snapshots_since:
        since = min(since, rules.snapshots_since)
    else:
        since = rules.snapshots_since
    RollupBasis.objects.filter(source_id=source_id).update(
        zone=rules.zone, snapshots_since=since, rebuilt_at=timezone.now()
    )
    LeadStage.objects.filter(source_id=source_id).update(counted_as=F("stage"))
    names = current_rules(source_id)
    _count_crm(names)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM analytics_crmday WHERE workspace_id = %(workspace)s"
            " AND source_id = %(source)s",
            names,
        )
        cursor.execute(
            f"DELETE FROM {cohorts.TABLE} WHERE workspace_id = %(workspace)s"
            " AND source_id = %(source)s",
            names,
        )
    crm.apply(names)
    cohorts.apply(names)


def _count_crm(names: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        for statement in (*crm.MAKE_DELTA, *cohorts.MAKE_DELTA):
            cursor.execute(statement)
        for statement in (
            people.contribution("", people.ALL_LEADS),
            deals.deals("", deals.ALL),
            deals.customers("", deals.FIRST_WON),
        ):
            cursor.execute(statement, {**names, "merged": True})


def _differing(table: str, columns: str, wanted: str, only: str) -> str:
    kept = f"SELECT {columns} FROM {table} WHERE workspace_id = %(workspace)s {only}"
    return f"""
    SELECT count(*) FROM (
        (SELECT {columns} FROM ({wanted}) w EXCEPT ALL {kept})
        UNION ALL ({kept} EXCEPT ALL SELECT {columns} FROM ({wanted}) w)
    ) d
    """
