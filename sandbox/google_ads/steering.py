"""What tests ask of Google Ads' truth, and what they plant in it: under /_control/google-ads/."""

from datetime import date, timedelta

from sandbox.business.ads import ad_facts
from sandbox.business.ads_changes import AdChange, note_change
from sandbox.business.ads_growth import bounds
from sandbox.business.ads_shape import AdCampaign
from sandbox.google_ads.customers import PLATFORM
from sandbox.google_ads.mutating import AdsAccess
from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
_DAY = timedelta(days=1)


@routes.add("POST", "/_control/google-ads/days")
def days(world: World, request: Request) -> Response:
    """All days of all campaigns as they are now, in cents, straight from the business."""
    facts, as_of = ad_facts(world.store), world.clock.now()
    found = []
    for account in facts.accounts(PLATFORM):
        today = facts.local_day(account, as_of)
        for campaign in facts.campaigns(account):
            day = campaign.first - _DAY * 60
            while day <= today:
                total = facts.total(campaign, day, as_of)
                dated = facts.credited_on(campaign, day, as_of)
                if total is not None or dated:
                    clicked = total.conversions if total else ()
                    found.append(
                        {
                            "account": str(account.external_id),
                            "campaign": str(campaign.external_id),
                            "name": campaign.name,
                            "currency": account.currency,
                            "day": day.isoformat(),
                            "impressions": total.impressions if total else 0,
                            "clicks": total.clicks if total else 0,
                            "cents": total.spend if total else 0,
                            "conversions": len(clicked),
                            "value": sum(one.value for one in clicked),
                            "dated_conversions": len(dated),
                            "dated_value": sum(one.value for one in dated),
                        }
                    )
                day += _DAY
    return json_response(found)


@routes.add("POST", "/_control/google-ads/plant")
def plant(world: World, request: Request) -> Response:
    """{"campaign": name, "day": "2026-11-20", "factor": 3, "days": 2}: its budget, and with it all
    that it shows, clicks and costs, is so many times what it was, from that day of its account on;
    for ever without `days`. As if somebody had set it there: the API shows the budget, too.
    """
    asked = request.json()
    facts, campaign = ad_facts(world.store), _named(world, asked["campaign"])
    day, zone = date.fromisoformat(asked["day"]), campaign.account.time_zone
    base = facts.usual_budget(campaign)
    change = AdChange(bounds(day, zone)[0], budget=round(base * asked["factor"]), base=base)
    note_change(world.store, campaign.external_id, change)
    if asked.get("days"):
        end = bounds(day + _DAY * int(asked["days"]), zone)[0]
        note_change(world.store, campaign.external_id, AdChange(end, budget=base, base=base))
    return Response(204)


@routes.add("POST", "/_control/google-ads/standing")
def standing(world: World, request: Request) -> Response:
    """{"campaign": name}: its status and daily budget in cents, as they are now."""
    campaign = _named(world, request.json()["campaign"])
    budget = ad_facts(world.store).daily_budget(campaign)
    return json_response({"status": campaign.status, "budget": budget})


def _named(world: World, name: str) -> AdCampaign:
    facts = ad_facts(world.store)
    return next(
        one
        for account in facts.accounts(PLATFORM)
        for one in facts.campaigns(account)
        if one.name == name
    )


@routes.add("POST", "/_control/google-ads/access")
def access(world: World, request: Request) -> Response:
    """{"is_read_only": true}: the user who gave the grant may look and not touch."""
    world.part(AdsAccess).is_read_only = bool(request.json()["is_read_only"])
    return Response(204)
