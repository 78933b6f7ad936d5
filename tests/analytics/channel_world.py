"""A small business in several channels, written as connectors write it, in March 2026."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from accounts.tenancy import new_id
from analytics.models import CampaignMatch, ChannelOf, ThingKind
from integrations.facts import AdCampaign, ensure_campaigns
from integrations.facts.piece import Piece
from integrations.facts.traffic import write_traffic_days
from integrations.facts.visits import VisitDay
from integrations.models import Campaign, Lead, Opportunity, Source
from tests.analytics.crm import at, crm_source, put, touching
from tests.analytics.test_queries import deal, spend
from tests.integrations.test_facts import Ads, make_ads


@dataclass(frozen=True)
class World:
    """Its ad campaigns Brand (google_ads) and Shoes (meta_ads), and its CRM."""

    ads: Ads
    crm: Source


def make_world(number: int = 0) -> World:
    """Spend of 105, five visits, four leads and 1,000 won, in the currency of the workspace."""
    ads, crm = make_ads(f"Ads {number}"), crm_source(f"CRM {number}")
    spend(ads, {(0, 1): (1000, 10, 100_000_000, "USD"), (1, 2): (10, 1, 5_000_000, "USD")})
    sources = ("Webinar", "Web", "Google Ads", "")
    leads = {
        str(n): {"created_at": at("2026-03-01 12:00"), "status": "", "lead_source": source}
        for n, source in enumerate(sources)
    }
    put(crm, Lead, leads)
    crm_campaign(crm, "701", "Fair in Hannover", type="Trade Show")
    crm_campaign(crm, "702", "Autumn")
    wins = {
        "1": deal(1, 400_000_000, campaign_external_id="701", lead_source="Google Ads"),
        "2": deal(2, 300_000_000, campaign_external_id="702", lead_source="Google Ads"),
        "3": deal(3, 200_000_000, lead_source="Web"),
        "4": deal(4, 100_000_000),
    }
    put(crm, Opportunity, wins)
    visit(ads.source, ("google", "cpc", "Brand"), 3)
    visit(ads.source, ("nowhere", "", ""), 2)
    return World(ads, crm)


def crm_campaign(source: Source, external_id: str, name: str, **more: Any) -> Campaign:
    """Made or renamed as a page of a sync does it."""
    with touching(source.pk, "Campaign", [external_id]):
        row, _is_new = Campaign.objects.update_or_create(
            source=source, external_id=external_id, kind="crm", defaults={"name": name, **more}
        )
    return row


def rename_ad(ads: Ads, name: str, platform: str = "google_ads") -> None:
    """Brand, under another name."""
    ensure_campaigns(source_id=ads.source.pk, campaigns=[AdCampaign("c1", name, platform)])


def visit(source: Source, origin: tuple[str, str, str], sessions: int) -> None:
    """A day's visits from one origin (source, medium, campaign)."""
    on = date(2026, 3, 1)
    rows = [VisitDay(on, *origin, "", sessions=sessions)]
    write_traffic_days(
        Piece(source.pk, new_id(), "p1", "USD", on, on, rows, (), False, date(2026, 3, 9))
    )


def match(ad_campaign: UUID, crm_campaign: Campaign) -> CampaignMatch:
    """A row alone; services.decisions does what follows from it."""
    return CampaignMatch.objects.create(ad_campaign_id=ad_campaign, crm_campaign=crm_campaign)


def channels(kind: ThingKind) -> dict[str, str]:
    """{key: channel} of all things of a kind."""
    return dict(ChannelOf.objects.filter(kind=kind).values_list("key", "channel"))
