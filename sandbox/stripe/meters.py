"""Meters: usage told by events, summed up for invoices and for whoever asks."""

from sandbox.stripe.answering import api
from sandbox.stripe.asked import Asked
from sandbox.stripe.errors import invalid, missing, no_such
from sandbox.stripe.happenings import happened, telling
from sandbox.stripe.state import Obj, Stripe
from sandbox.stripe.views import page_of


@api(
    "POST",
    "/v1/billing/meters",
    "customer_mapping default_aggregation display_name event_name event_time_window value_settings",
)
def create(stripe: Stripe, asked: Asked) -> Obj:
    event_name = asked.required("event_name")
    if stripe.some("billing.meter", event_name=event_name, status="active"):
        text = f"An active meter with `event_name` {event_name} already exists."
        raise invalid("event_name", text, "billing_meter_event_name_exists")
    formula = asked.part("default_aggregation").word("formula", ("sum", "count", "last"))
    if formula is None:
        raise missing("default_aggregation[formula]")
    payload_key = asked.part("customer_mapping").text("event_payload_key", "stripe_customer_id")
    made = stripe.add(
        "billing.meter",
        {
            "customer_mapping": {"event_payload_key": payload_key, "type": "by_id"},
            "default_aggregation": {"formula": formula},
            "display_name": asked.required("display_name"),
            "event_name": event_name,
            "event_time_window": asked.word("event_time_window", ("day", "hour")),
            "status": "active",
            "status_transitions": {"deactivated_at": None},
            "updated": stripe.now(),
            "value_settings": {
                "event_payload_key": asked.part("value_settings").text("event_payload_key", "value")
            },
        },
    )
    happened(stripe, "billing.meter.created", made)
    return made


@api("GET", "/v1/billing/meters", "(page) status")
def meters(stripe: Stripe, asked: Asked) -> Obj:
    wanted = {"status": asked.text("status")} if "status" in asked else {}
    return page_of(stripe, asked, stripe.some("billing.meter", **wanted), "/v1/billing/meters")


@api("GET", "/v1/billing/meters/{meter_id}")
def retrieve(stripe: Stripe, asked: Asked, meter_id: str) -> Obj:
    return stripe.get("billing.meter", meter_id)


@api("POST", "/v1/billing/meters/{meter_id}", "display_name")
def update(stripe: Stripe, asked: Asked, meter_id: str) -> Obj:
    found = stripe.get("billing.meter", meter_id)
    with telling(stripe, "billing.meter.updated", found):
        found["display_name"] = asked.text("display_name", found["display_name"])
    return found


@api("POST", "/v1/billing/meters/{meter_id}/{deed}")
def switch(stripe: Stripe, asked: Asked, meter_id: str, deed: str) -> Obj:
    found = stripe.get("billing.meter", meter_id)
    if deed not in ("deactivate", "reactivate"):
        raise no_such("billing.meter", deed)
    is_over = deed == "deactivate"
    found["status"] = "inactive" if is_over else "active"
    found["status_transitions"]["deactivated_at"] = stripe.now() if is_over else None
    happened(stripe, f"billing.meter.{deed}d", found)
    return found
