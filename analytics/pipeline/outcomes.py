"""What was decided in a period, and what became of the deals that were made in it."""
# ruff: noqa: S608  Only names written in these modules are put into the statements.

from dataclasses import dataclass

from django.db import connection

from accounts.models import Workspace
from analytics.pipeline.question import DealFilters, PipelineQuery
from analytics.queries.converting import OF_DEAL, ORGANIZATION, RATES, factors, known_factor

_MADE_ON = "(o.created_at AT TIME ZONE b.zone)::date"
_CURRENCY = "coalesce(nullif(o.currency, ''), g.currency, %(currency)s)"
_WORTH = """CASE WHEN r.currency = %(currency)s THEN r.amount_micros
    ELSE round(r.amount_micros * f.factor)::bigint END"""
_NO_RATE = "r.amount_micros IS NOT NULL AND r.currency <> %(currency)s AND f.factor IS NULL"


@dataclass(frozen=True)
class Side:
    """Deals together: how many, what they are worth in micros, and how many have a worth."""

    deals: int
    worth: int
    valued: int


@dataclass(frozen=True)
class Closed:
    """The deals that closed in the period, by their close dates; rates are those of that day.

    The cycle is close minus created in days of `cycles` won deals; `backwards` more closed before
    they were made, and are in no cycle.
    """

    won: Side
    lost: Side
    cycles: int
    cycle_days: int
    median_cycle: float | None
    backwards: int
    without_rate: tuple[str, ...]

    @property
    def win_rate(self) -> float | None:
        """Won ÷ (won + lost); None where nothing closed."""
        return share(self.won.deals, self.won.deals + self.lost.deals)

    @property
    def win_rate_by_value(self) -> float | None:
        """The same of what they are worth."""
        return share(self.won.worth, self.won.worth + self.lost.worth)

    @property
    def average(self) -> float | None:
        """Micros a won deal, of those with an amount and a rate."""
        return share(self.won.worth, self.won.valued)

    @property
    def mean_cycle(self) -> float | None:
        """Days from made to won."""
        return share(self.cycle_days, self.cycles)

    @property
    def velocity(self) -> float | None:
        """Micros a day: how many closed, times win rate, times average won deal, by mean cycle."""
        rate, average, cycle = self.win_rate, self.average, self.mean_cycle
        if rate is None or average is None or not cycle:
            return None
        return (self.won.deals + self.lost.deals) * rate * average / cycle


@dataclass(frozen=True)
class Made:
    """The deals that were made in the period, by what is known of them now."""

    every: Side
    won: Side
    lost: Side
    without_rate: tuple[str, ...]

    @property
    def win_rate(self) -> float | None:
        """Won so far ÷ made."""
        return share(self.won.deals, self.every.deals)

    @property
    def win_rate_by_value(self) -> float | None:
        """The same of what they are worth."""
        return share(self.won.worth, self.every.worth)

    @property
    def decided(self) -> float | None:
        """How ripe that is: won or lost ÷ made."""
        return share(self.won.deals + self.lost.deals, self.every.deals)


def share(part: float, whole: float) -> float | None:
    """A ratio of sums; None where the whole is nothing."""
    return part / whole if whole else None


def read_closed(query: PipelineQuery, workspace: Workspace) -> Closed:
    """What closed in the query's days; reads their deals by an index, and no others."""
    won, cycle = "r.is_won", "r.is_won AND r.cycle >= 0"
    where = "o.is_closed AND o.closes_on BETWEEN %(first)s AND %(last)s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""{_rows(query.filters, "o.closes_on", where)}
            SELECT {_side(won)}, {_side("NOT r.is_won")}, count(*) FILTER (WHERE {cycle}),
                coalesce(sum(r.cycle) FILTER (WHERE {cycle}), 0)::bigint,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY r.cycle) FILTER (WHERE {cycle}),
                count(*) FILTER (WHERE r.is_won AND r.cycle < 0), {_LACKS}
            FROM counted r {known_factor("counted", OF_DEAL)}""",
            query.names(workspace),
        )
        found = cursor.fetchone()
    cycles, cycle_days, median, backwards, lacks = found[6:]
    won_side, lost = Side(*found[:3]), Side(*found[3:6])
    return Closed(won_side, lost, cycles, cycle_days, median, backwards, tuple(lacks))


def read_made(query: PipelineQuery, workspace: Workspace) -> Made:
    """What was made in the query's days, and how much of it is won or lost by now."""
    # A day more on both sides, so that an index finds them whatever the zone.
    where = f"""o.created_at >= %(first)s::date - 1 AND o.created_at < %(last)s::date + 2
        AND {_MADE_ON} BETWEEN %(first)s AND %(last)s"""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""{_rows(query.filters, _MADE_ON, where)}
            SELECT {_side("true")}, {_side("r.is_closed AND r.is_won")},
                {_side("r.is_closed AND NOT r.is_won")}, {_LACKS}
            FROM counted r {known_factor("counted", OF_DEAL)}""",
            query.names(workspace),
        )
        found = cursor.fetchone()
    return Made(Side(*found[:3]), Side(*found[3:6]), Side(*found[6:9]), tuple(found[9]))


_LACKS = f"coalesce(array_agg(DISTINCT r.currency) FILTER (WHERE {_NO_RATE}), '{{}}')"


def _rows(filters: DealFilters, on: str, where: str) -> str:
    return f"""
    WITH {RATES.lstrip()}, {ORGANIZATION},
    counted AS MATERIALIZED (
        SELECT o.source_id, {on} AS "on", {_CURRENCY} AS currency, o.amount_micros, o.is_closed,
            o.is_won, o.closes_on - {_MADE_ON} AS cycle
        FROM integrations_opportunity o
        JOIN analytics_rollupbasis b
            ON b.workspace_id = o.workspace_id AND b.source_id = o.source_id
        LEFT JOIN org g ON g.source_id = o.source_id
        {filters.join("o")}
        WHERE o.workspace_id = %(workspace)s AND o.deleted_at IS NULL AND {where}
            {filters.where("o")}
    ), {factors("counted", "counted", OF_DEAL)}
    """


def _side(condition: str) -> str:
    return f"""count(*) FILTER (WHERE {condition}),
        coalesce(sum({_WORTH}) FILTER (WHERE {condition}), 0)::bigint,
        count({_WORTH}) FILTER (WHERE {condition})"""
