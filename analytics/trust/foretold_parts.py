"""What campaigns will settle at, each by its source's ladder and by how far campaigns differ."""
# ruff: noqa: S608  Only names written in these modules are put into the statement.

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import Workspace
from analytics.metrics import CATALOGUE, MEASURES, Metric
from analytics.queries import Breakdown, Filters, MetricResult
from analytics.queries.converting import RATES, join_factor
from analytics.trust.foretold import Foretold, Teller, in_ones, in_unit
from analytics.trust.growing import COLUMNS, Growing, Growth, added, fixed
from analytics.trust.settling import Estimate, quotient, settle_sum

# Metrics that are foretold of a campaign: those made of its own advertising alone.
METRICS = (
    *("spend", "impressions", "clicks", "ctr", "cpc"),
    *("conversions", "conversion_value", "conversion_rate", "cost_per_conversion", "platform_roas"),
)
_READ = ("impressions", "clicks", "spend", "conversions", "conversion_value")
_MOST_ROWS = 500
Told = Mapping[str, Foretold]
_CONVERTED = "CASE WHEN r.currency = %(currency)s THEN r.{0} ELSE r.{0} * f.factor END"


@dataclass
class _Campaign:
    """A campaign's sums by (measure, currency) and day, in the workspace's currency.

    Days before the first that grows stand together under the day before it.
    """

    source_id: UUID
    days: dict[tuple[str, str], dict[date, int]] = field(default_factory=lambda: defaultdict(dict))


def foretell_campaigns(teller: Teller, ids: Sequence[UUID]) -> dict[UUID, Told]:
    """{campaign: {metric: what it will settle at}}, where it grows and its source can tell."""
    growths = {key: teller.growth(key) for key in COLUMNS if teller.ladders.get(key)}
    until = min((one.days[-1] for one in growths.values() if one.days), default=None)
    if until is None or teller.is_learning:
        return {}
    first_on = min(one.days[0] for one in growths.values() if one.days)
    found = {}
    for key, campaign in _read(teller, ids, first_on, until).items():
        totals = {
            measure: total
            for measure, growth in growths.items()
            if (total := _total(campaign, measure, growth, until))
        }
        if told := _metrics(campaign, totals, until):
            found[key] = told
    return found


def foretold_rows(result: MetricResult, workspace: Workspace) -> dict[str, Told]:
    """The same of an answer's rows, where these are campaigns, and not too many."""
    query = result.query
    if query.breakdown is not Breakdown.CAMPAIGN or not 0 < len(result.rows) <= _MOST_ROWS:
        return {}
    teller = Teller(query.period, Filters(), workspace)
    told = foretell_campaigns(teller, [UUID(row.key) for row in result.rows])
    return {str(key): one for key, one in told.items()}


def _metrics(campaign: _Campaign, totals: Mapping[str, Estimate], until: date) -> Told:
    now = {key: MEASURES[key].in_ones(sum(_sums(campaign, key).values())) for key in totals}
    found = {}
    for key in METRICS:
        metric = CATALOGUE[key]
        total = _estimate(metric, totals)
        if total is not None and metric.numerator in now:
            below = now.get(metric.denominator, 0) if metric.denominator else 1
            stands = now[metric.numerator] / below if below else 0
            found[key] = Foretold({}, until, stands, total)
    return found


def _estimate(metric: Metric, totals: Mapping[str, Estimate]) -> Estimate | None:
    if not metric.denominator:
        total = totals.get(metric.numerator)
        return in_ones(metric, total) if total else None
    top, bottom = totals.get(metric.numerator), totals.get(metric.denominator)
    return in_unit(metric, quotient(top, bottom)) if top and bottom else None


def _sums(campaign: _Campaign, measure: str) -> dict[date, int]:
    found: dict[date, int] = defaultdict(int)
    for (key, _), days in campaign.days.items():
        for on, value in days.items() if key == measure else ():
            found[on] += value
    return found


def _total(campaign: _Campaign, measure: str, growth: Growth, until: date) -> Estimate | None:
    """None where a part of it grows and nobody knows how far campaigns of its source differ."""
    parts: list[Estimate | None] = []
    for (key, currency), days in campaign.days.items():
        if key != measure:
            continue
        growing = growth.of(campaign.source_id, currency)
        young = _young(growing, growth, days) if growing else {}
        if growing and young:
            if not growing.apart:
                return None
            parts.append(settle_sum(growing.ladder, list(young.values()), growing.apart))
        parts.append(fixed(sum(value for on, value in days.items() if on not in young)))
    return added(parts) if parts else None


def _young(
    growing: Growing, growth: Growth, days: Mapping[date, int]
) -> dict[date, tuple[int, int]]:
    """The days that grow, as they stood when the ladder was laid on: the whole tells how much."""
    found = {}
    for on, value in days.items():
        whole = growth.now_of(growing, on)
        if on in growing.days and whole:
            known, place = growing.days[on]
            found[on] = (round(value * known / whole), place)
    return found


def _read(
    teller: Teller, ids: Sequence[UUID], first_on: date, until: date
) -> dict[UUID, _Campaign]:
    names: dict[str, Any] = {
        "workspace": teller.workspace.pk,
        "currency": teller.workspace.currency,
        "first": teller.period.first_on,
        "last": until,
        "grows": first_on,
        "ids": list(ids),
    }
    found: dict[UUID, _Campaign] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH {RATES.lstrip()}, day AS (
                SELECT d.campaign_id, c.source_id, d."on", d.currency, d.impressions, d.clicks,
                    d.spend_micros AS spend, d.conversions_micros AS conversions,
                    d.conversion_value_micros AS conversion_value
                FROM analytics_adcampaignday d JOIN integrations_campaign c
                    ON c.workspace_id = d.workspace_id AND c.id = d.campaign_id
                WHERE d.workspace_id = %(workspace)s AND d.campaign_id = ANY(%(ids)s::uuid[])
                    AND d."on" BETWEEN %(first)s AND %(last)s
            )
            SELECT r.campaign_id, r.source_id, r.currency, greatest(r."on", %(grows)s::date - 1),
                sum(r.impressions)::bigint, sum(r.clicks)::bigint,
                coalesce(round(sum({_CONVERTED.format("spend")})), 0)::bigint,
                sum(r.conversions)::bigint,
                coalesce(round(sum({_CONVERTED.format("conversion_value")})), 0)::bigint
            FROM day r {join_factor()} GROUP BY 1, 2, 3, 4""",
            names,
        )
        for key, source_id, currency, on, *values in cursor.fetchall():
            campaign = found.setdefault(key, _Campaign(source_id))
            for measure, value in zip(_READ, values, strict=True):
                of = currency if MEASURES[measure].is_money else ""
                days = campaign.days[measure, of]
                days[on] = days.get(on, 0) + value
    return found
