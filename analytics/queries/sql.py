"""The one statement behind an answer: sums by period, span and part, money in one currency.

Amounts in another currency are converted day by day (see `converting`); where there is no rate,
they come back beside the rest under their currency, and are added to nothing.
"""
# ruff: noqa: S608  Only names written in this module are put into the statement.

from collections.abc import Mapping, Sequence
from typing import Any

from accounts.models import WeekStart, Workspace
from analytics.metrics import Side
from analytics.queries.converting import ORGANIZATION, RATES, factors, known_factor
from analytics.queries.periods import Period
from analytics.queries.question import MetricQuery
from analytics.queries.sides import (
    MONEY_COLUMN,
    MOST_SUMS,
    ad_rows,
    crm_rows,
    days_with_money,
    source_of,
    sums_of,
    visit_rows,
)
from analytics.queries.testing import values_of


def statement(query: MetricQuery) -> str:
    """The statement for a question; its names come from names_of."""
    before, rows = in_two(query)
    return f"{before} {rows}"


def in_two(query: MetricQuery) -> tuple[str, str]:
    """Its tables, and the SELECT of rows (side, period, span, part, without_rate, c0, c1, ...)."""
    sides = rows_of(query)
    parts = (_part(side, sums_of(side, query)) for side in sides)
    return tables(query, sides), " UNION ALL ".join(parts)


def rows_of(query: MetricQuery, *, is_plain: bool = False) -> dict[str, str]:
    """{side: the rows that it is asked for}; plain parts are no texts where they are none."""
    rows = {}
    if Side.ADS in query.sides:
        rows["ads"] = ad_rows(query, is_plain=is_plain)
    if query.sides & {Side.LEADS, Side.DEALS}:
        rows["crm"] = crm_rows(query)
    if Side.VISITS in query.sides:
        rows["visits"] = visit_rows(query)
    return rows


def tables(query: MetricQuery, sides: Mapping[str, str]) -> str:
    """The rows of each side as a table of its name, and the factors of its currencies."""
    parts = [
        f"{side} AS ({text}), {factors(side, days_with_money(side, query), source_of(side))}"
        for side, text in sides.items()
    ]
    return f"""
    WITH period (name, first_on, last_on) AS (
        VALUES ('now', %(first)s::date, %(last)s::date),
            ('before', %(before_first)s::date, %(before_last)s::date)
    ), {RATES}, {ORGANIZATION}, {", ".join(parts)}
    """


def names_of(query: MetricQuery, workspace: Workspace, before: Period | None) -> dict[str, Any]:
    """What the statement's names stand for."""
    return {
        "workspace": workspace.pk,
        "currency": workspace.currency,
        "before_monday": WeekStart(workspace.week_start).days_before_monday,
        "first": query.period.first_on,
        "last": query.period.last_on,
        "before_first": before.first_on if before else None,
        "before_last": before.last_on if before else None,
        "platforms": list(query.filters.platforms),
        "campaigns": list(query.filters.campaigns),
        "lead_sources": list(query.filters.lead_sources),
        "channels": list(query.filters.channels),
        "quarters": list(query.quarters),
        **{f"parts_{n}": list(keys) for n, keys in enumerate(zip(*query.parts, strict=True))},
        **values_of(query.where),
    }


def _part(side: str, sums: Sequence[str]) -> str:
    """Rows (period, span, part, on, currency, sums) converted and summed, padded with nulls."""
    cells = [_cell(name) for name in sums] + ["NULL::bigint"] * (MOST_SUMS - len(sums))
    named = (f"{cell} AS c{n}" for n, cell in enumerate(cells))
    without_rate = (
        "CASE WHEN r.currency <> %(currency)s AND f.factor IS NULL THEN r.currency ELSE '' END"
    )
    return f"""
    SELECT '{side}' AS side, r.period, r.span, r.part, {without_rate} AS without_rate,
        {", ".join(named)}
    FROM {side} r {known_factor(side, source_of(side))} GROUP BY r.period, r.span, r.part, 5
    """


def _cell(name: str) -> str:
    if name not in MONEY_COLUMN:
        return f"sum(r.{name})::bigint"
    return (
        f"sum(CASE WHEN f.factor IS NULL THEN r.{name} ELSE round(r.{name} * f.factor) END)::bigint"
    )
