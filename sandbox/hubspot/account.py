"""What is known of the account: its zone and currencies, owners, pipelines and properties."""

from typing import Any

import orjson

from sandbox.hubspot import business as b
from sandbox.hubspot.access import guarded
from sandbox.hubspot.limits import HubSpotLimits
from sandbox.hubspot.objects import known
from sandbox.hubspot.properties import properties_of
from sandbox.hubspot.store import HubSpotRecords
from sandbox.schema.picklists import STAGES
from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
_MADE = "2023-01-14T14:52:53.956Z"


@routes.add("GET", "/account-info/v3/details")
@routes.add("GET", "/account-info/2026-03/details")
@guarded("oauth")
def details(world: World, request: Request) -> Response:
    return json_response(
        {
            "portalId": b.HUB_ID,
            "accountType": "STANDARD",
            "timeZone": b.TIME_ZONE,
            "companyCurrency": b.CURRENCY,
            "additionalCurrencies": list(b.CURRENCIES),
            "utcOffset": "-05:00",
            "utcOffsetMilliseconds": -18_000_000,
            "uiDomain": "app.hubspot.com",
            "dataHostingLocation": "na1",
        }
    )


@routes.add("GET", "/crm/v3/owners")
@guarded("crm.objects.owners.read")
def owners(world: World, request: Request) -> Response:
    """Owners in the order of their ids; deactivated ones only with archived=true."""
    is_archived = request.query.get("archived", "false") == "true"
    limit, after = int(request.query.get("limit", "100")), int(request.query.get("after") or 0)
    with world.part(HubSpotRecords).reading() as db:
        rows = db.execute(
            "SELECT id, record FROM owners WHERE archived = ? AND id >= ? ORDER BY id LIMIT ?",
            (int(is_archived), after, limit + 1),
        ).fetchall()
    shown = [orjson.loads(record) | {"archived": is_archived} for _, record in rows[:limit]]
    body: dict[str, Any] = {"results": shown}
    if len(rows) > limit:
        body["paging"] = {"next": {"after": str(rows[limit][0])}}
    return json_response(body)


@routes.add("GET", "/crm/v3/pipelines/deals")
@guarded("crm.objects.deals.read")
def pipelines(world: World, request: Request) -> Response:
    found = [_pipeline(place, *one) for place, one in enumerate(b.PIPELINES)]
    return json_response({"results": found})


def _pipeline(place: int, key: str, label: str, stages: tuple[str, ...]) -> dict[str, Any]:
    shown = [
        {
            "label": STAGES[number][0],
            "displayOrder": number,
            "metadata": {
                "isClosed": "true" if STAGES[number][3] else "false",
                "probability": f"{STAGES[number][1] / 100:.1f}",
            },
            "id": stage,
            "createdAt": _MADE,
            "updatedAt": _MADE,
            "archived": False,
            "writePermissions": "CRM_PERMISSIONS_ENFORCEMENT",
        }
        for number, stage in enumerate(stages)
    ]
    return {
        "label": label,
        "displayOrder": place,
        "id": key,
        "stages": shown,
        "createdAt": _MADE,
        "updatedAt": _MADE,
        "archived": False,
    }


@routes.add("GET", "/crm/v3/properties/{kind}")
@guarded("crm.objects.{kind}.read")
def properties(world: World, request: Request, *, kind: str) -> Response:
    settings = world.part(HubSpotLimits).settings
    found = properties_of(known(kind))
    if settings.hides_deal_currency:
        found = [one for one in found if one["name"] != "deal_currency_code"]
    return json_response({"results": found})
