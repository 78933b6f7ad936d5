"""What tests see and turn at Meta, below /_control/meta."""

from datetime import timedelta

from sandbox.business.ads import ad_facts
from sandbox.meta.errors import (
    GraphError,
    account_throttled,
    server_error,
    token_ended,
    too_much_data,
    user_throttled,
)
from sandbox.meta.grants import MetaGrants
from sandbox.meta.limits import MetaLimits
from sandbox.meta.nodes import PLATFORM
from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
_DAY = timedelta(days=1)
# kind of a failure -> the refusal that is given instead of the real answer
REFUSALS: dict[str, GraphError] = {
    "expired": token_ended(),
    "throttled": user_throttled(),
    "account_throttled": account_throttled(),
    "too_many_rows": too_much_data(),
    "server_error": server_error(),
}


@routes.add("POST", "/_control/meta/settings")
def settings(world: World, request: Request) -> Response:
    return json_response(world.part(MetaLimits).change(request.json()))


@routes.add("POST", "/_control/meta/faults")
def fault(world: World, request: Request) -> Response:
    """Plan a failure in Meta's words: a kind of REFUSALS; path, times, skip as everywhere."""
    asked = request.json()
    refusal = REFUSALS[str(asked.pop("kind"))]
    body = {"error": refusal.body | {"fbtrace_id": "Asandbox"}}
    answer = {"kind": "status", "status": refusal.status, "body": body}
    planned = {"path": r" /meta/v25\.0/(act_|me/ad|\d)", **answer, **asked}
    return json_response({"id": world.faults.add(planned).id}, 201)


@routes.add("POST", "/_control/meta/expire")
def expire(world: World, request: Request) -> Response:
    """End every token; nothing can be exchanged for another any more."""
    world.part(MetaGrants).expire_all()
    return Response(204)


@routes.add("POST", "/_control/meta/revoke")
def revoke(world: World, request: Request) -> Response:
    """As when the person removes the app."""
    world.part(MetaGrants).revoke_all()
    return Response(204)


@routes.add("POST", "/_control/meta/days")
def days(world: World, request: Request) -> Response:
    """All days of all campaigns as they are now, in cents, straight from the business."""
    facts, as_of = ad_facts(world.store), world.clock.now()
    found = []
    for account in facts.accounts(PLATFORM):
        for campaign in facts.campaigns(account):
            day, last = campaign.first, facts.local_day(account, as_of)
            while day <= last:
                total = facts.total(campaign, day, as_of)
                if total is not None and (total.impressions or total.spend or total.conversions):
                    windows = ("7d_click", "1d_view")
                    held = [c for c in total.conversions if any(map(c.counts_in, windows))]
                    found.append(
                        {
                            "account": str(account.external_id),
                            "campaign": str(campaign.external_id),
                            "name": campaign.name,
                            "status": campaign.status,
                            "currency": account.currency,
                            "day": day.isoformat(),
                            "impressions": total.impressions,
                            "clicks": total.clicks,
                            "cents": total.spend,
                            "conversions": len(held),
                            "value": sum(c.value for c in held),
                        }
                    )
                day += _DAY
    return json_response(found)
