"""The levers of webhooks, below /_control/stripe/webhooks."""

import random

from sandbox.stripe.delivery import MODES, Deliveries, stripe_of
from sandbox.stripe.keys import webhook_secret
from sandbox.stripe.sending import Sending, body_of, post, signature
from sandbox.stripe.state import Obj
from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
BASE = "/_control/stripe"


ORDERS = ("same", "reversed", "shuffled")


@routes.add("POST", f"{BASE}/webhooks")
def webhooks(world: World, request: Request) -> Response:
    """{"url", "mode": now, late, twice, hold or drop, "seconds" for late}."""
    asked, sent = request.json(), world.part(Deliveries)
    if asked.get("mode", "now") not in MODES:
        raise ValueError(f"mode is one of {', '.join(MODES)}")
    sent.mode = asked.get("mode", sent.mode)
    sent.seconds = float(asked.get("seconds", 0.0))
    sent.url = asked.get("url", sent.url)
    return json_response({"url": sent.url, "mode": sent.mode, "seconds": sent.seconds})


@routes.add("POST", f"{BASE}/webhooks/release")
def release(world: World, request: Request) -> Response:
    """Send what is held back: {"order", "seed", "times", "types", "drop": types to lose}."""
    asked = request.json() or {}
    order = asked.get("order", "same")
    if order not in ORDERS:
        raise ValueError(f"order is one of {', '.join(ORDERS)}")

    def choose(held: list[Sending]) -> list[Sending]:
        types = asked.get("types")
        found = [one for one in held if types is None or one.kind in types]
        found = found * int(asked.get("times", 1))
        if order == "reversed":
            found.reverse()
        if order == "shuffled":
            random.Random(asked.get("seed", 1)).shuffle(found)
        return found

    return json_response(world.part(Deliveries).release(choose))


@routes.add("POST", f"{BASE}/webhooks/lose")
def lose(world: World, request: Request) -> Response:
    """Forget what is held back, as when it never came."""
    sent = world.part(Deliveries)
    with sent.changed:
        lost, sent.held = len(sent.held), []
    return json_response({"lost": lost})


@routes.add("POST", f"{BASE}/webhooks/sign")
def sign(world: World, request: Request) -> Response:
    """An event as it would be sent, for whoever posts it: {"event", "forged", "age", "body"}."""
    body, header = _signed(world, request.json())
    return json_response({"body": body.decode(), "signature": header})


@routes.add("POST", f"{BASE}/webhooks/send")
def send(world: World, request: Request) -> Response:
    """Send one event now, whatever the mode: {"event", "forged", "age", "body", "url"}."""
    asked = request.json()
    body, header = _signed(world, asked)
    url = asked.get("url") or world.part(Deliveries).url
    return json_response({"status": post(url, body, header)})


def _signed(world: World, asked: Obj) -> tuple[bytes, str]:
    """The body and its signature; "forged" by another secret, "age" seconds old."""
    stripe = stripe_of(world)
    if "body" in asked:
        body = str(asked["body"]).encode()
    else:
        with stripe.lock:
            body = body_of(stripe.table("event")[asked["event"]])
    secret = webhook_secret(world.clients["stripe"])
    if asked.get("forged"):
        secret = "whsec_of_somebody_else"  # noqa: S105 - that is the point
    at = int(world.clock.seconds()) - int(asked.get("age", 0))
    return body, signature(body, secret, at)


@routes.add("POST", f"{BASE}/webhooks/settle")
def settle(world: World, request: Request) -> Response:
    """Wait until nothing is on its way: {"seconds": at most}."""
    seconds = float((request.json() or {}).get("seconds", 10.0))
    return json_response({"settled": world.part(Deliveries).settle(seconds)})


@routes.add("GET", f"{BASE}/webhooks")
def log(world: World, request: Request) -> Response:
    """What was sent, and what is held back; the oldest first."""
    sent = world.part(Deliveries)
    with sent.changed:
        done = [sent.told(one, one.statuses[-1]) for one in sent.log]
        held = [sent.told(one, 0) for one in sent.held]
    return json_response({"sent": done, "held": held})
