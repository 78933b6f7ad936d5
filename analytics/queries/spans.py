"""Sums of campaigns over a period: whole months at once, and days only where they are needed.

A period begins and ends somewhere in a month. What lies between its end and the nearest beginning
of a month is added to whole months, or taken away from them: sums are whole numbers, so both are
exact. Amounts in another currency come from days throughout, because each day has its own rate.
"""
# ruff: noqa: S608  Only names written in these modules are put into the statements.

from collections.abc import Sequence

# Of a period the months that are summed as a whole, from the first day on and before the other one.
_MONTHS = """
    CROSS JOIN LATERAL (SELECT date_trunc('month', p.first_on + 15)::date AS first_on,
        date_trunc('month', p.last_on + 16)::date AS ends_before) whole"""
# The days at both ends, which are 16 at most; OFFSET 0 makes each a look-up by its day, whatever
# the statistics say.
_ENDS = """(VALUES
        (least(p.first_on, whole.first_on), abs(whole.first_on - p.first_on),
            CASE WHEN whole.first_on > p.first_on THEN 1 ELSE -1 END),
        (least(p.last_on + 1, whole.ends_before), abs(p.last_on + 1 - whole.ends_before),
            CASE WHEN p.last_on + 1 > whole.ends_before THEN 1 ELSE -1 END)
    ) e (first_on, days, sign)
    CROSS JOIN LATERAL (SELECT * FROM generate_series(0, e.days - 1) LIMIT 16) n (later)
    CROSS JOIN LATERAL (SELECT * FROM analytics_adcampaignday x
        WHERE x.workspace_id = %(workspace)s AND x."on" = e.first_on + n.later
            AND x.currency = %(currency)s OFFSET 0) x"""
# Asked of the small rollup first: where nothing has to be converted, no day is looked at.
_OTHER = """x.currency <> %(currency)s AND EXISTS (SELECT FROM analytics_adday z
        WHERE z.workspace_id = %(workspace)s AND z."on" BETWEEN p.first_on AND p.last_on
            AND z.currency <> %(currency)s)"""


def campaign_sums(sums: Sequence[str], *, by_month: bool = False) -> str:
    """What joins each period `p` with its rows `d` (workspace_id, campaign_id, on, currency, sums).

    Of the workspace's own currency a campaign has one row, or one of each month, whose `on` is one
    of their days; it has none where nothing was told of the period.
    """
    columns = ", ".join(f"x.{name}" for name in sums)
    signed = ", ".join(f"e.sign * x.{name}" for name in ("rows", *sums))
    added = ", ".join(f"sum(x.{name})::bigint AS {name}" for name in sums)
    on = "date_trunc('month', x.\"on\")::date" if by_month else "p.first_on"
    return f"""{_MONTHS} JOIN LATERAL (
        SELECT %(workspace)s::uuid AS workspace_id, x.campaign_id, {on} AS "on",
            %(currency)s::text AS currency, {added}
        FROM (
            SELECT x.campaign_id, x.month AS "on", x.rows, {columns}
            FROM analytics_adcampaignmonth x WHERE x.workspace_id = %(workspace)s
                AND x.month >= whole.first_on AND x.month < whole.ends_before
                AND x.currency = %(currency)s
            UNION ALL SELECT x.campaign_id, x."on", {signed} FROM {_ENDS}
        ) x GROUP BY x.campaign_id, 3 HAVING sum(x.rows) > 0
        UNION ALL
        SELECT x.workspace_id, x.campaign_id, x."on", x.currency::text, {columns}
        FROM analytics_adcampaignday x WHERE x.workspace_id = %(workspace)s
            AND x."on" BETWEEN p.first_on AND p.last_on AND {_OTHER}
    ) d ON true"""
