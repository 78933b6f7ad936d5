"""The statements that bring staged deals in: what differs is named first, then written."""

# ruff: noqa: S608  Only names written in this module are put into the statements.

LOCK = """
SELECT pg_advisory_xact_lock(
    hashtextextended('deals ' || %(workspace)s::text || %(source)s::text, 0)
)
"""
SAME_ID = """SELECT line, external_id AS value, last::text AS detail FROM (
    SELECT line, external_id, max(line) OVER (PARTITION BY external_id) AS last
    FROM pg_temp.file_deal
) d WHERE line <> last"""


def _touched(table: str, model: str, rows: str) -> str:
    """A table of the rows that are new, other than stored, or back from being deleted."""
    return f"""
CREATE TEMPORARY TABLE {table} ON COMMIT DROP AS
SELECT r.*, t.external_id IS NULL AS is_new FROM ({rows}) r
LEFT JOIN integrations_{model} t ON t.workspace_id = %(workspace)s AND t.source_id = %(source)s
    AND t.external_id = r.external_id
WHERE t.external_id IS NULL OR t.deleted_at IS NOT NULL
    OR t.row_hash IS DISTINCT FROM r.row_hash
"""


def _upsert(model: str, table: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(columns)
    sets = ", ".join(f"{name} = excluded.{name}" for name in columns)
    return f"""
INSERT INTO integrations_{model} (workspace_id, source_id, external_id, row_hash, {names})
SELECT %(workspace)s, %(source)s, external_id, row_hash, {names} FROM pg_temp.{table}
ON CONFLICT (workspace_id, source_id, external_id) DO UPDATE
SET row_hash = excluded.row_hash, deleted_at = NULL, {sets}
"""


_STAGES = """
SELECT stage_key AS external_id, stage AS label, is_closed, is_won, true AS is_active,
    row_number() OVER (ORDER BY is_closed, is_won DESC, stage)::int AS sort_order,
    ''::text AS forecast_category,
    decode(md5(concat_ws('|', stage, is_closed, is_won)), 'hex') AS row_hash
FROM (SELECT DISTINCT stage_key, stage, is_closed, is_won FROM pg_temp.file_deal) s
"""
_COMPANIES = """
SELECT DISTINCT ON (company_key) company_key AS external_id, company AS name, ''::text AS industry,
    ''::text AS type, ''::text AS country, ''::text AS owner_external_id, ''::text AS merged_into,
    decode(md5(company), 'hex') AS row_hash
FROM pg_temp.file_deal WHERE company_key <> '' ORDER BY company_key, line DESC
"""
_CAMPAIGNS = """
SELECT DISTINCT ON (campaign_key) campaign_key AS external_id, campaign AS name,
    decode(md5(campaign), 'hex') AS row_hash
FROM pg_temp.file_deal WHERE campaign_key <> '' ORDER BY campaign_key, line DESC
"""
_DEALS = """
SELECT external_id, company_key AS company_external_id, campaign_key AS campaign_external_id,
    stage, round(amount * 1000000)::bigint AS amount_micros, currency, closes_on, created_at,
    is_closed, is_won, lead_source, ''::text AS contact_external_id, ''::text AS type,
    ''::text AS forecast_category, ''::text AS owner_external_id,
    ''::text AS record_type_external_id,
    decode(md5(concat_ws('|', company_key, campaign_key, stage, amount::text, currency, closes_on,
        extract(epoch FROM created_at), is_closed, is_won, lead_source,
        num_nulls(amount), num_nulls(closes_on), num_nulls(created_at))), 'hex') AS row_hash
FROM pg_temp.file_deal
"""
_UPSERT_CAMPAIGNS = """
INSERT INTO integrations_campaign (workspace_id, id, source_id, external_id, kind, name, row_hash,
    platform, type, status, parent_external_id, currency)
SELECT %(workspace)s, gen_random_uuid(), %(source)s, external_id, 'crm', name, row_hash,
    '', '', '', '', '' FROM pg_temp.touched_campaign
ON CONFLICT (workspace_id, source_id, external_id) DO UPDATE
SET name = excluded.name, row_hash = excluded.row_hash, deleted_at = NULL
"""
_STAGE_COLUMNS = ("label", "is_closed", "is_won", "is_active", "sort_order", "forecast_category")
_COMPANY_COLUMNS = ("name", "industry", "type", "country", "owner_external_id", "merged_into")
_DEAL_COLUMNS = (
    "company_external_id",
    "campaign_external_id",
    "contact_external_id",
    "stage",
    "amount_micros",
    "currency",
    "closes_on",
    "created_at",
    "is_closed",
    "is_won",
    "lead_source",
    "type",
    "forecast_category",
    "owner_external_id",
    "record_type_external_id",
)
# (stream, table that names the changed rows, (find them, write them)), in this order.
STEPS: tuple[tuple[str, str, tuple[str, str]], ...] = (
    (
        "OpportunityStage",
        "touched_stage",
        (
            _touched("touched_stage", "opportunitystage", _STAGES),
            _upsert("opportunitystage", "touched_stage", _STAGE_COLUMNS),
        ),
    ),
    (
        "Company",
        "touched_company",
        (
            _touched("touched_company", "company", _COMPANIES),
            _upsert("company", "touched_company", _COMPANY_COLUMNS),
        ),
    ),
    (
        "Campaign",
        "touched_campaign",
        (_touched("touched_campaign", "campaign", _CAMPAIGNS), _UPSERT_CAMPAIGNS),
    ),
    (
        "Opportunity",
        "touched_deal",
        (
            _touched("touched_deal", "opportunity", _DEALS),
            _upsert("opportunity", "touched_deal", _DEAL_COLUMNS),
        ),
    ),
)
COUNTS = """
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new),
    (SELECT count(*) FROM pg_temp.file_deal) - count(*) FROM pg_temp.touched_deal
"""
TOTAL_NAMES = ("opportunities", "won", "lost", "open", "no_company", "first_on", "last_on")
TOTALS = """
SELECT count(*), count(*) FILTER (WHERE is_won), count(*) FILTER (WHERE is_closed AND NOT is_won),
    count(*) FILTER (WHERE NOT is_closed), count(*) FILTER (WHERE company_key = ''),
    (min(created_at) AT TIME ZONE %(zone)s::text)::date, max(closes_on) FROM pg_temp.file_deal
"""
MONEY = """
SELECT currency, (round(sum(amount) * 1000000))::bigint FROM pg_temp.file_deal
WHERE is_won AND amount IS NOT NULL GROUP BY currency
"""
