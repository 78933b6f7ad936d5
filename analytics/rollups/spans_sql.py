"""The statement that takes deals and their histories apart into spans and stays in a stage.

A deal that the CRM deleted, or merged into another, has no spans: it goes from every past day, too.
"""
# ruff: noqa: S608  Only names written in this module are put into the statements.

COLUMNS = (
    *("opportunity_external_id", "number", "started_at", "ended_at", "stage", "state"),
    *("amount_micros", "is_amount_known", "currency", "probability", "lead_source"),
    *("campaign_external_id", "basis", "since_at", "is_since_known", "is_entry"),
    *("left_at", "went_to", "went_state"),
)
NAMES = ", ".join(COLUMNS)
TOUCHED = "pg_temp.spanned_deal"
# In sub-selects, because the planner takes a workspace that its statistics lack for an empty one.
_KEYS = """{0}.workspace_id = (SELECT %(workspace)s::uuid)
    AND {0}.source_id = (SELECT %(source)s::uuid)"""
_OF_DEAL = "h.opportunity_external_id = d.external_id AND h.opportunity_external_id <> ''"
# Lookups, one for each touched row (see rollups.deals); joins where all are made anew.
_LOOK_UP = "CROSS JOIN LATERAL (SELECT * FROM {0} WHERE {1} OFFSET 0)"
_DEALS_OF = {
    True: f"""{TOUCHED} t {
        _LOOK_UP.format(
            "integrations_opportunity o",
            f"{_KEYS.format('o')} AND o.external_id = t.external_id",
        )
    } o WHERE o.deleted_at IS NULL""",
    False: f"integrations_opportunity o WHERE {_KEYS.format('o')} AND o.deleted_at IS NULL",
}
_HISTORY_OF = {
    # The source is compared outside: inside, it would draw the planner to the primary key.
    True: f"""deal d {
        _LOOK_UP.format(
            "integrations_opportunitychange h",
            "h.workspace_id = (SELECT %(workspace)s::uuid) AND " + _OF_DEAL,
        )
    } h WHERE h.source_id = (SELECT %(source)s::uuid) AND h.deleted_at IS NULL""",
    False: f"""deal d JOIN integrations_opportunitychange h
        ON {_KEYS.format("h")} AND {_OF_DEAL} WHERE h.deleted_at IS NULL""",
}
# A history that begins with the deal may be written a moment after it.
_SAME_MOMENT = "interval '1 minute'"


