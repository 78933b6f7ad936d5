"""A business in two currencies, as its vendors tell it, and what plain Python makes of the rows."""

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from analytics.metrics import CATALOGUE, MEASURES, Metric, Side, Unit
from analytics.models import CampaignMatch, ChannelOf
from analytics.queries import Period
from analytics.queries.dimensions import SPLITS, TESTED, Breakdown
from analytics.queries.where import Clause, Condition, Every, Not, Operator, Some, dimensions_of
from integrations.facts import AdCampaign, ensure_campaigns
from integrations.models import Campaign, Opportunity, Source
from tests.analytics.channel_world import crm_campaign
from tests.analytics.crm import at, crm_source, put
from tests.analytics.test_queries import deal, rates
from tests.integrations.test_facts import Ads

FIRST = date(2026, 3, 1)
DAYS = 60
_NAMES = ("Brand DK", "Brand UK", "Shoes", "Search 100%", "display_all", "Fair")
_PLATFORMS = ("google_ads", "meta_ads", "")
_LEAD_SOURCES = ("Webinar", "Google Ads", "Web", "")
Row = dict[str, Any]


@dataclass(frozen=True)
class Facts:
    """Rows by side, each with its parts by dimension, its day by measure, and its values."""

    ads: list[Row]
    deals: list[Row]
    # {(source, campaign of the CRM): the ad campaigns that are a part of it}
    mapped: dict[tuple[str, str], list[Row]]


def make_facts(chance: random.Random) -> Facts:
    """Two ad accounts, two CRMs, some campaigns mapped, some rows that keep clicks silent."""
    sources = [crm_source("CRM"), crm_source("Other CRM")]
    rates(sources[0])
    for source in sources:
        crm_campaign(source, "701", "Fair in Hannover", type="Trade Show")
        crm_campaign(source, "702", "Autumn 50%_off")
    ads = [row for number in (0, 1) for row in _ads(chance, f"Account {number}")]
    deals = [row for source in sources for row in _deals(chance, source)]
    mapped = _mapped(chance, ads)
    known = {(c.kind, c.key): c.channel for c in ChannelOf.objects.all()}
    ids = {
        (str(c.source_id), c.external_id): str(c.pk) for c in Campaign.objects.filter(kind="crm")
    }
    for row in ads:
        row["channel"] = known.get(("ad", row["campaign"]), "")
    for row in deals:
        key = ids.get((row["source"], row["crm_campaign"]), "")
        by_source = known.get(("lead_source", row["lead_source"]), "")
        row["channel"] = known.get(("crm", key), "") or by_source
    return Facts(ads, deals, mapped)


def _ads(chance: random.Random, name: str) -> list[Row]:
    source = Source.objects.create(connector="csv", name=name)
    campaigns = [
        AdCampaign(f"c{n}", one, chance.choice(_PLATFORMS)) for n, one in enumerate(_NAMES)
    ]
    ids = ensure_campaigns(source_id=source.pk, campaigns=campaigns)
    rows, facts = {}, []
    for campaign in campaigns:
        for day in chance.sample(range(DAYS), 9):
            on, currency = FIRST + timedelta(days=day), chance.choice(("USD", "EUR"))
            impressions, spent = chance.randrange(500), chance.randrange(10**8) * 4
            clicks = chance.choice((None, chance.randrange(40)))
            key = (ids[campaign.external_id], on, "")
            rows[key] = (impressions, clicks, spent, None, None, currency)
            facts.append(
                {
                    "campaign": str(key[0]),
                    "name": campaign.name,
                    "platform": campaign.platform,
                    "source": str(source.pk),
                    "source_name": name,
                    "on": dict.fromkeys(("spend", "impressions", "clicks"), on),
                    "spend": _dollars(spent, currency, on),
                    "impressions": impressions,
                    "clicks": clicks,
                }
            )
    Ads(source, tuple(ids.values())).load(rows, days=DAYS + 5)
    return facts


def _deals(chance: random.Random, source: Source) -> list[Row]:
    rows, facts = {}, []
    names = {"701": "Fair in Hannover", "702": "Autumn 50%_off", "": ""}
    for number in range(25):
        made, closed = (FIRST + timedelta(days=chance.randrange(DAYS)) for _ in range(2))
        currency, amount = chance.choice(("USD", "EUR")), chance.randrange(10**8) * 4
        lead_source, campaign = chance.choice(_LEAD_SOURCES), chance.choice(tuple(names))
        is_won = chance.random() < 0.6
        rows[f"{source.name} {number}"] = deal(
            1,
            amount,
            created_at=at(f"{made} 12:00"),
            closes_on=closed,
            is_won=is_won,
            currency=currency,
            lead_source=lead_source,
            campaign_external_id=campaign,
        )
        facts.append(
            {
                "lead_source": lead_source,
                "crm_campaign": campaign,
                "crm_name": names[campaign],
                "source": str(source.pk),
                "source_name": source.name,
                "on": {"opportunities": made, "pipeline": made, "won": closed, "revenue": closed},
                "opportunities": 1,
                "pipeline": _dollars(amount, currency, made),
                "won": int(is_won),
                "revenue": _dollars(amount, currency, closed) * is_won,
            }
        )
    put(source, Opportunity, rows)
    return facts


