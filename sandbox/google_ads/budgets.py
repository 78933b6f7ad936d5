"""Daily budgets of campaigns: most have one of their own, two of the EU share one."""

from sandbox.business.ads import ad_facts
from sandbox.business.ads_shape import AdCampaign
from sandbox.google_ads.customers import Customer
from sandbox.world import World

# By name: a budget that was made in the library and is used by both.
SHARED = ("Google | Brand | EU", "Google | Sensors Nonbrand | EU")
SHARED_NAME = "EU search"


def budget_id(campaign: AdCampaign) -> int:
    """One's own, or the shared one."""
    return 71_000_000_001 if campaign.name in SHARED else campaign.external_id + 50_000_000_000


def users_of(world: World, customer: Customer, number: int) -> list[AdCampaign]:
    """The campaigns of the customer that spend from a budget."""
    if customer.account is None:
        return []
    found = ad_facts(world.store).campaigns(customer.account)
    return [campaign for campaign in found if budget_id(campaign) == number]


def amount_micros(world: World, customer: Customer, campaign: AdCampaign) -> int:
    """What a campaign's budget is a day, in micros."""
    facts = ad_facts(world.store)
    users = users_of(world, customer, budget_id(campaign))
    return sum(facts.daily_budget(one) for one in users) * 10_000
