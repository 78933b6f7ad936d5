"""The rows of deals that were open at the end of a day, with their amounts in one currency."""
# ruff: noqa: S608  Only names written in these modules are put into the statements.

from analytics.pipeline.question import DealFilters
from analytics.queries.converting import OF_DEAL, ORGANIZATION, RATES, join_factor

# From 0 days on, and so on; each bucket ends where the next one begins.
BUCKETS = (0, 8, 31, 61, 91, 181)

_OPEN = """{0}.workspace_id = %(workspace)s AND {0}.source_id = z.source_id
    AND {0}.state = 'open' AND {0}.started_at < z.ends_at"""


def open_deals(filters: DealFilters) -> str:
    """CTEs ending in `deal`: what stood open at the end of %(day)s in its source's zone.

    `worth` is the amount in %(currency)s by that day's rate, null where there is no rate or no
    amount; `weighted` is that by the probability; `age` counts the days in the stage.
    """
    return f"""
    {RATES}, {ORGANIZATION},
    zone AS (
        SELECT b.source_id, b.zone, (%(day)s::date + 1)::timestamp AT TIME ZONE b.zone AS ends_at
        FROM analytics_spanbasis b
        WHERE b.workspace_id = %(workspace)s AND b.built_at IS NOT NULL
    ),
    stood AS MATERIALIZED (
        SELECT s.source_id, s.opportunity_external_id AS external_id, s.stage, s.amount_micros,
            s.is_amount_known, s.probability, s.lead_source, s.basis, s.since_at, s.is_since_known,
            coalesce(nullif(s.currency, ''), o.currency, %(currency)s) AS currency,
            %(day)s::date AS "on", %(day)s::date - (s.since_at AT TIME ZONE z.zone)::date AS age
        -- Two ranges of the index of open spans, whatever the planner knows of the table.
        FROM zone z CROSS JOIN LATERAL (
            SELECT * FROM analytics_dealspan n WHERE {_OPEN.format("n")} AND n.ended_at IS NULL
            UNION ALL
            SELECT * FROM analytics_dealspan n
            WHERE {_OPEN.format("n")} AND n.ended_at >= z.ends_at OFFSET 0
        ) s
        LEFT JOIN org o ON o.source_id = s.source_id
        {filters.join("s")} WHERE true {filters.where("s")}
    ),
    factor AS MATERIALIZED (
        SELECT r.source_id, r.currency, f.factor
        FROM (SELECT DISTINCT source_id, currency, "on" FROM stood) r {join_factor(OF_DEAL)}
    ),
    valued AS (
        SELECT d.*, CASE WHEN d.currency = %(currency)s THEN d.amount_micros
            ELSE round(d.amount_micros * f.factor)::bigint END AS worth
        FROM stood d JOIN factor f ON f.source_id = d.source_id AND f.currency = d.currency
    ),
    deal AS (
        SELECT v.*, round(v.worth * v.probability / 100)::bigint AS weighted,
            v.amount_micros IS NOT NULL AND v.worth IS NULL AS has_no_rate
        FROM valued v
    )
    """


def bucket_counts(age: str) -> str:
    """SQL: how many deals lie in each bucket, as an array."""
    ends = (*BUCKETS[1:], None)
    counts = (
        f"count(*) FILTER (WHERE {age} >= {low}" + (f" AND {age} < {high})" if high else ")")
        for low, high in zip(BUCKETS, ends, strict=True)
    )
    return f"ARRAY[{', '.join(counts)}]"
