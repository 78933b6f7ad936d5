"""What an invoice would come to: the change is carried out, looked at, and put back."""

from sandbox.stripe import subscribing
from sandbox.stripe.answering import api
from sandbox.stripe.asked import Asked
from sandbox.stripe.beginnings import Terms
from sandbox.stripe.changing import change
from sandbox.stripe.customers import address_of, new_customer
from sandbox.stripe.discounts import asked_discounts
from sandbox.stripe.errors import StripeError
from sandbox.stripe.items import active_price, item_wanted
from sandbox.stripe.renewing import renew, span_of
from sandbox.stripe.state import Obj, Stripe, words
from sandbox.stripe.subscription_values import values_of
from sandbox.stripe.tax_ids import add_tax_id
from sandbox.stripe.views import shown

_DETAILS = words(
    "items proration_behavior proration_date trial_end cancel_at_period_end cancel_at "
    "cancel_now billing_cycle_anchor default_tax_rates"
)


@api(
    "POST",
    "/v1/invoices/create_preview",
    "customer customer_details subscription subscription_details currency discounts automatic_tax "
    "preview_mode",
)
def preview(stripe: Stripe, asked: Asked) -> Obj:
    """An invoice that is not kept, and nothing of what was tried for it."""
    details = asked.part("subscription_details")
    details.only(_DETAILS)
    state = stripe.dump()
    told_at = stripe.told_at
    try:
        invoice = shown(stripe, _tried(stripe, asked, details))
    finally:
        stripe.told_at = told_at
        stripe.undo(state)
    told = {"id": "upcoming_" + invoice["id"], "_is_shown": True}
    return invoice | told


def _tried(stripe: Stripe, asked: Asked, details: Asked) -> Obj:
    subscription_id = asked.text("subscription")
    if subscription_id is None:
        return _of_new(stripe, asked, details)
    found = stripe.get("subscription", subscription_id, "subscription")
    change_asked = Asked(dict(details.values), "subscription_details")
    if "discounts" in asked:
        change_asked.values["discounts"] = asked.values["discounts"]
    if "automatic_tax" in asked:
        found |= values_of(stripe, asked, found)
    invoice = change(stripe, found, change_asked, is_preview=True)
    return invoice or _upcoming(stripe, found)


def _upcoming(stripe: Stripe, found: Obj) -> Obj:
    """The invoice of the next period, with all that waits for it, as its end will see it."""
    end = span_of(stripe, found)[1]
    if found["status"] == "canceled" or (found["cancel_at"] and found["cancel_at"] <= end):
        text = f"No upcoming invoices for customer: {found['customer']}"
        raise StripeError(text, status=404, code="invoice_upcoming_none")
    clock = stripe.clock_of(found)
    if clock:
        stripe.table("test_helpers.test_clock")[clock]["frozen_time"] = end
    else:
        stripe.told_at = end
    return renew(stripe, found)


def _of_new(stripe: Stripe, asked: Asked, details: Asked) -> Obj:
    customer = _customer(stripe, asked)
    wanted = [item_wanted(one, active_price(stripe, one)) for one in details.parts("items")]
    trial = details.whole("trial_end") if details.text("trial_end") != "now" else None
    terms = Terms(
        currency=asked.text("currency"),
        trial_end=trial,
        discounts=asked_discounts(stripe, asked, customer["id"]),
        values=values_of(stripe, asked, {"metadata": {}, "customer": customer["id"]}),
        is_preview=True,
    )
    made = subscribing.begin(stripe, customer, wanted, terms)
    found: Obj = stripe.table("invoice")[made["latest_invoice"]]
    return found


def _customer(stripe: Stripe, asked: Asked) -> Obj:
    """The customer that is named, or one of `customer_details` alone."""
    name = asked.text("customer")
    found = stripe.get("customer", name, "customer") if name else new_customer(stripe)
    details = asked.part("customer_details")
    details.only(("address", "tax_exempt", "tax_ids"))
    if "address" in details:
        found["address"] = address_of(details.part("address"))
    found["tax_exempt"] = details.text("tax_exempt", found["tax_exempt"])
    for one in details.parts("tax_ids"):
        add_tax_id(stripe, found, one.required("type"), one.required("value"))
    return found
