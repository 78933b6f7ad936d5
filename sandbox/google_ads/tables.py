"""What each resource holds, one flat row at a time: {field of the query language: value}."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sandbox.business.ads import AdFacts, ad_facts
from sandbox.business.ads_conversions import Conversion
from sandbox.business.ads_shape import ACTIVE, PAUSED, AdCampaign
from sandbox.google_ads.budgets import SHARED, SHARED_NAME, amount_micros, budget_id, users_of
from sandbox.google_ads.customers import MANAGER, Customer, customers
from sandbox.google_ads.gaql import Query
from sandbox.world import World

Row = dict[str, Any]
_STATUS = {ACTIVE: "ENABLED", PAUSED: "PAUSED"}
_DAY = timedelta(days=1)
WINDOW_DAYS = 30


def rows_of(world: World, customer: Customer, query: Query) -> Iterator[Row]:
    """The resource's rows as they are read now; an unknown one raises KeyError."""
    return TABLES[query.resource](world, customer, query)


def _customer_clients(world: World, customer: Customer, query: Query) -> Iterator[Row]:
    shown = customers(world).values() if customer.number == MANAGER else [customer]
    for one in shown:
        yield {
            "customer_client.resource_name": (
                f"customers/{customer.number}/customerClients/{one.number}"
            ),
            "customer_client.client_customer": f"customers/{one.number}",
            "customer_client.id": one.number,
            "customer_client.descriptive_name": one.name,
            "customer_client.currency_code": one.currency,
            "customer_client.time_zone": one.time_zone,
            "customer_client.manager": one.account is None,
            "customer_client.status": "ENABLED",
            "customer_client.hidden": False,
            "customer_client.test_account": False,
            "customer_client.level": int(one.number != customer.number),
        }


def _conversion_actions(world: World, customer: Customer, query: Query) -> Iterator[Row]:
    if customer.account is None:
        return
    for number, (name, days) in enumerate((("Demo request", 30), ("Newsletter", 7)), start=1):
        yield {
            "conversion_action.resource_name": (
                f"customers/{customer.number}/conversionActions/{number}"
            ),
            "conversion_action.id": number,
            "conversion_action.name": name,
            "conversion_action.status": "ENABLED",
            "conversion_action.click_through_lookback_window_days": days,
        }


def _campaigns(world: World, customer: Customer, query: Query) -> Iterator[Row]:
    if customer.account is None:
        return
    facts = ad_facts(world.store)
    for campaign in facts.campaigns(customer.account):
        named = _named(customer, campaign)
        if any(field.startswith("campaign_budget.") for field in _named_in(query)):
            named |= _budget(world, customer, campaign)
        if query.metrics:
            for row in _days(facts, campaign, query, world.clock.now()):
                yield named | row
        else:
            yield named


def _named_in(query: Query) -> tuple[str, ...]:
    return (*query.fields, *(condition.field for condition in query.conditions))


def _budget(world: World, customer: Customer, campaign: AdCampaign) -> Row:
    number = budget_id(campaign)
    is_shared = campaign.name in SHARED
    return {
        "campaign_budget.resource_name": f"customers/{customer.number}/campaignBudgets/{number}",
        "campaign_budget.id": number,
        "campaign_budget.name": SHARED_NAME if is_shared else campaign.name,
        "campaign_budget.amount_micros": amount_micros(world, customer, campaign),
        "campaign_budget.period": "DAILY",
        "campaign_budget.explicitly_shared": is_shared,
        "campaign_budget.reference_count": len(users_of(world, customer, number)),
        "campaign_budget.status": "ENABLED",
    }


def _accounts(world: World, customer: Customer, query: Query) -> Iterator[Row]:
    named = _owner(customer)
    if customer.account is None or not query.metrics:
        yield named
        return
    facts = ad_facts(world.store)
    for campaign in facts.campaigns(customer.account):
        for row in _days(facts, campaign, query, world.clock.now()):
            yield named | row


def _owner(customer: Customer) -> Row:
    return {
        "customer.resource_name": f"customers/{customer.number}",
        "customer.id": customer.number,
        "customer.descriptive_name": customer.name,
        "customer.currency_code": customer.currency,
        "customer.time_zone": customer.time_zone,
        "customer.manager": customer.account is None,
        "customer.auto_tagging_enabled": True,
    }


def _named(customer: Customer, campaign: AdCampaign) -> Row:
    return _owner(customer) | {
        "campaign.resource_name": f"customers/{customer.number}/campaigns/{campaign.external_id}",
        "campaign.id": campaign.external_id,
        "campaign.name": campaign.name,
        "campaign.status": _STATUS.get(campaign.status, "REMOVED"),
        "campaign.advertising_channel_type": "DISPLAY" if "isplay" in campaign.name else "SEARCH",
        "campaign.start_date": campaign.first.isoformat(),
    }


def _days(facts: AdFacts, campaign: AdCampaign, query: Query, as_of: datetime) -> Iterator[Row]:
    """Days with activity only, as of now; a day without clicks may have conversions of others."""
    for day in _asked_days(facts, campaign, query, as_of):
        total = facts.total(campaign, day, as_of)
        dated = facts.credited_on(campaign, day, as_of)
        if total is None and not dated:
            continue
        clicked = total.conversions if total else ()
        yield {
            "segments.date": day.isoformat(),
            "metrics.impressions": total.impressions if total else 0,
            "metrics.clicks": total.clicks if total else 0,
            "metrics.cost_micros": total.spend * 10_000 if total else 0,
            "metrics.conversions": float(len(clicked)),
            "metrics.conversions_value": _value(clicked),
            "metrics.conversions_by_conversion_date": float(len(dated)),
            "metrics.conversions_value_by_conversion_date": _value(dated),
        }


def _asked_days(
    facts: AdFacts, campaign: AdCampaign, query: Query, as_of: datetime
) -> Iterator[date]:
    """Those of the query's days in which the campaign may have done anything."""
    low, high = query.days
    today = facts.local_day(campaign.account, as_of)
    # What is older than 37 months is no longer told; a conversion follows its click for a month.
    first = max(campaign.first - _DAY, today - timedelta(days=37 * 31))
    last = min(today, (campaign.last or today) + timedelta(days=WINDOW_DAYS))
    day, last = max(date.fromisoformat(low), first), min(date.fromisoformat(high), last)
    while day <= last:
        yield day
        day += _DAY


def _value(conversions: tuple[Conversion, ...]) -> float:
    return sum(one.value for one in conversions) / 100


TABLES: dict[str, Callable[[World, Customer, Query], Iterator[Row]]] = {
    "campaign": _campaigns,
    "customer": _accounts,
    "customer_client": _customer_clients,
    "conversion_action": _conversion_actions,
}
