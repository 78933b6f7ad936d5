"""Events: what happened to which object, as it was then."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sandbox.stripe.answering import api
from sandbox.stripe.asked import Asked
from sandbox.stripe.state import API_VERSION, Obj, Stripe
from sandbox.stripe.views import page_of, shown

KEPT = 2000


def happened(stripe: Stripe, kind: str, obj: Obj, before: Obj | None = None) -> Obj:
    """Write an event of `obj` as it is now; `before` are the values that it had."""
    data: Obj = {"object": shown(stripe, obj)}
    if before is not None:
        data["previous_attributes"] = before
    event = stripe.add(
        "event",
        {
            "created": stripe.time_of(obj),
            "api_version": API_VERSION,
            "data": data,
            "pending_webhooks": 0,
            "request": dict(stripe.request),
            "type": kind,
        },
    )
    stripe.fresh.append(event)
    table = stripe.table("event")
    while len(table) > KEPT:
        del table[next(iter(table))]
    return event


@contextmanager
def telling(stripe: Stripe, kind: str, obj: Obj) -> Iterator[None]:
    """Write an event when the block changed what is shown of `obj`."""
    before = shown(stripe, obj)
    yield
    after = shown(stripe, obj)
    changed = differing(before, after)
    if changed:
        happened(stripe, kind, obj, changed)


def differing(before: Obj, after: Obj) -> Obj:
    """The earlier values of what differs, as previous_attributes carries them."""
    names = before.keys() | after.keys()
    return {name: before.get(name) for name in sorted(names) if before.get(name) != after.get(name)}


@api("GET", "/v1/events", "(page) type types delivery_success")
def events(stripe: Stripe, asked: Asked) -> Obj:
    wanted = asked.texts("types") or ([asked.required("type")] if "type" in asked else [])
    found = [one for one in stripe.some("event") if not wanted or _fits(one["type"], wanted)]
    return page_of(stripe, asked, found, "/v1/events")


def _fits(kind: str, wanted: list[str]) -> bool:
    return any(kind == one or (one.endswith(".*") and kind.startswith(one[:-1])) for one in wanted)


@api("GET", "/v1/events/{event_id}")
def event(stripe: Stripe, asked: Asked, event_id: str) -> Any:
    return stripe.get("event", event_id)
