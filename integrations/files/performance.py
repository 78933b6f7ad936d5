"""Loads daily performance: rows of a file become campaigns and their days, summed exactly."""

import hashlib
from typing import Any, BinaryIO
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from accounts.tenancy import require_workspace_id
from integrations.facts import AdCampaign, ensure_campaigns, make_stage, merge_days
from integrations.files.choices import Choices
from integrations.files.outcome import Outcome
from integrations.files.problems import FileProblem
from integrations.files.rejects import Reject, RejectList
from integrations.files.staging import Progress, Shaped, Stage, fill_stage, reject_staged

CAMPAIGN_LIMIT = 100_000
_TABLE = "file_day"
_COLUMNS = (
    "key", "name", "platform", '"on"', "impressions", "clicks", "spend", "conversions",
    "conversion_value", "currency",
)  # fmt: skip
_DEFINITION = """key text, name text, platform text, "on" date, impressions bigint, clicks bigint,
    spend numeric, conversions numeric, conversion_value numeric, currency text"""
_SAME = """SELECT line, NULL::text AS value, first::text AS detail FROM (
    SELECT line, min(line) OVER (PARTITION BY hash) AS first FROM pg_temp.file_day
) d WHERE line <> first"""
_MIXED = """
SELECT name, "on", min(currency), max(currency), max(line) FROM pg_temp.file_day
GROUP BY key, name, "on" HAVING min(currency) <> max(currency) LIMIT 1
"""
_HUGE = """
SELECT max(line) FROM pg_temp.file_day GROUP BY key, "on"
HAVING greatest(abs(sum(spend)), abs(sum(conversions)), abs(sum(conversion_value))) >= 9e12
    OR greatest(sum(impressions), sum(clicks)) >= 9e18 LIMIT 1
"""
_CAMPAIGNS = """
SELECT DISTINCT ON (key) key, name, platform, currency FROM pg_temp.file_day
ORDER BY key, line DESC LIMIT %s
"""
# Rounded once, when a day of a campaign is summed up, never row by row.
_SUM = """
INSERT INTO pg_temp.staged_day (campaign_id, "on", impressions, clicks, spend_micros,
    conversions_micros, conversion_value_micros, currency)
SELECT c.id, f."on", sum(f.impressions)::bigint, sum(f.clicks)::bigint,
    round(sum(f.spend) * 1000000)::bigint, round(sum(f.conversions) * 1000000)::bigint,
    round(sum(f.conversion_value) * 1000000)::bigint, max(f.currency)
FROM pg_temp.file_day f JOIN integrations_campaign c
    ON c.workspace_id = %s AND c.source_id = %s AND c.external_id = f.key
GROUP BY c.id, f."on"
"""
_TOTALS = """
SELECT currency, sum(spend_micros)::bigint, sum(conversion_value_micros)::bigint,
    sum(impressions)::bigint, sum(clicks)::bigint, sum(conversions_micros)::bigint,
    min("on"), max("on") FROM pg_temp.staged_day GROUP BY currency
"""


def load_performance(
    *,
    source_id: UUID,
    run_id: UUID,
    stream: BinaryIO,
    choices: Choices,
    rejects: RejectList,
    progress: Progress,
) -> Outcome:
    """Bring the file's days in, inside the caller's transaction; raises FileProblem."""
    stage = Stage(_TABLE, _COLUMNS, _DEFINITION, lambda found: shape_day(found, choices))
    staged = fill_stage(stage, stream, choices, rejects, progress)
    staged.note_left_out(source_id)
    if choices.identical == "once":
        reject_staged(stage, _SAME, "", "same_row", rejects)
    campaigns = _campaigns()
    totals = {"campaigns": len(campaigns)}
    if not campaigns:
        return Outcome(staged.rows, len(rejects), 0, 0, 0, 0, totals)
    ensure_campaigns(source_id=source_id, campaigns=campaigns)
    make_stage()
    with connection.cursor() as cursor:
        cursor.execute(_SUM, [require_workspace_id(), source_id])
        cursor.execute(_TOTALS)
        sums = cursor.fetchall()
    first_on, last_on = min(row[6] for row in sums), max(row[7] for row in sums)
    changes = merge_days(
        source_id=source_id,
        run_id=run_id,
        first_on=first_on,
        last_on=last_on,
        scope="partition" if choices.scope == "partition" else "rows",
    )
    return Outcome(
        rows=staged.rows,
        rejected=len(rejects),
        inserted=changes.inserted,
        updated=changes.updated,
        vanished=changes.vanished,
        unchanged=changes.unchanged,
        totals={**totals, **_counts(sums)},
        money=_money(sums),
        first_on=first_on,
        last_on=last_on,
    )


