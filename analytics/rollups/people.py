"""Counts leads, MQL and SQL: each person once, on the day of the first lead or first entry.

A person is all leads of a source with one keyed hash of an e-mail; a lead without one is a person.
A lead that was merged into another belongs to the person of the last winner, with all its steps,
as long as that one lives. Whoever is restricted is not counted, for whatever purpose the
transaction that counts was begun.
"""
# ruff: noqa: S608  Only names written in this module are put into the statements.

# In sub-selects, because the planner takes a workspace that its statistics lack for an empty one.
_WORKSPACE = "(SELECT %(workspace)s::uuid)"
_KEYS = "workspace_id = " + _WORKSPACE + " AND {0}.source_id = (SELECT %(source)s::uuid)"
_LEAD = f"l.{_KEYS.format('l')}"
# OFFSET 0 keeps a lookup a lookup, one for each touched row: a table that grows fast has no
# statistics yet, and a join chosen without them would read all of it for a hundred rows.
_LOOK_UP = "CROSS JOIN LATERAL (SELECT * FROM {0} WHERE {1} OFFSET 0)"
_LEAD_BY_ID = _LOOK_UP.format("integrations_lead l", _LEAD + " AND l.external_id = {0}")
# The source is compared outside: inside, it would draw the planner to the primary key.
_LEAD_BY_HASH = _LOOK_UP.format(
    "integrations_lead l", "l.workspace_id = " + _WORKSPACE + " AND l.email_hash = {0}"
)
# Not a lookup: two indices of status changes begin alike.
_OF_LEAD = "c.lead_external_id = l.external_id AND c.lead_external_id <> ''"
_CHANGE = "JOIN integrations_leadstatuschange c ON c." + _KEYS.format("c") + " AND {0}"
_PERSON = "l.email_hash, CASE WHEN l.email_hash IS NULL THEN l.external_id ELSE '' END"
_OF = "coalesce(encode({0}.email_hash, 'hex'), {0}.external_id) AS person"
_COLUMNS = "l.external_id, {0}, l.lead_source, l.status, l.created_at, {1} AS is_merged"
_LIVE = _COLUMNS.format(_OF.format("l"), "false")
_LOST = _COLUMNS.format(_OF.format("w"), "true")
# Where a source has no merges, these lookups are not even begun.
_WINNER = _LOOK_UP.format(
    "integrations_mergedrecord m",
    "%(merged)s AND m." + _KEYS.format("m") + " AND m.kind = 'Lead' AND m.external_id = {0}",
)
_LOSERS = f"""{
    _LOOK_UP.format(
        "integrations_mergedrecord m",
        "%(merged)s AND m.workspace_id = %(workspace)s AND m.last_external_id = w.external_id",
    )
} m {_LEAD_BY_ID.format("m.external_id")} l"""
_IS_LOSER = """m.source_id = %(source)s AND m.kind = 'Lead' AND l.deleted_at IS NOT NULL
    AND NOT l.is_restricted"""

COHORT_KEY = 'step, "on", lead_source, is_reached, days'
# A person's first entry: its day, and where the lead of it came from.
_FIRST = """(min(at) FILTER (WHERE kind = '{0}') AT TIME ZONE %(zone)s::text)::date AS {0}_on,
    min(lead_source) FILTER (WHERE kind = '{0}') AS {0}_source"""

MAKE_TOUCHED = (
    "DROP TABLE IF EXISTS pg_temp.touched_person",
    """CREATE TEMPORARY TABLE touched_person (email_hash bytea, external_id text, met int)
    ON COMMIT DROP""",
)


def persons(rows: str, lead: str) -> str:
    """SELECT of the persons to whom leads belong, by themselves and by the winners of merges."""
    winner = _LEAD_BY_ID.format("m.last_external_id")
    return f"""SELECT {_PERSON} FROM {rows} {_LEAD_BY_ID.format(lead)} l
    UNION SELECT {_PERSON} FROM {rows} {_WINNER.format(lead)} m {winner} l"""


_BY_LEAD = persons("{table} t", "t.external_id")
# The persons behind the rows that a change names; met says when they were met: 0 before, 1 after.
TOUCH = {
    "Lead": _BY_LEAD,
    "MergedLead": _BY_LEAD,
    "LeadStatusChange": persons(
        f"{{table}} t {_CHANGE.format('c.external_id = t.external_id')}", "c.lead_external_id"
    ),
}
# Whoever has a lead, or for other kinds a step, in [start, end): among them are all firsts.
CANDIDATES = f"""
WITH found AS (
    SELECT l.external_id FROM integrations_lead l
    WHERE {_LEAD} AND l.created_at >= %(start)s AND l.created_at < %(end)s
    UNION
    SELECT c.lead_external_id FROM integrations_leadstatuschange c
    WHERE c.{_KEYS.format("c")} AND %(kind)s <> 'leads'
        AND c.changed_at >= %(start)s AND c.changed_at < %(end)s
)
{persons("found t", "t.external_id")}
"""
ALL_LEADS = f"""
SELECT {_LIVE} FROM integrations_lead l
WHERE {_LEAD} AND l.deleted_at IS NULL AND NOT l.is_restricted
UNION ALL
SELECT {_LOST} FROM integrations_lead w {_LOSERS}
WHERE {_LEAD.replace("l.", "w.")} AND w.deleted_at IS NULL AND NOT w.is_restricted
    AND {_IS_LOSER}
"""


