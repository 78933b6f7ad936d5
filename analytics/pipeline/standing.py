"""The open pipeline at the end of a day: by stage, by lead source and in all."""
# ruff: noqa: S608  Only names written in these modules are put into the statements.

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import Workspace
from analytics.pipeline.open_sql import bucket_counts, open_deals
from analytics.pipeline.question import PipelineQuery

_SUMS = f"""count(*), coalesce(sum(d.worth), 0)::bigint, coalesce(sum(d.weighted), 0)::bigint,
    count(d.worth), count(*) FILTER (WHERE d.amount_micros IS NULL),
    count(*) FILTER (WHERE d.worth IS NOT NULL AND d.probability IS NULL),
    coalesce(array_agg(DISTINCT d.currency) FILTER (WHERE d.has_no_rate), '{{}}'),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY d.age),
    percentile_disc(0.9) WITHIN GROUP (ORDER BY d.age), {bucket_counts("d.age")},
    count(*) FILTER (WHERE d.basis = 'now'), count(*) FILTER (WHERE d.basis = 'unknown'),
    count(*) FILTER (WHERE NOT d.is_amount_known AND d.amount_micros IS NOT NULL),
    count(*) FILTER (WHERE NOT d.is_since_known)"""
_STAGES = """
SELECT source_id, label, min(sort_order) FROM integrations_opportunitystage
WHERE workspace_id = %(workspace)s AND deleted_at IS NULL AND NOT is_closed GROUP BY 1, 2
"""
_FIRST = """
SELECT min(s.started_at AT TIME ZONE b.zone)::date FROM analytics_spanbasis b
CROSS JOIN LATERAL (
    SELECT started_at FROM analytics_dealspan s WHERE s.workspace_id = b.workspace_id
        AND s.source_id = b.source_id AND s.is_entry ORDER BY started_at LIMIT 1
) s WHERE b.workspace_id = %(workspace)s
"""


@dataclass(frozen=True)
class Standing:
    """Open deals together. Money is in micros of the workspace's currency, of those with a rate.

    `valued` have an amount and a rate; `unweighted` of them have no probability and are in no
    weighted sum. `median` and `high` (the ninth decile) are days in the stage; None for no deals.
    Of `now` and `unknown` deals no history tells the stage, of `dated_amounts` none the amount, of
    `dated_since` none since when.
    """

    deals: int = 0
    amount: int = 0
    weighted: int = 0
    valued: int = 0
    amountless: int = 0
    unweighted: int = 0
    without_rate: tuple[str, ...] = ()
    median: float | None = None
    high: int | None = None
    buckets: tuple[int, ...] = ()
    now: int = 0
    unknown: int = 0
    dated_amounts: int = 0
    dated_since: int = 0


@dataclass(frozen=True)
class StageStanding:
    """The open deals in a stage of a source; the stage is "" where nobody knows it."""

    source_id: UUID
    stage: str
    place: int | None
    standing: Standing


@dataclass(frozen=True)
class Pipeline:
    """The whole: in all, by stage in each source's own order, by lead source from the largest."""

    on: date
    total: Standing
    stages: tuple[StageStanding, ...]
    lead_sources: tuple[tuple[str, Standing], ...]


def read_pipeline(query: PipelineQuery, workspace: Workspace) -> Pipeline:
    """The pipeline at the end of the day; two statements, whatever the number of deals."""
    names = query.names(workspace)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH {open_deals(query.filters).lstrip()}
            SELECT grouping(d.stage), grouping(d.lead_source), d.source_id, d.stage, d.lead_source,
                {_SUMS}
            FROM deal d GROUP BY GROUPING SETS ((d.source_id, d.stage), (d.lead_source), ())""",
            names,
        )
        rows = cursor.fetchall()
        cursor.execute(_STAGES, names)
        places = {(source, label): place for source, label, place in cursor.fetchall()}
    return _pipeline(query.on, rows, places)


def first_day(workspace: Workspace) -> date | None:
    """The day of the first deal that is known of, before which there is no pipeline."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST, {"workspace": workspace.pk})
        return cursor.fetchone()[0]  # type: ignore[no-any-return]


def _pipeline(on: date, rows: list[Any], places: dict[tuple[UUID, str], int | None]) -> Pipeline:
    total, stages, lead_sources = Standing(), [], []
    for no_stage, no_lead_source, source, stage, lead_source, *sums in rows:
        one = _standing(sums)
        if not no_stage:
            stages.append(StageStanding(source, stage, places.get((source, stage)), one))
        elif not no_lead_source:
            lead_sources.append((lead_source, one))
        else:
            total = one
    known = {(row.source_id, row.stage) for row in stages}
    sources = {source for source, _ in known}
    for (source, stage), place in places.items():
        # A stage in which nothing stands is a part of the picture.
        if source in sources and (source, stage) not in known:
            stages.append(StageStanding(source, stage, place, Standing()))
    stages.sort(key=lambda row: (str(row.source_id), row.place is None, row.place or 0, row.stage))
    lead_sources.sort(key=lambda pair: (-pair[1].amount, -pair[1].deals, pair[0]))
    return Pipeline(on, total, tuple(stages), tuple(lead_sources))


def _standing(sums: list[Any]) -> Standing:
    values = list(sums)
    values[6], values[9] = tuple(values[6]), tuple(values[9])
    return Standing(*values)