def shape_day(found: dict[str, Any], choices: Choices) -> Shaped:
    """The stage's columns of one row, or why it has none."""
    name, campaign_id = found.get("campaign", ""), found.get("campaign_id", "")
    if not (name or campaign_id):
        heading = choices.columns.get("campaign") or choices.columns.get("campaign_id", "")
        return Reject(0, heading, "", "missing")
    platform = found.get("platform") or choices.platform
    return (
        campaign_key(platform, campaign_id or name),
        name or campaign_id,
        platform,
        found["date"],
        found.get("impressions"),
        found.get("clicks"),
        found.get("spend"),
        found.get("conversions"),
        found.get("conversion_value"),
        found.get("currency") or choices.currency,
    )


def campaign_key(platform: str, word: str) -> str:
    """Our external_id of a file's campaign: two platforms may both have one called "Brand"."""
    key = f"{platform.casefold()}/{word}"
    if len(key) <= 255:
        return key
    return f"{key[:220]}~{hashlib.blake2b(key.encode(), digest_size=16).hexdigest()}"


def _campaigns() -> list[AdCampaign]:
    with connection.cursor() as cursor:
        cursor.execute(_MIXED)
        if row := cursor.fetchone():
            raise _mixed(*row)
        cursor.execute(_HUGE)
        if row := cursor.fetchone():
            raise FileProblem(
                _("The numbers up to line %(line)d add up to more than can be kept.")
                % {"line": row[0]},
                advice=_("Is the decimal sign right?"),
                code="too_large",
            )
        cursor.execute(_CAMPAIGNS, [CAMPAIGN_LIMIT + 1])
        found = [AdCampaign(k, n, platform=p, currency=c) for k, n, p, c in cursor.fetchall()]
    if len(found) > CAMPAIGN_LIMIT:
        raise FileProblem(
            _("The file names more than %(count)d campaigns.") % {"count": CAMPAIGN_LIMIT},
            advice=_("Is the right column chosen for the campaign?"),
            code="too_many_campaigns",
        )
    return found


def _mixed(name: str, on: object, one: str, other: str, line: int) -> FileProblem:
    return FileProblem(
        _("%(campaign)s has amounts in both %(one)s and %(other)s on %(day)s, up to line %(line)d.")
        % {"campaign": name, "one": one, "other": other, "day": on, "line": line},
        advice=_("A day of a campaign has one currency. Split the campaign or convert the rows."),
        code="mixed_currency",
    )


def _counts(sums: list[Any]) -> dict[str, int]:
    names = ("impressions", "clicks", "conversions_micros")
    found = {
        name: [row[place] for row in sums if row[place] is not None]
        for place, name in enumerate(names, 3)
    }
    return {name: sum(numbers) for name, numbers in found.items() if numbers}


def _money(sums: list[Any]) -> dict[str, dict[str, int]]:
    found = {
        "spend": {row[0]: row[1] for row in sums if row[1] is not None},
        "conversion_value": {row[0]: row[2] for row in sums if row[2] is not None},
    }
    return {name: amounts for name, amounts in found.items() if amounts}
