"""Stage entries in a period, and what became of them: where the deals went, and after how long."""
# ruff: noqa: S608  Only names written in these modules are put into the statements.

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from accounts.models import Workspace
from analytics.pipeline.question import PipelineQuery

_DAY_SECONDS = 86_400


@dataclass(frozen=True)
class StageFlow:
    """Entries into a stage of a source, by what is known of them now.

    `further` went on to a later stage or won, `won` and `lost` of all are at once closed, `back`
    went to an earlier one, `still` are there. `median` is the days of stays that have ended.
    """

    source_id: UUID
    stage: str
    state: str
    place: int | None
    entries: int
    further: int
    lost: int
    back: int
    still: int
    median: float | None

    @property
    def further_share(self) -> float | None:
        """Of all entries those that went on; None without any."""
        return self.further / self.entries if self.entries else None


def read_flow(query: PipelineQuery, workspace: Workspace) -> tuple[StageFlow, ...]:
    """Each stage into which anything came in the period, in the source's own order.

    Only entries that a history tells count: nobody saw the others.
    """
    filters = query.filters
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH zone AS (
                SELECT b.source_id, %(first)s::date::timestamp AT TIME ZONE b.zone AS begins_at,
                    (%(last)s::date + 1)::timestamp AT TIME ZONE b.zone AS ends_at
                FROM analytics_spanbasis b
                WHERE b.workspace_id = %(workspace)s AND b.built_at IS NOT NULL
            ),
            stage AS MATERIALIZED (
                SELECT source_id, label, min(sort_order) AS place
                FROM integrations_opportunitystage
                WHERE workspace_id = %(workspace)s AND deleted_at IS NULL GROUP BY 1, 2
            ),
            entry AS MATERIALIZED (
                SELECT s.source_id, s.stage, s.state, s.started_at, s.left_at, s.went_to,
                    s.went_state, h.place, t.place AS went_place
                FROM zone z JOIN analytics_dealspan s ON s.workspace_id = %(workspace)s
                    AND s.source_id = z.source_id AND s.is_entry AND s.is_since_known
                    AND s.started_at >= z.begins_at AND s.started_at < z.ends_at
                LEFT JOIN stage h ON h.source_id = s.source_id AND h.label = s.stage
                LEFT JOIN stage t ON t.source_id = s.source_id AND t.label = s.went_to
                {filters.join("s")} WHERE true {filters.where("s")}
            )
            SELECT e.source_id, e.stage, min(e.state), min(e.place), count(*),
                count(*) FILTER (WHERE e.went_state = 'won'
                    OR (e.went_state = 'open' AND e.went_place > e.place)),
                count(*) FILTER (WHERE e.went_state = 'lost'),
                count(*) FILTER (WHERE e.went_state = 'open'
                    AND (e.went_place > e.place) IS NOT TRUE),
                count(*) FILTER (WHERE e.left_at IS NULL),
                percentile_cont(0.5) WITHIN GROUP (
                    ORDER BY extract(epoch FROM e.left_at - e.started_at)::float8 / {_DAY_SECONDS})
            FROM entry e GROUP BY e.source_id, e.stage
            """,
            query.names(workspace),
        )
        found = [StageFlow(*row) for row in cursor.fetchall()]
    found.sort(key=lambda row: (str(row.source_id), row.place is None, row.place or 0, row.stage))
    return tuple(found)
