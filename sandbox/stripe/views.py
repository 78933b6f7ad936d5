"""How objects are shown: without what is hidden, with what was asked to be expanded, in lists."""

from collections.abc import Callable
from typing import Any

from sandbox.stripe.asked import Asked
from sandbox.stripe.errors import StripeError, invalid, no_such
from sandbox.stripe.state import Obj, Stripe

View = Callable[[Stripe, Obj], Obj]
# object -> what is shown of it beside its own values
VIEWS: dict[str, View] = {}
# (object, key) -> what is only there when it is expanded
INCLUDED: dict[tuple[str, str], Callable[[Stripe, Obj], Any]] = {}
# keys that hold ids, with the kind of what they name
KINDS = {
    "customer": "customer", "product": "product", "price": "price", "coupon": "coupon",
    "subscription": "subscription", "latest_invoice": "invoice", "invoice": "invoice",
    "default_payment_method": "payment_method", "payment_method": "payment_method",
    "payment_intent": "payment_intent", "setup_intent": "setup_intent",
    "pending_setup_intent": "setup_intent", "promotion_code": "promotion_code",
    "discounts": "discount", "test_clock": "test_helpers.test_clock", "default_price": "price",
    "configuration": "billing_portal.configuration", "discount": "discount",
    "invoice_item": "invoiceitem", "default_tax_rates": "tax_rate", "tax_rates": "tax_rate",
}  # fmt: skip


def public(value: Any) -> Any:
    """A copy without the keys that begin with "_"."""
    if isinstance(value, dict):
        return {key: public(one) for key, one in value.items() if not key.startswith("_")}
    return [public(one) for one in value] if isinstance(value, list) else value


def shown(stripe: Stripe, obj: Obj) -> Obj:
    """An object as its answer and its events carry it."""
    if obj.get("deleted"):
        return {"id": obj["id"], "object": obj["object"], "deleted": True}
    found: Obj = public(obj)
    view = None if obj.get("_is_shown") else VIEWS.get(obj["object"])
    return found | view(stripe, obj) if view else found


def expanded(stripe: Stripe, answer: Obj, paths: list[str]) -> Obj:
    """The answer with the objects that `paths` name in place of their ids."""
    for path in paths:
        if path.count(".") > 3 + path.startswith("data."):
            raise invalid("expand", "You cannot expand more than 4 levels of a property.")
        _expand(stripe, answer, path.split("."), path)
    return answer


def _expand(stripe: Stripe, place: Any, path: list[str], whole: str) -> None:
    if isinstance(place, list):
        for one in place:
            _expand(stripe, one, path, whole)
        return
    key, rest = path[0], path[1:]
    if not isinstance(place, dict):
        return
    included = INCLUDED.get((str(place.get("object")), key))
    if included and key not in place:
        place[key] = included(stripe, stripe.table(place["object"])[place["id"]])
    if key not in place:
        text = f"This property cannot be expanded ({key})."
        raise StripeError(text + f" You may want to try expanding '{whole}'.", param="expand")
    place[key] = _opened(stripe, key, place[key])
    if rest:
        _expand(stripe, place[key], rest, whole)


def _opened(stripe: Stripe, key: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_opened(stripe, key, one) for one in value]
    if not isinstance(value, str):
        return value
    if key not in KINDS:
        raise StripeError(f"This property cannot be expanded ({key}).", param="expand")
    found = stripe.table(KINDS[key]).get(value)
    return shown(stripe, found) if found else value


def list_of(data: list[Obj], url: str, *, has_more: bool = False) -> Obj:
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def page_of(stripe: Stripe, asked: Asked, found: list[Obj], url: str) -> Obj:
    """One page of what was found, which is given oldest first and shown newest first."""
    limit = asked.whole("limit", 10) or 0
    if not 1 <= limit <= 100:
        raise invalid("limit", f"This value must be between 1 and 100 (it currently is {limit}).")
    rows = [one for one in reversed(found) if _is_inside(asked.part("created"), one)]
    ids = [one["id"] for one in rows]
    start, end = 0, len(rows)
    if after := asked.text("starting_after"):
        start = _place(ids, after, "starting_after") + 1
        end = min(end, start + limit)
        more = end < len(rows)
    elif before := asked.text("ending_before"):
        end = _place(ids, before, "ending_before")
        start = max(0, end - limit)
        more = start > 0
    else:
        end = min(end, limit)
        more = end < len(rows)
    return list_of([shown(stripe, one) for one in rows[start:end]], url, has_more=more)


def _place(ids: list[str], wanted: str, param: str) -> int:
    if wanted not in ids:
        raise no_such("object", wanted, param)
    return ids.index(wanted)


def _is_inside(span: Asked, one: Obj) -> bool:
    at = int(one.get("created", 0))
    checks = {"gt": at.__gt__, "gte": at.__ge__, "lt": at.__lt__, "lte": at.__le__}
    return all(check(span.whole(k) or 0) for k, check in checks.items() if k in span)


PAGING = ("limit", "starting_after", "ending_before", "created")
