"""Reads the pieces of a question, by one statement a side; the same rows as its answer."""
# ruff: noqa: S608  Only names written in these modules are put into the statement.

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from accounts.models import Workspace
from analytics import metrics
from analytics.models import AdCampaignDay
from analytics.queries.converting import ORGANIZATION, RATES, factors, known_factor
from analytics.queries.dimensions import Breakdown, Granularity
from analytics.queries.found import TooMany
from analytics.queries.periods import Period
from analytics.queries.question import MetricQuery
from analytics.queries.sides import (
    ad_rows,
    crm_rows,
    days_with_money,
    source_of,
    sums_of,
    visit_rows,
)
from analytics.queries.sql import names_of
from analytics.queries.where import Clause
from analytics.reporting.freezing.pieces import Key, Piece, Side
from integrations.models import Campaign

MOST = 60_000
ADS, DEALS, LEADS, VISITS = (
    metrics.Side.ADS,
    metrics.Side.DEALS,
    metrics.Side.LEADS,
    metrics.Side.VISITS,
)
# {side: (its rows, metrics that need all of them and no others, by what they are told apart)}
_ROWS = {
    ADS: (
        "ads",
        ("spend", "conversions", "conversion_value"),
        (Breakdown.SOURCE, Breakdown.CAMPAIGN),
    ),
    DEALS: (
        "crm",
        ("won_revenue", "lost_value", "sales_cycle"),
        (Breakdown.SOURCE, Breakdown.LEAD_SOURCE, Breakdown.CRM_CAMPAIGN),
    ),
    LEADS: ("crm", ("leads",), (Breakdown.SOURCE, Breakdown.LEAD_SOURCE)),
    VISITS: ("visits", ("sessions",), (Breakdown.SOURCE,)),
}
_MAKE = {"ads": ad_rows, "crm": crm_rows, "visits": visit_rows}


@dataclass(frozen=True)
class Question:
    """The rows of one side of these days that fit a filter."""

    side: metrics.Side
    period: Period
    where: Clause | None


def read_side(question: Question, workspace: Workspace, currency: str) -> Side:
    """Its pieces, in a currency; raises TooMany beyond what can be kept."""
    rows, needing, dimensions = _ROWS[question.side]
    query = _query(question, needing, dimensions)
    if query is None:
        return Side({})
    names = names_of(query, workspace, None) | {"currency": currency}
    keys = [key for key in sums_of(rows, query) if key in metrics.MEASURES]
    with connection.cursor() as cursor:
        cursor.execute(_statement(query, rows, keys), names)
        if cursor.rowcount > MOST:
            raise TooMany
        found = dict(_pieces(cursor.fetchall(), keys, currency))
    return Side(found, by_source=rows == "crm")


def _query(
    question: Question, needing: tuple[str, ...], dimensions: tuple[Breakdown, ...]
) -> MetricQuery | None:
    """Days of campaigns are asked for by their keys: then no month is read as a whole."""
    parts: tuple[tuple[str, ...], ...] = ()
    if question.side is ADS:
        parts = tuple(_campaigns(question.period))
        if not parts:
            return None
    return MetricQuery(
        needing,
        question.period,
        breakdown=dimensions[0],
        further=dimensions[1:],
        granularity=Granularity.DAY if parts else Granularity.TOTAL,
        where=question.where,
        parts=parts,
    )


def _campaigns(period: Period) -> Iterator[tuple[str, str]]:
    days = AdCampaignDay.objects.filter(on__range=(period.first_on, period.last_on))
    ids = days.order_by().values("campaign_id").distinct()
    for source, campaign in Campaign.objects.filter(id__in=ids).values_list("source_id", "id"):
        yield str(source), str(campaign)


def _statement(query: MetricQuery, rows: str, keys: Iterable[str]) -> str:
    sums = ", ".join(f"sum(r.{key})::bigint" for key in keys)
    return f"""
    WITH period (name, first_on, last_on) AS (VALUES ('now', %(first)s::date, %(last)s::date)),
    {RATES}, {ORGANIZATION}, {rows} AS ({_MAKE[rows](query)}),
    {factors(rows, days_with_money(rows, query), source_of(rows))}
    SELECT r.part, r."on", r.currency, f.factor, {sums}
    FROM {rows} r {known_factor(rows, source_of(rows))} GROUP BY 1, 2, 3, 4 LIMIT {MOST + 1}
    """


def _pieces(
    rows: Iterable[tuple[Any, ...]], keys: list[str], currency: str
) -> Iterator[tuple[Key, Piece]]:
    for part, on, money, factor, *values in rows:
        source, *rest = [part] if isinstance(part, str) else part
        sums = {key: value for key, value in zip(keys, values, strict=True) if value}
        if sums:
            is_own = money == currency
            key = Key(source, tuple(rest), on, money)
            yield key, Piece(sums, Decimal(1) if is_own else factor)