def _dollars(amount: int, currency: str, on: date) -> int:
    """By the rates of the first CRM: the dated one in the midst of March, else that of now."""
    if currency == "USD":
        return amount
    is_dated = date(2026, 3, 10) <= on < date(2026, 3, 20)
    return amount * 6 // 4 if is_dated else amount * 5 // 4


def _mapped(chance: random.Random, ads: list[Row]) -> dict[tuple[str, str], list[Row]]:
    crm = list(Campaign.objects.filter(kind="crm"))
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in {row["campaign"]: row for row in ads}.values():
        if chance.random() < 0.5:
            campaign = chance.choice(crm)
            CampaignMatch.objects.create(ad_campaign_id=row["campaign"], crm_campaign=campaign)
            found[str(campaign.source_id), campaign.external_id].append(row)
    return found


def is_fit(clause: Clause, row: Row, facts: Facts, *, is_deal: bool) -> bool:
    """A tree by plain Python; what names advertising alone is asked of one campaign of a deal."""
    of_ads = {Breakdown.PLATFORM, Breakdown.CAMPAIGN}
    if is_deal and dimensions_of(clause) <= of_ads:
        parts = facts.mapped.get((row["source"], row["crm_campaign"]), [])
        return any(is_fit(clause, ad, facts, is_deal=False) for ad in parts)
    if isinstance(clause, Condition):
        return _is_test(clause, row)
    if isinstance(clause, Not):
        return not is_fit(clause.part, row, facts, is_deal=is_deal)
    assert isinstance(clause, (Every, Some))
    trees = list(clause.parts)
    if is_deal and (together := tuple(one for one in trees if dimensions_of(one) <= of_ads)):
        trees = [type(clause)(together), *(one for one in trees if one not in together)]
    decide = all if isinstance(clause, Every) else any
    return decide(is_fit(one, row, facts, is_deal=is_deal) for one in trees)


def _is_test(test: Condition, row: Row) -> bool:
    key = row[test.dimension.value]
    name = {"campaign": "name", "crm_campaign": "crm_name", "source": "source_name"}.get(
        test.dimension.value
    )
    text = row[name] if name else key
    if test.operator is Operator.IS:
        return key in test.values or text in test.values
    looks = str.__contains__ if test.operator is Operator.CONTAINS else str.startswith
    return any(looks(text.lower(), value.lower()) for value in test.values)


def summed(facts: Facts, metric: Metric, rows: Iterable[Row], period: Period) -> int | float | None:
    """A metric over some rows, by the definition: sums first, then their ratio."""
    every = list(rows)
    above = metric.numerator.removeprefix("1000 * ")
    found = [_sum(key, every, period) for key in (above, metric.denominator) if key]
    if None in found or (metric.denominator and not found[1]):
        return None
    if not metric.denominator:
        return found[0]
    value = (found[0] or 0) * (1000 if metric.key == "cpm" else 1) / (found[1] or 1)
    return round(value) if metric.unit is Unit.MONEY else value


def _sum(measure: str, rows: list[Row], period: Period) -> int | None:
    """Of advertising nothing where nobody told; deals are always told of."""
    told: list[Any] = [
        row[measure]
        for row in rows
        if measure in row and period.first_on <= row["on"][measure] <= period.last_on
    ]
    if MEASURES[measure].side is Side.ADS:
        told = [value for value in told if value is not None]
        return int(sum(told)) if told else None
    return int(sum(told))


def can_answer(metric: Metric, dimensions: Iterable[Breakdown], where: Clause | None) -> bool:
    """Whether every side of a metric can be split and tested so."""
    return all(
        SPLITS[side].issuperset(dimensions) and TESTED[side] >= dimensions_of(where)
        for side in metric.sides
    )


ASKED = tuple(
    key
    for key in CATALOGUE
    if {one.key for one in CATALOGUE[key].measures}
    <= {"spend", "impressions", "clicks", "opportunities", "pipeline", "won", "revenue"}
)
