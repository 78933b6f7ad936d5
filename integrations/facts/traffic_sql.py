"""The statements by which visits are compared, kept as they were, and written.

What was compared is still true when it is written, because LOCK lets only one merge of a source run
at a time and nobody else writes visits.
"""
# ruff: noqa: S608  Only names written in this module are put into the statements.

METRICS = ("sessions", "engaged_sessions", "new_users", "key_events_micros", "revenue_micros")
# A sum of money means another thing in another currency.
_MONEY = ("revenue_micros",)

LOCK = """
SELECT pg_advisory_xact_lock(
    hashtextextended('visits ' || %(workspace)s::text || %(source)s::text, 0)
)
"""
# Not now(): two merges in one transaction must not get the same moment.
NOW = "SELECT clock_timestamp()"
ORIGINS = """
INSERT INTO integrations_trafficorigin (workspace_id, source_id, account, id, key,
    session_source, session_medium, session_campaign, channel_group)
SELECT %s, %s, %s, * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::text[],
    %s::text[])
ON CONFLICT (workspace_id, source_id, account, key) DO NOTHING
"""
ORIGIN_IDS = """
SELECT key, id FROM integrations_trafficorigin
WHERE workspace_id = %s AND source_id = %s AND account = %s AND key = ANY(%s::uuid[])
"""
STAGE = (
    "DROP TABLE IF EXISTS pg_temp.staged_visit",
    """CREATE TEMPORARY TABLE staged_visit (
        origin_id uuid NOT NULL, "on" date NOT NULL, sessions bigint, engaged_sessions bigint,
        new_users bigint, key_events_micros bigint, revenue_micros bigint, currency text NOT NULL,
        flags int2 NOT NULL, PRIMARY KEY (origin_id, "on")
    ) ON COMMIT DROP""",
)
_VALUES = (*METRICS, "currency", "flags")
COPY = f'COPY pg_temp.staged_visit (origin_id, "on", {", ".join(_VALUES)}) FROM STDIN'
FORGET = "DROP TABLE IF EXISTS pg_temp.changed_visit"

_OLD = ", ".join(f"f.{name}" for name in _VALUES)
_NEW = ", ".join(f"s.{name}" for name in _VALUES)
# One row for each day that differs; is_stored but for a new one, is_gone for a lost one.
COMPARE = f"""
CREATE TEMPORARY TABLE changed_visit ON COMMIT DROP AS
SELECT coalesce(s.origin_id, f.origin_id) AS origin_id, coalesce(s."on", f."on") AS "on",
    f.origin_id IS NOT NULL AS is_stored, s.origin_id IS NULL AS is_gone,
    {", ".join(f"s.{name} AS {name}" for name in _VALUES)},
    {", ".join(f"f.{name} AS old_{name}" for name in METRICS)},
    f.currency AS old_currency, f.as_of AS old_as_of, f.run_id AS old_run_id
FROM (
    SELECT d.* FROM integrations_trafficday d
    WHERE d.workspace_id = %(workspace)s AND d.source_id = %(source)s
        AND d."on" BETWEEN %(first)s AND %(last)s
        AND d.origin_id IN (
            SELECT id FROM integrations_trafficorigin WHERE workspace_id = %(workspace)s
                AND source_id = %(source)s AND account = %(account)s)
) f
FULL JOIN pg_temp.staged_visit s ON s.origin_id = f.origin_id AND s."on" = f."on"
WHERE f.origin_id IS NULL
    OR (s.origin_id IS NULL AND %(partition)s)
    OR (s.origin_id IS NOT NULL AND ({_OLD}) IS DISTINCT FROM ({_NEW}))
"""
COUNT = """
SELECT count(*) FILTER (WHERE NOT is_stored),
    count(*) FILTER (WHERE is_stored AND NOT is_gone),
    count(*) FILTER (WHERE is_gone), (SELECT count(*) FROM pg_temp.staged_visit)
FROM pg_temp.changed_visit
"""


def _differs(metric: str) -> str:
    values = f"c.old_{metric} IS DISTINCT FROM c.{metric}"
    if metric not in _MONEY:
        return values
    return (
        f"({values} OR (c.old_{metric} IS NOT NULL AND c.old_currency IS DISTINCT FROM c.currency))"
    )


_EACH_METRIC = ", ".join(
    f"('{metric}', c.old_{metric}, c.{metric}, {_differs(metric)})" for metric in METRICS
)
_REVISION = """
INSERT INTO integrations_trafficdayrevision (workspace_id, origin_id, "on", metric, old_value,
    new_value, currency, as_of, run_id, superseded_at)
"""
_SUPERSEDED = f"""{_REVISION}
SELECT %(workspace)s, c.origin_id, c."on", m.metric, m.old_value, m.new_value, c.old_currency,
    c.old_as_of, c.old_run_id, %(seen)s
FROM pg_temp.changed_visit c
CROSS JOIN LATERAL (VALUES {_EACH_METRIC}) AS m (metric, old_value, new_value, is_other)
WHERE c.is_stored AND m.is_other
"""
# A day that had vanished and is back: "nothing" was the reading in between.
_RETURNED = f"""{_REVISION}
SELECT %(workspace)s, c.origin_id, c."on", m.metric, NULL, m.new_value, c.currency, gone.at,
    %(run)s, %(seen)s
FROM pg_temp.changed_visit c
JOIN LATERAL (
    SELECT max(superseded_at) AS at FROM integrations_trafficdayrevision r
    WHERE r.workspace_id = (SELECT %(workspace)s::uuid) AND r.origin_id = c.origin_id
        AND r."on" = c."on"
) gone ON gone.at IS NOT NULL
CROSS JOIN LATERAL (VALUES {_EACH_METRIC}) AS m (metric, old_value, new_value, is_other)
WHERE NOT c.is_stored AND m.new_value IS NOT NULL
"""
# By the key, whose comparison PostgreSQL takes to be leakproof under row security.
# The sub-select hides the workspace: one that is new to the statistics passes for an empty one.
_SAME = """f.workspace_id = (SELECT %(workspace)s::uuid) AND f."on" = c."on"
    AND f.origin_id = c.origin_id"""
_IS_OTHER = " OR ".join(_differs(metric) for metric in METRICS)
# as_of says when the values were read; other flags alone are not another value.
_UPDATE = f"""
UPDATE integrations_trafficday f
SET {", ".join(f"{name} = c.{name}" for name in _VALUES)},
    run_id = CASE WHEN {_IS_OTHER} THEN %(run)s ELSE f.run_id END,
    as_of = CASE WHEN {_IS_OTHER} THEN %(seen)s ELSE f.as_of END
FROM pg_temp.changed_visit c
WHERE c.is_stored AND NOT c.is_gone AND {_SAME}
"""
_DELETE = f"""
DELETE FROM integrations_trafficday f USING pg_temp.changed_visit c WHERE c.is_gone AND {_SAME}
"""
_INSERT = f"""
INSERT INTO integrations_trafficday (workspace_id, "on", origin_id, source_id,
    {", ".join(_VALUES)}, run_id, as_of)
SELECT %(workspace)s, "on", origin_id, %(source)s, {", ".join(_VALUES)}, %(run)s, %(seen)s
FROM pg_temp.changed_visit WHERE NOT is_stored
"""
WRITE = (_SUPERSEDED, _RETURNED, _UPDATE, _DELETE, _INSERT)
