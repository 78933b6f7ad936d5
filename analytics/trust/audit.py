"""What of the spend cannot be tied to what it earned, or is named so that nobody can tell.

Campaigns with spend in the days are looked at one by one; amounts of CRM rows come from rollups.
"""
# ruff: noqa: S608  Only names written in these modules are put into the statements.

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from accounts.models import Workspace
from analytics.queries.converting import (
    AD_DAYS,
    OF_DEAL,
    ORGANIZATION,
    RATES,
    factors,
    join_factor,
    known_factor,
)
from analytics.queries.periods import Period
from analytics.trust.visits import Visits, visits_of

# What parts of a campaign's name are set apart by, the more telling first.
SEPARATORS = (" | ", "|", " - ", "_", "-", ":", "/")
_MOST = 0.5
_NAMES_SHOWN = 5

_SPENT = f"""
WITH {RATES.lstrip()}, {factors("spent", AD_DAYS).lstrip()}
SELECT c.name, c.platform, c.external_id, m.ad_campaign_id IS NOT NULL,
    sum(CASE WHEN r.currency = %(currency)s THEN r.spend_micros
        ELSE round(r.spend_micros * f.factor) END)::bigint
FROM analytics_adcampaignday r
JOIN integrations_campaign c ON c.workspace_id = r.workspace_id AND c.id = r.campaign_id
LEFT JOIN analytics_campaignmatch m
    ON m.workspace_id = r.workspace_id AND m.ad_campaign_id = r.campaign_id
{known_factor("spent")}
WHERE r.workspace_id = %(workspace)s AND r."on" BETWEEN %(first)s AND %(last)s
    AND r.spend_micros > 0 AND (r.currency = %(currency)s OR f.factor IS NOT NULL)
GROUP BY c.id, c.name, c.platform, c.external_id, 4 ORDER BY 5 DESC, c.id
"""
_UNNAMED = f"""
WITH {RATES.lstrip()}, {ORGANIZATION.lstrip()},
day AS (
    SELECT d."on", coalesce(nullif(d.currency, ''), o.currency, %(currency)s) AS currency,
        d.opportunities, d.pipeline_micros, d.source_id
    FROM analytics_crmday d LEFT JOIN org o ON o.source_id = d.source_id
    WHERE d.workspace_id = %(workspace)s AND d."on" BETWEEN %(first)s AND %(last)s
        AND d.lead_source = '' AND d.campaign_external_id = '' AND d.opportunities > 0
)
SELECT coalesce(sum(r.opportunities), 0)::bigint,
    coalesce(sum(CASE WHEN r.currency = %(currency)s THEN r.pipeline_micros
        ELSE round(r.pipeline_micros * f.factor) END), 0)::bigint
FROM day r {join_factor(OF_DEAL)}
"""


@dataclass(frozen=True)
class Spent:
    """A campaign with spend in the days; micros of the workspace's currency."""

    name: str
    platform: str
    external_id: str
    is_mapped: bool
    micros: int


@dataclass(frozen=True)
class Finding:
    """One kind of trouble: how much money it concerns, how many things, and the largest by name.

    key: no_deal, no_visit, no_platform, other_name, same_name (campaigns), no_origin
    (opportunities).
    """

    key: str
    micros: int
    count: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Audit:
    """What was found in the days; `separator` is what most of the spend's names are parted by.

    `visits` is None without web analytics: then nothing is known of visits.
    """

    period: Period
    currency: str
    spend_micros: int
    findings: tuple[Finding, ...]
    separator: str = ""
    visits: Visits | None = None

    def found(self, key: str) -> Finding | None:
        """The finding of a kind, if it costs anything."""
        return next((one for one in self.findings if one.key == key), None)


def unmapped(workspace: Workspace, period: Period) -> Audit:
    """Only the spend that no deal can be tied to, by one statement."""
    spent = [Spent(*row) for row in _rows(_SPENT, _names(workspace, period))]
    return _audit(workspace, period, spent, [_no_deal(spent)])


def audit(workspace: Workspace, period: Period) -> Audit:
    """The whole audit of a period, by four statements at most."""
    names = _names(workspace, period)
    spent = [Spent(*row) for row in _rows(_SPENT, names)]
    count, micros = _rows(_UNNAMED, names)[0]
    separator = common_separator(spent)
    visits = visits_of(period, [(one.name, one.external_id) for one in spent])
    unseen = visits.unseen if visits else frozenset()
    findings = [
        _no_deal(spent),
        _finding("no_visit", spent, lambda one: one.name in unseen),
        _finding("no_platform", spent, lambda one: not one.platform),
        _finding("other_name", spent, lambda one: bool(separator) and separator not in one.name),
        _finding("same_name", _alike(spent), lambda one: True),
        Finding("no_origin", micros, count),
    ]
    found = _audit(workspace, period, spent, findings)
    return replace(found, separator=separator, visits=visits)


def _audit(
    workspace: Workspace, period: Period, spent: list[Spent], findings: list[Finding]
) -> Audit:
    total = sum(one.micros for one in spent)
    kept = tuple(one for one in findings if one.count)
    return Audit(period, workspace.currency, total, kept)


def _no_deal(spent: list[Spent]) -> Finding:
    return _finding("no_deal", spent, lambda one: not one.is_mapped)


def common_separator(spent: Iterable[Spent]) -> str:
    """What the names of more than half of the spend are parted by; "" where nothing is."""
    rows = list(spent)
    total = sum(one.micros for one in rows)
    for separator in SEPARATORS:
        if sum(one.micros for one in rows if separator in one.name) > total * _MOST:
            return separator
    return ""


def _alike(spent: list[Spent]) -> list[Spent]:
    """Campaigns of one platform whose names differ by nothing but case and spaces."""
    groups: dict[tuple[str, str], list[Spent]] = defaultdict(list)
    for one in spent:
        groups[one.platform, "".join(one.name.lower().split())].append(one)
    return [one for group in groups.values() if len(group) > 1 for one in group]


def _finding(key: str, spent: list[Spent], is_it: Callable[[Spent], bool]) -> Finding:
    found = sorted((one for one in spent if is_it(one)), key=lambda one: -one.micros)
    names = tuple(dict.fromkeys(one.name for one in found))[:_NAMES_SHOWN]
    return Finding(key, sum(one.micros for one in found), len(found), names)


def _names(workspace: Workspace, period: Period) -> dict[str, Any]:
    return {
        "workspace": workspace.pk,
        "currency": workspace.currency,
        "first": period.first_on,
        "last": period.last_on,
    }


def _rows(statement: str, names: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, names)
        return list(cursor.fetchall())
