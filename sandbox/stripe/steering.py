"""What tests see and turn at Stripe, below /_control/stripe."""

from sandbox.stripe import webhook_steering
from sandbox.stripe.cards import NUMBERS
from sandbox.stripe.delivery import Deliveries, stripe_of
from sandbox.stripe.due import advance
from sandbox.stripe.errors import DECLINES, StripeError, own_failure, too_many
from sandbox.stripe.state import Obj
from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
BASE = "/_control/stripe"
routes.include(webhook_steering.routes)
FAILURES = {"rate_limit": too_many, "api_error": own_failure}


@routes.add("GET", f"{BASE}/state")
def state(world: World, request: Request) -> Response:
    """Its time, how many objects there are, and how webhooks go."""
    stripe, sent = stripe_of(world), world.part(Deliveries)
    with stripe.lock:
        counts = {kind: len(table) for kind, table in stripe.tables.items()}
        webhooks = {"url": sent.url, "mode": sent.mode, "held": len(sent.held)}
        return json_response({"now": stripe.now(), "counts": counts, "webhooks": webhooks})


@routes.add("POST", f"{BASE}/faults")
def fault(world: World, request: Request) -> Response:
    """The next requests fail: {"kind": rate_limit, api_error or cut, "path", "times", "skip"}."""
    asked = request.json()
    kind = asked.pop("kind")
    planned: Obj = {"path": r" /stripe/v1/", **asked}
    if kind == "cut":
        planned |= {"kind": "cut", "after_bytes": asked.get("after_bytes", 10)}
    else:
        refusal: StripeError = FAILURES[kind]()
        planned |= {"kind": "status", "status": refusal.status, "body": {"error": refusal.error}}
    return json_response({"id": world.faults.add(planned).id}, 201)


@routes.add("POST", f"{BASE}/customers/{{customer}}")
def customer(world: World, request: Request, customer: str) -> Response:
    """{"declines": a decline code, or null when the bank pays again}."""
    code, stripe = request.json()["declines"], stripe_of(world)
    if code is not None and code not in DECLINES:
        raise ValueError(f"declines is one of {', '.join(DECLINES)}")
    with stripe.changing():
        stripe.get("customer", customer)["_declines"] = code
    return Response(204)


@routes.add("POST", f"{BASE}/cards/{{card}}")
def card(world: World, request: Request, card: str) -> Response:
    """{"exp_month", "exp_year"} or {"number"}: it expires, or is replaced by the bank."""
    asked, stripe = request.json(), stripe_of(world)
    with stripe.changing():
        found = stripe.get("payment_method", card)
        if number := asked.get("number"):
            if number not in NUMBERS:
                raise ValueError("that is no test's number")
            found["_number"] = number
            found["card"]["last4"] = number[-4:]
        for name in ("exp_month", "exp_year"):
            found["card"][name] = int(asked.get(name, found["card"][name]))
    return Response(204)


@routes.add("POST", f"{BASE}/advance")
def go_on(world: World, request: Request) -> Response:
    """All of Stripe's time goes on by {"seconds"}, its test clocks too."""
    seconds, stripe = int(request.json()["seconds"]), stripe_of(world)
    with stripe.changing():
        advance(stripe, None, stripe.now() + seconds)
        stripe.meta["offset"] += seconds
        for clock in stripe.some("test_helpers.test_clock"):
            advance(stripe, clock, clock["frozen_time"] + seconds)
        now = stripe.now()
    return json_response({"now": now})


@routes.add("POST", f"{BASE}/settings")
def settings(world: World, request: Request) -> Response:
    """{"dunning_ends": cancel, unpaid or past_due}: what the last failed attempt leads to."""
    asked, stripe = request.json(), stripe_of(world)
    if asked["dunning_ends"] not in ("cancel", "unpaid", "past_due"):
        raise ValueError("dunning_ends is cancel, unpaid or past_due")
    with stripe.changing():
        stripe.meta["dunning_ends"] = asked["dunning_ends"]
    return Response(204)


@routes.add("POST", f"{BASE}/keep")
def keep(world: World, request: Request) -> Response:
    """Remember all there is, so that tests may begin with it."""
    stripe = stripe_of(world)
    with stripe.lock:
        stripe.kept = stripe.dump()
    return Response(204)


@routes.add("POST", f"{BASE}/bring_back")
def bring_back(world: World, request: Request) -> Response:
    """All that was kept, whatever happened since."""
    stripe = stripe_of(world)
    if stripe.kept is not None:
        stripe.load(stripe.kept)
    return Response(204)


@routes.add("POST", f"{BASE}/clear")
def clear(world: World, request: Request) -> Response:
    """An empty account, and webhooks as they were."""
    stripe_of(world).reset(grants=True)
    world.part(Deliveries).reset(grants=True)
    return Response(204)
