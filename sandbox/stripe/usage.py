"""What was metered: events told, and what they sum up to."""

import uuid
from decimal import Decimal, InvalidOperation

from sandbox.stripe.answering import api
from sandbox.stripe.asked import Asked
from sandbox.stripe.errors import StripeError, invalid
from sandbox.stripe.ids import new_id
from sandbox.stripe.periods import DAY, HOUR
from sandbox.stripe.state import Obj, Stripe
from sandbox.stripe.views import list_of

WINDOWS = {"hour": HOUR, "day": DAY}


@api("POST", "/v1/billing/meter_events", "event_name identifier payload timestamp")
def tell(stripe: Stripe, asked: Asked) -> Obj:
    name, payload = asked.required("event_name"), asked.part("payload").values
    found = stripe.some("billing.meter", event_name=name, status="active")
    if not found:
        text = f"No active meter found for event name: {name}"
        raise StripeError(text, code="no_meter", param="event_name")
    [meter] = found
    customer = payload.get(meter["customer_mapping"]["event_payload_key"])
    owner = stripe.get("customer", customer, "payload")
    identifier = asked.text("identifier") or str(uuid.uuid4())
    if identifier in stripe.table("billing.meter_event"):
        text = f"An event already exists with identifier {identifier}."
        raise StripeError(text, code="duplicate_meter_event", param="identifier")
    now = stripe.time_of(owner)
    at = asked.whole("timestamp", now) or now
    if not now - 35 * DAY <= at <= now + 300:
        text = "The timestamp must be within the past 35 days and not more than 5 minutes ahead."
        raise invalid("timestamp", text, "timestamp_too_far_in_past")
    made = {
        "object": "billing.meter_event",
        "created": now,
        "event_name": name,
        "identifier": identifier,
        "livemode": False,
        "payload": payload,
        "timestamp": at,
        "_customer": customer,
        "_value": str(_value(meter, payload)),
    }
    stripe.table("billing.meter_event")[identifier] = made
    return made


def _value(meter: Obj, payload: Obj) -> Decimal:
    key = meter["value_settings"]["event_payload_key"]
    try:
        return (
            Decimal(payload[key])
            if meter["default_aggregation"]["formula"] != "count"
            else Decimal(1)
        )
    except (KeyError, InvalidOperation) as error:
        text = f"The payload needs a number as `{key}`."
        raise invalid("payload", text, "meter_event_invalid_value") from error


def usage_of(stripe: Stripe, meter: Obj, subscription: Obj, span: tuple[int, int]) -> int:
    """What a subscription's customer used in a period, in whole units."""
    return int(_aggregated(stripe, meter, subscription["customer"], *span))


def _aggregated(stripe: Stripe, meter: Obj, customer: str, start: int, end: int) -> Decimal:
    found = [
        one
        for one in stripe.table("billing.meter_event").values()
        if one["event_name"] == meter["event_name"]
        and one["_customer"] == customer
        and start <= one["timestamp"] < end
    ]
    if meter["default_aggregation"]["formula"] == "last":
        last = max(found, key=lambda one: one["timestamp"], default=None)
        return Decimal(last["_value"]) if last else Decimal(0)
    return sum((Decimal(one["_value"]) for one in found), Decimal(0))


@api(
    "GET",
    "/v1/billing/meters/{meter_id}/event_summaries",
    "(page) customer start_time end_time value_grouping_window",
)
def summaries(stripe: Stripe, asked: Asked, meter_id: str) -> Obj:
    meter = stripe.get("billing.meter", meter_id)
    customer = asked.required("customer")
    asked.required("start_time")
    asked.required("end_time")
    start, end = asked.whole("start_time", 0) or 0, asked.whole("end_time", 0) or 0
    window = asked.word("value_grouping_window", ("day", "hour"))
    step = WINDOWS[window] if window else max(1, end - start)
    if start % 60 or end % 60 or (window and (start % step or end % step)):
        raise invalid("start_time", f"Times must align with {window or 'minute'} boundaries.")
    found = []
    for at in range(start, end, step):
        value = _aggregated(stripe, meter, customer, at, at + step)
        if value or not window:
            found.append(_summary(meter, at, at + step, value))
    return list_of(found, f"/v1/billing/meters/{meter_id}/event_summaries")


def _summary(meter: Obj, start: int, end: int, value: Decimal) -> Obj:
    return {
        "id": new_id("billing.meter_event_summary"),
        "object": "billing.meter_event_summary",
        "aggregated_value": float(value),
        "end_time": end,
        "livemode": False,
        "meter": meter["id"],
        "start_time": start,
    }
