"""The statements of the merge: compare by one FULL JOIN, keep the old values, write what differs.

What was compared is still true when it is written, because LOCK lets only one merge of a source run
at a time and nobody else writes facts.
"""
# ruff: noqa: S608  Only names written in this module are put into the statements.

METRICS = (
    "impressions",
    "clicks",
    "spend_micros",
    "conversions_micros",
    "conversion_value_micros",
    "dated_conversions_micros",
    "dated_value_micros",
)
# A sum of money means another thing in another currency.
MONEY = ("spend_micros", "conversion_value_micros", "dated_value_micros")

LOCK = """
SELECT pg_advisory_xact_lock(
    hashtextextended('facts ' || %(workspace)s::text || %(source)s::text, 0)
)
"""
# Not now(): two merges in one transaction must not get the same moment.
NOW = "SELECT clock_timestamp()"
FORGET = "DROP TABLE IF EXISTS pg_temp.changed_day"

REFUSALS = (
    (
        "day_twice",
        """SELECT (SELECT c.name FROM integrations_campaign c
            WHERE c.workspace_id = %(workspace)s AND c.id = s.campaign_id), s."on"
        FROM (SELECT campaign_id, "on" FROM pg_temp.staged_day
            GROUP BY campaign_id, "on", cut HAVING count(*) > 1 LIMIT 1) s""",
        "{0} is given twice for {1}.",
    ),
    (
        "day_outside",
        """SELECT s."on" FROM pg_temp.staged_day s
        WHERE s."on" NOT BETWEEN %(first)s AND %(last)s LIMIT 1""",
        "{0} lies outside of the days that were asked for.",
    ),
    (
        "campaign_elsewhere",
        """SELECT s.campaign_id FROM (SELECT DISTINCT campaign_id FROM pg_temp.staged_day) s
        LEFT JOIN integrations_campaign c ON c.workspace_id = %(workspace)s AND c.id = s.campaign_id
            AND c.source_id = %(source)s AND c.kind = 'ad'
        WHERE c.id IS NULL LIMIT 1""",
        "{0} is no ad campaign of this source.",
    ),
)

_VALUES = (*METRICS, "currency", '"window"', "flags")
_OLD = ", ".join(f"f.{name}" for name in _VALUES)
_NEW = ", ".join(f"s.{name}" for name in _VALUES)

# One row for each campaign-day that differs; is_stored but for a new one, is_gone for a lost one.
COMPARE = f"""
CREATE TEMPORARY TABLE changed_day ON COMMIT DROP AS
SELECT coalesce(s.campaign_id, f.campaign_id) AS campaign_id, coalesce(s."on", f."on") AS "on",
    coalesce(s.cut, f.cut) AS cut, f.campaign_id IS NOT NULL AS is_stored,
    s.campaign_id IS NULL AS is_gone,
    {", ".join(f"s.{name} AS {name}" for name in _VALUES)},
    {", ".join(f"f.{name} AS old_{name}" for name in METRICS)},
    f.currency AS old_currency, f.as_of AS old_as_of, f.run_id AS old_run_id
FROM (
    SELECT * FROM integrations_campaignday
    WHERE workspace_id = %(workspace)s AND source_id = %(source)s
        AND "on" BETWEEN %(first)s AND %(last)s
        AND (%(account)s::text IS NULL OR campaign_id IN (
            SELECT id FROM integrations_campaign WHERE workspace_id = %(workspace)s
                AND source_id = %(source)s AND account_external_id = %(account)s))
) f
FULL JOIN pg_temp.staged_day s
    ON s.campaign_id = f.campaign_id AND s."on" = f."on" AND s.cut = f.cut
WHERE f.campaign_id IS NULL
    OR (s.campaign_id IS NULL AND %(partition)s)
    OR (s.campaign_id IS NOT NULL AND ({_OLD}) IS DISTINCT FROM ({_NEW}))
"""
COUNT = """
SELECT count(*) FILTER (WHERE NOT is_stored),
    count(*) FILTER (WHERE is_stored AND NOT is_gone),
    count(*) FILTER (WHERE is_gone), (SELECT count(*) FROM pg_temp.staged_day)
FROM pg_temp.changed_day
"""


