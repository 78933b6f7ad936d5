"""Sums of campaigns over a period: whole months at once, and days only where they are needed.

Days are needed at both ends, and between them for amounts in another currency, because each day
has its own rate.
"""
# ruff: noqa: S608  Only names written in these modules are put into the statements.

from collections.abc import Sequence

_EDGES = """
    CROSS JOIN LATERAL (SELECT least(p.last_on + 1,
        (date_trunc('month', p.first_on - 1) + interval '1 month')::date) AS first_on) whole
    CROSS JOIN LATERAL (SELECT greatest(date_trunc('month', p.last_on + 1)::date, whole.first_on)
        AS ends_before) rest"""
_OWN = "x.currency = %(currency)s"
# Asked of the small rollup first: where nothing has to be converted, no day between is looked at.
_OTHER = """x.currency <> %(currency)s AND EXISTS (SELECT FROM analytics_adday z
        WHERE z.workspace_id = %(workspace)s AND z."on" BETWEEN p.first_on AND p.last_on
            AND z.currency <> %(currency)s)"""
_DAY, _MONTH = "analytics_adcampaignday", "analytics_adcampaignmonth"
_PARTS = (
    (_MONTH, "month", f"x.month >= whole.first_on AND x.month < rest.ends_before AND {_OWN}"),
    (_DAY, '"on"', 'x."on" >= p.first_on AND x."on" < whole.first_on'),
    (_DAY, '"on"', 'x."on" >= rest.ends_before AND x."on" <= p.last_on'),
    (_DAY, '"on"', f'x."on" >= whole.first_on AND x."on" < rest.ends_before AND {_OTHER}'),
)


def campaign_sums(sums: Sequence[str]) -> str:
    """What joins each period `p` with its rows `d` (workspace_id, campaign_id, on, currency, sums).

    `on` is the day, or the month's first where no rate depends on it.
    """
    columns = ", ".join(f"x.{name}" for name in sums)
    rows = " UNION ALL ".join(
        f"""SELECT x.workspace_id, x.campaign_id, x.{on} AS "on", x.currency, {columns}
        FROM {table} x WHERE x.workspace_id = %(workspace)s AND {where}"""
        for table, on, where in _PARTS
    )
    return f"{_EDGES} JOIN LATERAL ({rows}) d ON true"
