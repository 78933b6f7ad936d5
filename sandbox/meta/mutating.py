"""Reading and changing one campaign: POST of its node with status or daily_budget."""

from typing import Any

from sandbox.business.ads import ad_facts
from sandbox.business.ads_changes import AdChange, note_change
from sandbox.business.ads_shape import ACTIVE, ARCHIVED, DELETED, PAUSED, AdCampaign
from sandbox.meta.access import ADS_MANAGEMENT, admit, decoded, parameters
from sandbox.meta.budgets import budget_cents, has_own_budget
from sandbox.meta.errors import GraphError, invalid, unknown_object
from sandbox.meta.limits import with_usage
from sandbox.meta.nodes import PLATFORM, campaign_node, chosen
from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
_STATUS = {"ACTIVE": ACTIVE, "PAUSED": PAUSED, "ARCHIVED": ARCHIVED, "DELETED": DELETED}
_LEAST, _TOO_LOW = 100, 1885272


def campaign_of(world: World, number: str) -> AdCampaign | None:
    """The campaign of any of the person's accounts; None for another kind of node."""
    facts = ad_facts(world.store)
    return next(
        (
            one
            for account in facts.accounts(PLATFORM)
            for one in facts.campaigns(account)
            if str(one.external_id) == number
        ),
        None,
    )


def show(world: World, request: Request, campaign: AdCampaign) -> Response:
    """GET of a campaign's node."""
    row = campaign_node(campaign, budget_cents(world, campaign))
    response = json_response(chosen(row, parameters(request)))
    return with_usage(world, response, campaign.account.external_id)


@routes.add("POST", r"/v25.0/(?P<number>\d+)")
def change(world: World, request: Request, number: str) -> Response:
    """With execution_options ["validate_only"] it is checked and not done."""
    held = admit(world, request)
    campaign, asked = campaign_of(world, number), parameters(request)
    if campaign is None:
        raise unknown_object(number)
    if ADS_MANAGEMENT not in held.granted:
        message = "(#200) Requires ads_management permission to manage the object"
        raise GraphError(200, message, status=403)
    changes = _changes(world, campaign, asked)
    if "validate_only" not in (decoded(asked.get("execution_options")) or []):
        for one in changes:
            note_change(world.store, campaign.external_id, one)
    response = json_response({"success": True})
    return with_usage(world, response, campaign.account.external_id)


def _changes(world: World, campaign: AdCampaign, asked: dict[str, Any]) -> list[AdChange]:
    found, now = [], world.clock.seconds()
    if "status" in asked:
        status = _STATUS.get(str(asked["status"]))
        if status is None:
            raise invalid(f"Param status must be one of {{{', '.join(_STATUS)}}}")
        if campaign.status == DELETED:
            raise invalid("Object is deleted and cannot be changed", subcode=1487866)
        found.append(AdChange(now, status=status))
    if "daily_budget" in asked:
        found.append(_budget(world, campaign, str(asked["daily_budget"]), now))
    if not found:
        raise invalid("Nothing to update was given")
    return found


def _budget(world: World, campaign: AdCampaign, text: str, now: float) -> AdChange:
    if not has_own_budget(campaign):
        message = "The campaign's budget is set at its ad sets and cannot be set here"
        raise invalid(message, subcode=1885621)
    if not text.isdigit():
        raise invalid("Param daily_budget must be an integer")
    if int(text) < _LEAST:
        raise invalid("Your budget is too low", subcode=_TOO_LOW)
    base = ad_facts(world.store).usual_budget(campaign)
    return AdChange(now, budget=int(text), base=base)