def spans(*, of_touched: bool) -> str:
    """SELECT of the spans, with COLUMNS: of the touched deals, or of all deals of a source."""
    return f"""
    WITH deal AS MATERIALIZED (
        SELECT o.external_id, o.stage, o.amount_micros, o.currency, o.probability, o.is_closed,
            o.is_won, o.lead_source, o.campaign_external_id, o.stamp, o.created_at,
            -- A close date is a day: at the end of it the deal is closed.
            o.closes_on::timestamp AT TIME ZONE %(zone)s::text AS closed_at
        FROM {_DEALS_OF[of_touched]}
    ),
    flag AS MATERIALIZED (
        SELECT s.label, bool_and(s.is_closed) AS is_closed, bool_and(s.is_won) AS is_won,
            max(s.probability) AS probability
        FROM integrations_opportunitystage s WHERE {_KEYS.format("s")} AND s.deleted_at IS NULL
        GROUP BY s.label
    ),
    read AS MATERIALIZED (
        SELECT DISTINCT ON (d.external_id, h.changed_at) d.external_id, h.changed_at AS at, h.stage,
            h.amount_micros, h.currency, h.probability
        FROM {_HISTORY_OF[of_touched]}
        ORDER BY d.external_id, h.changed_at, h.external_id COLLATE "C" DESC
    ),
    known AS MATERIALIZED (
        SELECT external_id, min(at) AS first_at, max(at) AS last_at,
            bool_or(amount_micros IS NOT NULL) AS has_amounts
        FROM read GROUP BY external_id
    ),
    history AS MATERIALIZED (
        SELECT r.external_id, r.at, 1 AS place, r.stage, 'history' AS basis,
            CASE WHEN k.has_amounts THEN r.amount_micros ELSE d.amount_micros END AS amount_micros,
            k.has_amounts OR d.amount_micros IS NULL AS is_amount_known,
            coalesce(nullif(r.currency, ''), d.currency) AS currency, r.probability,
            r.at = k.first_at AS is_first, r.at = k.last_at AS is_last
        FROM read r JOIN known k ON k.external_id = r.external_id
        JOIN deal d ON d.external_id = r.external_id
    ),
    begun AS MATERIALIZED (
        SELECT d.*, k.first_at, coalesce(d.created_at, k.first_at, %(known_since)s) AS at
        FROM deal d LEFT JOIN known k ON k.external_id = d.external_id
    ),
    step AS (
        SELECT external_id, at, place, stage, basis, amount_micros, is_amount_known, currency,
            probability
        FROM history
        UNION ALL
        -- Older than its history: nobody knows in which stage it was, nor with which amount.
        SELECT b.external_id, b.at, 0, '', 'unknown', h.amount_micros, false, h.currency, NULL
        FROM begun b JOIN history h ON h.external_id = b.external_id AND h.is_first
        WHERE b.at < b.first_at - {_SAME_MOMENT}
        UNION ALL
        -- Without a history it is as it is now, and was in some stage until it closed.
        SELECT b.external_id, b.at, 0, '', 'unknown', b.amount_micros, false, b.currency, NULL
        FROM begun b WHERE b.first_at IS NULL AND b.is_closed AND b.at < b.closed_at
        UNION ALL
        SELECT b.external_id, CASE WHEN b.is_closed THEN greatest(b.at, b.closed_at) ELSE b.at END,
            1, b.stage, 'now', b.amount_micros, false, b.currency, b.probability
        FROM begun b WHERE b.first_at IS NULL
        UNION ALL
        -- What it is now and its history does not say yet.
        SELECT d.external_id, greatest(d.stamp, h.at + interval '1 microsecond'), 2, d.stage, 'now',
            d.amount_micros, true, d.currency, d.probability
        FROM deal d JOIN history h ON h.external_id = d.external_id AND h.is_last
        WHERE d.stage <> h.stage OR d.amount_micros IS DISTINCT FROM h.amount_micros
            OR (d.currency <> h.currency AND d.currency <> '')
    ),
    flagged AS (
        SELECT s.*, d.lead_source, d.campaign_external_id,
            CASE WHEN s.basis = 'unknown' THEN 'open'
                WHEN s.stage = d.stage THEN {_state("d")} ELSE {_state("f")} END AS state,
            coalesce(s.probability, f.probability,
                CASE WHEN s.stage = d.stage THEN d.probability END) AS chance,
            lag(s.stage) OVER deal_steps IS DISTINCT FROM s.stage AS is_entry,
            -- A history that was cut begins in mid-stay.
            s.basis = 'history' AND lag(s.basis) OVER deal_steps IS DISTINCT FROM 'unknown'
                AS is_known
        FROM step s JOIN deal d ON d.external_id = s.external_id
        LEFT JOIN flag f ON f.label = s.stage
        WINDOW deal_steps AS (PARTITION BY s.external_id ORDER BY s.at, s.place)
    ),
    numbered AS MATERIALIZED (
        SELECT f.*, row_number() OVER deal_steps AS number, lead(f.at) OVER deal_steps AS ended_at,
            count(*) FILTER (WHERE f.is_entry) OVER deal_steps AS stay
        FROM flagged f
        WINDOW deal_steps AS (PARTITION BY f.external_id ORDER BY f.at, f.place)
    ),
    stay AS MATERIALIZED (
        SELECT n.external_id, n.stay, n.at, n.is_known, lead(n.at) OVER stays AS left_at,
            lead(n.stage) OVER stays AS went_to, lead(n.state) OVER stays AS went_state
        FROM numbered n WHERE n.is_entry
        WINDOW stays AS (PARTITION BY n.external_id ORDER BY n.stay)
    )
    SELECT n.external_id AS opportunity_external_id, n.number::int, n.at AS started_at, n.ended_at,
        n.stage, n.state, n.amount_micros, n.is_amount_known, n.currency, n.chance AS probability,
        n.lead_source, n.campaign_external_id, n.basis, y.at AS since_at,
        y.is_known AS is_since_known, n.is_entry,
        CASE WHEN n.is_entry THEN y.left_at END AS left_at,
        CASE WHEN n.is_entry THEN coalesce(y.went_to, '') ELSE '' END AS went_to,
        CASE WHEN n.is_entry THEN coalesce(y.went_state, '') ELSE '' END AS went_state
    FROM numbered n JOIN stay y ON y.external_id = n.external_id AND y.stay = n.stay
    """


def _state(row: str) -> str:
    return f"""CASE WHEN {row}.is_closed AND {row}.is_won THEN 'won'
        WHEN {row}.is_closed THEN 'lost' ELSE 'open' END"""
