"""Changes of campaigns and budgets: an operation with a mask, checked, done or only validated."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.business.ads import ad_facts
from sandbox.business.ads_changes import AdChange, note_change
from sandbox.business.ads_shape import ACTIVE, PAUSED, AdCampaign
from sandbox.google_ads.budgets import amount_micros, users_of
from sandbox.google_ads.customers import Customer, admit, customer_asked
from sandbox.google_ads.errors import AdsError
from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
_STATUS = {"ENABLED": ACTIVE, "PAUSED": PAUSED}
_UNIT, _LEAST, _MOST = 10_000, 1_000_000, 10_000_000_000_000
Change = Callable[[], None]


class AdsAccess:
    """Whether the user who gave the grant may change anything; tests turn it."""

    def __init__(self, world: World) -> None:
        self.is_read_only = False

    def reset(self, *, grants: bool) -> None:
        self.is_read_only = False


@routes.add("POST", "/v26/customers/{number}/campaigns:mutate")
def mutate_campaigns(world: World, request: Request, number: str) -> Response:
    """Status alone: what else a campaign has is not changed here."""
    return _mutated(world, request, number, _status_change)


@routes.add("POST", "/v26/customers/{number}/campaignBudgets:mutate")
def mutate_budgets(world: World, request: Request, number: str) -> Response:
    """The amount a day alone."""
    return _mutated(world, request, number, _budget_change)


def _mutated(world: World, request: Request, number: str, plan: Any) -> Response:
    admit(world, request)
    customer = customer_asked(world, request, number)
    if world.part(AdsAccess).is_read_only:
        text = "The user does not have permission to perform this action on the resource."
        raise AdsError("PERMISSION_DENIED", "authorizationError", "ACTION_NOT_PERMITTED", text)
    body = request.json() or {}
    asked = [operation for operation in body.get("operations", []) if "update" in operation]
    if not asked:
        raise _wrong("requestError", "REQUIRED_FIELD_MISSING", "Required field is missing.")
    changes: list[Change] = []
    for operation in asked:
        mask = tuple(part for part in str(operation.get("updateMask", "")).split(",") if part)
        changes += plan(world, customer, operation["update"], mask)
    if body.get("validateOnly"):
        return json_response({})
    for change in changes:
        change()
    names = [{"resourceName": operation["update"]["resourceName"]} for operation in asked]
    return json_response({"results": names})


def _status_change(
    world: World, customer: Customer, update: Mapping[str, Any], mask: tuple[str, ...]
) -> list[Change]:
    _check_mask(mask, ("status",))
    campaign = _campaign(world, customer, str(update.get("resourceName", "")))
    status = _STATUS.get(str(update.get("status", "")))
    if status is None:
        raise _wrong("requestError", "INVALID_ENUM_VALUE", "Invalid enum value for status.")
    if campaign.status not in _STATUS.values():
        text = "The operation is not allowed for removed resources."
        raise _wrong("contextError", "OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE", text)
    change = AdChange(world.clock.seconds(), status=status)
    return [lambda: note_change(world.store, campaign.external_id, change)]


def _budget_change(
    world: World, customer: Customer, update: Mapping[str, Any], mask: tuple[str, ...]
) -> list[Change]:
    _check_mask(mask, ("amountMicros", "amount_micros"))
    name = str(update.get("resourceName", ""))
    number = name.rpartition("/")[2]
    users = users_of(world, customer, int(number)) if number.isdigit() else []
    if not users or name != f"customers/{customer.number}/campaignBudgets/{number}":
        raise _wrong("mutateError", "RESOURCE_NOT_FOUND", "Resource was not found.")
    amount = int(update.get("amountMicros", update.get("amount_micros", 0)))
    if amount % _UNIT:
        text = "The money amount is not a multiple of a minimum unit."
        raise _wrong("campaignBudgetError", "NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT", text)
    if amount < _LEAST:
        text = "The budget amount must be greater than or equal to the minimum."
        raise _wrong("campaignBudgetError", "MONEY_AMOUNT_LESS_THAN_CURRENCY_MINIMUM_CPC", text)
    if amount > _MOST:
        raise _wrong("campaignBudgetError", "MONEY_AMOUNT_TOO_LARGE", "The amount is too large.")
    return [_budget_of(world, customer, one, amount) for one in users]


def _budget_of(world: World, customer: Customer, campaign: AdCampaign, amount: int) -> Change:
    """Each campaign of a shared budget gets the same share as before."""
    facts = ad_facts(world.store)
    whole = amount_micros(world, customer, campaign)
    own = facts.daily_budget(campaign) * amount // whole
    base = facts.usual_budget(campaign)
    change = AdChange(world.clock.seconds(), budget=own, base=base)
    return lambda: note_change(world.store, campaign.external_id, change)


def _campaign(world: World, customer: Customer, name: str) -> AdCampaign:
    known = ad_facts(world.store).campaigns(customer.account) if customer.account else ()
    for campaign in known:
        if name == f"customers/{customer.number}/campaigns/{campaign.external_id}":
            return campaign
    raise _wrong("mutateError", "RESOURCE_NOT_FOUND", "Resource was not found.")


def _check_mask(mask: tuple[str, ...], known: tuple[str, ...]) -> None:
    if not mask:
        text = "The field mask is required for an update."
        raise _wrong("fieldMaskError", "FIELD_MASK_MISSING", text)
    if unknown := [field for field in mask if field not in known]:
        text = f"The field mask contains an invalid field: '{unknown[0]}'."
        raise _wrong("fieldMaskError", "FIELD_NOT_FOUND", text)


def _wrong(kind: str, code: str, message: str) -> AdsError:
    return AdsError("INVALID_ARGUMENT", kind, code, message)