def _differs(metric: str) -> str:
    values = f"c.old_{metric} IS DISTINCT FROM c.{metric}"
    if metric not in MONEY:
        return values
    return (
        f"({values} OR (c.old_{metric} IS NOT NULL AND c.old_currency IS DISTINCT FROM c.currency))"
    )


_EACH_METRIC = ", ".join(
    f"('{metric}', c.old_{metric}, c.{metric}, {_differs(metric)})" for metric in METRICS
)
_REVISION = """
INSERT INTO integrations_campaigndayrevision (workspace_id, campaign_id, "on", cut, metric,
    old_value, new_value, currency, as_of, run_id, superseded_at)
"""
_SUPERSEDED = f"""{_REVISION}
SELECT %(workspace)s, c.campaign_id, c."on", c.cut, m.metric, m.old_value, m.new_value,
    c.old_currency, c.old_as_of, c.old_run_id, %(seen)s
FROM pg_temp.changed_day c
CROSS JOIN LATERAL (VALUES {_EACH_METRIC}) AS m (metric, old_value, new_value, is_other)
WHERE c.is_stored AND m.is_other
"""
# A day that had vanished and is back: "nothing" was the reading in between.
_RETURNED = f"""{_REVISION}
SELECT %(workspace)s, c.campaign_id, c."on", c.cut, m.metric, NULL, m.new_value,
    c.currency, gone.at, %(run)s, %(seen)s
FROM pg_temp.changed_day c
JOIN LATERAL (
    SELECT max(superseded_at) AS at FROM integrations_campaigndayrevision r
    WHERE r.workspace_id = (SELECT %(workspace)s::uuid) AND r.campaign_id = c.campaign_id
        AND r."on" = c."on" AND r.cut = c.cut
) gone ON gone.at IS NOT NULL
CROSS JOIN LATERAL (VALUES {_EACH_METRIC}) AS m (metric, old_value, new_value, is_other)
WHERE NOT c.is_stored AND m.new_value IS NOT NULL
"""
# By the key: under row security PostgreSQL does not fetch by ctid, whose comparison it does not
# hold leakproof, and would read every fact of the workspace instead.
# The sub-select hides the workspace: one that is new to the statistics passes for an empty one.
_SAME = """f.workspace_id = (SELECT %(workspace)s::uuid) AND f."on" = c."on"
    AND f.campaign_id = c.campaign_id AND f.cut = c.cut"""
# as_of says when the values were read; another window alone is not another value.
_UPDATE = f"""
UPDATE integrations_campaignday f
SET {", ".join(f"{name} = c.{name}" for name in _VALUES)},
    run_id = CASE WHEN {" OR ".join(_differs(m) for m in METRICS)} THEN %(run)s ELSE f.run_id END,
    as_of = CASE WHEN {" OR ".join(_differs(m) for m in METRICS)} THEN %(seen)s ELSE f.as_of END
FROM pg_temp.changed_day c
WHERE c.is_stored AND NOT c.is_gone AND {_SAME}
"""
_DELETE = f"""
DELETE FROM integrations_campaignday f USING pg_temp.changed_day c
WHERE c.is_gone AND {_SAME}
"""
_INSERT = f"""
INSERT INTO integrations_campaignday (workspace_id, "on", campaign_id, cut, source_id,
    {", ".join(_VALUES)}, run_id, as_of)
SELECT %(workspace)s, "on", campaign_id, cut, %(source)s, {", ".join(_VALUES)}, %(run)s, %(seen)s
FROM pg_temp.changed_day WHERE NOT is_stored
"""
# One look-up for each change, whatever the statistics say of a table that has just grown.
_BY_KEY = "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off"
_AS_USUAL = "SET LOCAL enable_hashjoin TO DEFAULT; SET LOCAL enable_mergejoin TO DEFAULT"
WRITE = (
    _SUPERSEDED,
    _RETURNED,
    *_BY_KEY.split("; "),
    _UPDATE,
    _DELETE,
    *_AS_USUAL.split("; "),
    _INSERT,
)