def touch(persons: str) -> str:
    """INSERT of the persons that a SELECT of (email_hash, external_id) finds and nobody has met."""
    return f"""
    INSERT INTO pg_temp.touched_person
    SELECT p.*, %(met)s FROM (
        {persons} EXCEPT SELECT email_hash, external_id FROM pg_temp.touched_person
    ) AS p (email_hash, external_id)
    """


def leads_of_touched(first_met: int, excluded: str = "") -> str:
    """SELECT of all leads of the persons who were met at first_met or later.

    `excluded` is a table of leads to be left out, and those that were merged into them: as if they
    were not there.
    """
    but, but_won = _without(excluded, "l"), _without(excluded, "w")
    live = f"""
    SELECT l.* FROM pg_temp.touched_person p {_LEAD_BY_HASH.format("p.email_hash")} l
    WHERE l.source_id = %(source)s AND p.email_hash IS NOT NULL AND p.met >= {first_met}
        AND l.deleted_at IS NULL AND NOT l.is_restricted
    UNION ALL
    SELECT l.* FROM pg_temp.touched_person p {_LEAD_BY_ID.format("p.external_id")} l
    WHERE p.email_hash IS NULL AND l.email_hash IS NULL AND p.met >= {first_met}
        AND l.deleted_at IS NULL AND NOT l.is_restricted
    """
    return f"""
    SELECT {_LIVE} FROM ({live}) l WHERE true {but}
    UNION ALL
    SELECT {_LOST} FROM ({live}) w {_LOSERS} WHERE {_IS_LOSER} {but} {but_won}
    """


def _without(table: str, alias: str) -> str:
    rows = f"SELECT FROM {table} x WHERE x.external_id = {alias}.external_id"
    return f"AND NOT EXISTS ({rows})" if table else ""


def firsts(leads: str, excluded_changes: str = "") -> str:
    """CTEs ending in `counted` (kind, external_id, lead_source, at, person): who counts, and when.

    A lead's first status is the one before its first recorded change, else its present one. Where
    only our own snapshots tell, it counts for leads made since they began: before, nobody saw it.
    """
    but = _without(excluded_changes, "c")
    return f"""
    WITH lead AS MATERIALIZED ({leads}),
    change AS MATERIALIZED (
        SELECT c.lead_external_id, c.external_id, c.old_status, c.new_status, c.changed_at, c.basis
        FROM lead l {_CHANGE.format(_OF_LEAD)}
        WHERE (c.deleted_at IS NULL OR l.is_merged) {but}
    ),
    earliest AS (
        SELECT DISTINCT ON (lead_external_id) * FROM change
        ORDER BY lead_external_id, changed_at, external_id
    ),
    entry AS (
        SELECT l.person, l.external_id, l.lead_source, l.created_at AS at,
            coalesce(e.old_status, l.status) AS status
        FROM lead l LEFT JOIN earliest e ON e.lead_external_id = l.external_id
        WHERE l.created_at IS NOT NULL AND (%(since)s::timestamptz IS NULL
            OR l.created_at >= %(since)s::timestamptz OR e.basis = 'history')
        UNION ALL
        SELECT l.person, l.external_id, l.lead_source, c.changed_at, c.new_status
        FROM change c JOIN lead l ON l.external_id = c.lead_external_id
    ),
    counted AS (
        (SELECT DISTINCT ON (person)
            'leads' AS kind, external_id, lead_source, created_at AS at, person
        FROM lead WHERE created_at IS NOT NULL ORDER BY person, created_at, external_id)
        UNION ALL
        (SELECT DISTINCT ON (e.person, s.counted_as)
            s.counted_as, e.external_id, e.lead_source, e.at, e.person
        FROM entry e
        JOIN analytics_leadstage s ON s.workspace_id = %(workspace)s AND s.source_id = %(source)s
            AND s.status = e.status AND s.counted_as <> ''
        ORDER BY e.person, s.counted_as, e.at, e.external_id)
    )
    """


def contribution(sign: str, leads: str, excluded_changes: str = "") -> str:
    """INSERT of what these leads contribute, with a sign, into crm_delta and cohort_delta.

    Each person once in each cohort: how many days after the one step they came to the next.
    """
    reached = "greatest(0, {0}_on - {1}_on)"
    return f"""
    {firsts(leads, excluded_changes)},
    firsts AS MATERIALIZED (
        SELECT {_FIRST.format("leads")}, {_FIRST.format("mql")},
            {_FIRST.format("sql")}
        FROM counted GROUP BY person
    ),
    cohort (step, "on", lead_source, is_reached, days) AS (
        SELECT 'mql', leads_on, leads_source, mql_on IS NOT NULL,
            coalesce({reached.format("mql", "leads")}, 0) FROM firsts WHERE leads_on IS NOT NULL
        UNION ALL
        SELECT 'sql', mql_on, mql_source, sql_on IS NOT NULL,
            coalesce({reached.format("sql", "mql")}, 0) FROM firsts WHERE mql_on IS NOT NULL
    ),
    cohorts AS (
        INSERT INTO pg_temp.cohort_delta ({COHORT_KEY}, people)
        SELECT {COHORT_KEY}, {sign}count(*) FROM cohort GROUP BY {COHORT_KEY}
    )
    INSERT INTO pg_temp.crm_delta ("on", lead_source, leads, mql, sql)
    SELECT (at AT TIME ZONE %(zone)s::text)::date, lead_source,
        {sign}count(*) FILTER (WHERE kind = 'leads'), {sign}count(*) FILTER (WHERE kind = 'mql'),
        {sign}count(*) FILTER (WHERE kind = 'sql')
    FROM counted GROUP BY 1, 2
    """
