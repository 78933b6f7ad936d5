"""Cohorts: of those who entered a step in a week or month, who reached the next within W days."""
# ruff: noqa: S608  Only names written in these modules are put into the statements.

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import connection

from accounts.models import WeekStart, Workspace
from analytics.pipeline.question import PipelineQuery
from analytics.queries import channels
from analytics.queries.periods import DAY, WEEK_DAYS, Period, week_begin

COHORTS = 12
WITHIN = (14, 30, 60, 90, 180)


class Step(StrEnum):
    """From where to where: opportunity to won, lead to MQL, MQL to SQL."""

    WON = "won"
    MQL = "mql"
    SQL = "sql"


class Span(StrEnum):
    """How long each cohort gathers."""

    MONTH = "month"
    WEEK = "week"


@dataclass(frozen=True)
class Cohort:
    """Those who entered in a period: how many of them reached the next step within the days.

    `is_open` while the youngest may still reach it; then the share is the share so far.
    """

    period: Period
    entered: int
    reached: int
    is_open: bool

    @property
    def share(self) -> float | None:
        return self.reached / self.entered if self.entered else None


def read_cohorts(
    query: PipelineQuery,
    workspace: Workspace,
    step: Step,
    span: Span,
    within: int,
    read_until: date,
) -> tuple[Cohort, ...]:
    """The last twelve cohorts up to the query's day, the oldest first.

    `read_until` is the last day that has been read whole; what came later nobody has seen.
    """
    periods = list(_periods(query.on, span, workspace.week_start))
    start = (
        "date_trunc('month', c.\"on\")::date"
        if span is Span.MONTH
        else "date_trunc('week', c.\"on\" + %(before_monday)s::int)::date - %(before_monday)s::int"
    )
    names = {
        **query.names(workspace),
        "first": periods[0].first_on,
        "last": periods[-1].last_on,
        "within": within,
        "step": step.value,
        "before_monday": WeekStart(workspace.week_start).days_before_monday,
    }
    rows = _deals(query) if step is Step.WON else _people(query)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {start}, sum(c.n)::bigint,
                coalesce(sum(c.n) FILTER (WHERE c.is_reached AND c.days <= %(within)s), 0)::bigint
            FROM ({rows}) c GROUP BY 1""",
            names,
        )
        found = {first: (entered, reached) for first, entered, reached in cursor.fetchall()}
    return tuple(
        Cohort(p, *found.get(p.first_on, (0, 0)), p.last_on + DAY * within > read_until)
        for p in periods
    )


def _people(query: PipelineQuery) -> str:
    filters = query.filters
    if filters.campaigns:
        # Of a lead no campaign is known; see rollups of leads.
        return 'SELECT NULL::date AS "on", 0 AS n, false AS is_reached, 0 AS days WHERE false'
    where = ""
    if filters.lead_sources:
        where += " AND d.lead_source = ANY(%(lead_sources)s::text[])"
    if filters.sources:
        where += " AND d.source_id = ANY(%(sources)s::uuid[])"
    if filters.channels:
        where += f" AND {channels.is_one_of(channels.LEAD)}"
    return f"""
    SELECT d."on", d.people AS n, d.is_reached, d.days FROM analytics_leadcohortday d
    {channels.join_lead("d") if filters.channels else ""}
    WHERE d.workspace_id = %(workspace)s AND d.step = %(step)s
        AND d."on" BETWEEN %(first)s AND %(last)s {where}
    """


def _deals(query: PipelineQuery) -> str:
    made = "(o.created_at AT TIME ZONE b.zone)::date"
    won = "o.is_closed AND o.is_won AND o.closes_on IS NOT NULL"
    return f"""
    SELECT {made} AS "on", 1 AS n, {won} AS is_reached, o.closes_on - {made} AS days
    FROM integrations_opportunity o
    JOIN analytics_rollupbasis b ON b.workspace_id = o.workspace_id AND b.source_id = o.source_id
    {query.filters.join("o")}
    WHERE o.workspace_id = %(workspace)s AND o.deleted_at IS NULL
        AND o.created_at >= %(first)s::date - 1 AND o.created_at < %(last)s::date + 2
        AND {made} BETWEEN %(first)s AND %(last)s {query.filters.where("o")}
    """


def _periods(on: date, span: Span, week_start: str) -> Iterator[Period]:
    """The last ones, that with the day the last."""
    firsts = []
    first = on.replace(day=1) if span is Span.MONTH else week_begin(on, week_start)
    for _ in range(COHORTS):
        firsts.append(first)
        back = first - DAY
        first = back.replace(day=1) if span is Span.MONTH else first - DAY * WEEK_DAYS
    for first in reversed(firsts):
        if span is Span.WEEK:
            yield Period(first, first + DAY * (WEEK_DAYS - 1))
        else:
            next_month = (first + DAY * 32).replace(day=1)
            yield Period(first, next_month - DAY)
