"""The Admin API: which accounts and properties there are."""

from typing import Any

from sandbox.google_analytics.properties import (
    CREATED,
    PROPERTIES,
    Account,
    found_property,
    require_admin,
)
from sandbox.google_oauth import GoogleError
from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
_KIND = "PROPERTY_TYPE_ORDINARY"


@routes.add("GET", "/v1beta/accountSummaries")
def summaries(world: World, request: Request) -> Response:
    """Accounts with their properties, a page of ?pageSize (50 unless told, 200 at most)."""
    require_admin(world, request)
    query = request.query
    try:
        size = min(200, int(query.get("pageSize") or 50))
        start = int(query.get("pageToken") or 0)
    except ValueError:
        raise GoogleError("INVALID_ARGUMENT", "Page token is invalid.") from None
    accounts = list(dict.fromkeys(one.account for one in PROPERTIES))
    shown = accounts[start : start + size]
    body: dict[str, Any] = {"accountSummaries": [_summary(account) for account in shown]}
    if start + size < len(accounts):
        body["nextPageToken"] = str(start + size)
    return json_response(body, is_pretty=True)


def _summary(account: Account) -> dict[str, Any]:
    parent = f"accounts/{account.id}"
    return {
        "name": f"accountSummaries/{account.id}",
        "account": parent,
        "displayName": account.name,
        "propertySummaries": [
            {
                "property": f"properties/{one.id}",
                "displayName": one.name,
                "propertyType": _KIND,
                "parent": parent,
            }
            for one in PROPERTIES
            if one.account == account
        ],
    }


@routes.add("GET", "/v1beta/properties/{property_id}")
def show(world: World, request: Request, property_id: str) -> Response:
    one = found_property(world, request, property_id, is_admin=True)
    return json_response(
        {
            "name": f"properties/{one.id}",
            "parent": f"accounts/{one.account.id}",
            "createTime": CREATED,
            "updateTime": CREATED,
            "displayName": one.name,
            "industryCategory": "BUSINESS_AND_INDUSTRIAL_MARKETS",
            "timeZone": one.time_zone,
            "currencyCode": one.currency,
            "serviceLevel": "GOOGLE_ANALYTICS_STANDARD",
            "account": f"accounts/{one.account.id}",
            "propertyType": _KIND,
        },
        is_pretty=True,
    )
