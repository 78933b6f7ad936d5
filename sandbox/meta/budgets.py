"""Where a campaign's daily budget is set: at the campaign, or at its ad sets."""

from sandbox.business.ads import ad_facts
from sandbox.business.ads_shape import ACTIVE, PAUSED, AdCampaign
from sandbox.world import World

AT_AD_SETS = ("Meta | Retargeting | US",)


def has_own_budget(campaign: AdCampaign) -> bool:
    return campaign.name not in AT_AD_SETS


def budget_cents(world: World, campaign: AdCampaign) -> int | None:
    """None where only ad sets have one, and of what is gone."""
    if not has_own_budget(campaign) or campaign.status not in (ACTIVE, PAUSED):
        return None
    return ad_facts(world.store).daily_budget(campaign)
