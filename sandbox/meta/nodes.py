"""What the person may see: ad accounts, and their campaigns, deleted ones only when asked for."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.business.ads import ad_facts
from sandbox.business.ads_shape import ARCHIVED, DELETED, AdAccount, AdCampaign
from sandbox.meta.access import admit, decoded, known_token, parameters
from sandbox.meta.budgets import budget_cents
from sandbox.meta.consent import PERSON, PERSON_ID
from sandbox.meta.errors import unknown_object
from sandbox.meta.limits import with_usage
from sandbox.meta.paging import paged
from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
PLATFORM = "Meta"
# What is left out of every list unless a filter names it.
HIDDEN = (ARCHIVED, DELETED)


@routes.add("GET", "/v25.0/me")
def me(world: World, request: Request) -> Response:
    known_token(world, request)
    return json_response({"id": PERSON_ID, "name": PERSON})


@routes.add("GET", "/v25.0/me/adaccounts")
def ad_accounts(world: World, request: Request) -> Response:
    admit(world, request)
    asked = parameters(request)
    rows = [chosen(_account(one), asked) for one in ad_facts(world.store).accounts(PLATFORM)]
    return json_response(paged(world, request.path, asked, rows))


@routes.add("GET", "/v25.0/act_{number}")
def ad_account(world: World, request: Request, number: str) -> Response:
    admit(world, request)
    account = account_of(world, number)
    response = json_response(chosen(_account(account), parameters(request)))
    return with_usage(world, response, account.external_id)


@routes.add("GET", "/v25.0/act_{number}/campaigns")
def campaigns(world: World, request: Request, number: str) -> Response:
    """`effective_status` is a JSON list; without it archived and deleted ones are not shown."""
    admit(world, request)
    asked, account = parameters(request), account_of(world, number)
    wanted = decoded(asked.get("effective_status", ""))
    found = ad_facts(world.store).campaigns(account)
    shown = [one for one in found if is_wanted(one.status, wanted)]
    rows = [chosen(campaign_node(one, budget_cents(world, one)), asked) for one in shown]
    response = json_response(paged(world, request.path, asked, rows))
    return with_usage(world, response, account.external_id)


def account_of(world: World, number: str) -> AdAccount:
    """Raises GraphError for an account that is not the person's."""
    for account in ad_facts(world.store).accounts(PLATFORM):
        if str(account.external_id) == number:
            return account
    raise unknown_object(f"act_{number}")


def is_wanted(status: str, statuses: Iterable[str] | None) -> bool:
    """Whether an object of that status is in a list with that filter."""
    if not statuses:
        return status not in HIDDEN
    return status.upper() in statuses


def _account(account: AdAccount) -> dict[str, Any]:
    now = datetime.now(ZoneInfo(account.time_zone))
    offset = now.utcoffset()
    return {
        "id": f"act_{account.external_id}",
        "account_id": str(account.external_id),
        "account_status": 1,
        "name": account.name,
        "currency": account.currency,
        "timezone_name": account.time_zone,
        "timezone_offset_hours_utc": int(offset.total_seconds() // 3600) if offset else 0,
        "business": {"id": "1506473679510400", "name": "Fernhill Instruments"},
        "business_name": "",
        "age": 1096.0,
    }


def campaign_node(campaign: AdCampaign, cents: int | None) -> dict[str, Any]:
    """A campaign with all its fields; without a budget of its own it has no such field."""
    zone = ZoneInfo(campaign.account.time_zone)
    born = datetime.combine(campaign.first, time(8, 4), zone).strftime("%Y-%m-%dT%H:%M:%S%z")
    is_form = "Lead Form" in campaign.name
    budget = {} if cents is None else {"daily_budget": str(cents)}
    return {
        "id": str(campaign.external_id),
        "account_id": str(campaign.account.external_id),
        "name": campaign.name,
        "objective": "OUTCOME_LEADS" if is_form else "OUTCOME_TRAFFIC",
        "buying_type": "AUCTION",
        "status": campaign.status.upper(),
        "configured_status": campaign.status.upper(),
        "effective_status": campaign.status.upper(),
        "special_ad_category": "NONE",
        "start_time": born,
        "created_time": born,
        "updated_time": born,
    } | budget


def chosen(row: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    """Only what was asked for; the id always."""
    names = [name for name in str(asked.get("fields", "id")).split(",") if name in row]
    return {name: row[name] for name in dict.fromkeys((*names, "id"))}
