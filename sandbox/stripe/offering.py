"""What a checkout session offers, as it was asked for."""

from sandbox.stripe.amounts import amount_of
from sandbox.stripe.asked import Asked
from sandbox.stripe.errors import StripeError, invalid
from sandbox.stripe.ids import new_id
from sandbox.stripe.items import active_price
from sandbox.stripe.periods import DAY
from sandbox.stripe.state import Obj, Stripe


def check_collection(asked: Asked, customer: str | None) -> None:
    """With a customer that is there, what is collected has to be allowed to change it."""
    update = asked.part("customer_update")
    update.only(("address", "name", "shipping"))
    if not customer:
        return
    if asked.part("tax_id_collection").flag("enabled") and update.text("name") != "auto":
        text = "Tax ID collection requires updating business name on the customer: please set "
        text += "`customer_update[name]` to `auto`."
        raise invalid("customer_update[name]", text)


def session_values(stripe: Stripe, asked: Asked, lines: list[Obj]) -> Obj:
    now = stripe.now()
    expires_at = asked.whole("expires_at", now + DAY) or 0
    if not now + 1800 <= expires_at <= now + DAY:
        text = "The `expires_at` timestamp must be between 30 minutes and 24 hours from creation."
        raise invalid("expires_at", text)
    customer = asked.text("customer")
    currency = asked.text("currency") or currency_of(stripe, customer, lines)
    tax = asked.part("automatic_tax").flag("enabled")
    collected = asked.part("tax_id_collection")
    subtotal = sum(line_amount(stripe, one, currency) for one in lines)
    ways = ("always", "if_required")
    return {
        "allow_promotion_codes": asked.flag("allow_promotion_codes") or None,
        "amount_subtotal": subtotal,
        "amount_total": subtotal,
        "automatic_tax": {
            "enabled": tax,
            "liability": {"type": "self"} if tax else None,
            "provider": "stripe" if tax else None,
            "status": "requires_location_inputs" if tax else None,
        },
        "billing_address_collection": asked.word(
            "billing_address_collection", ("auto", "required")
        ),
        "cancel_url": asked.text("cancel_url"),
        "client_reference_id": asked.text("client_reference_id"),
        "currency": currency,
        "custom_fields": [],
        "custom_text": dict.fromkeys(
            ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
        ),
        "customer": customer,
        "customer_creation": None if customer else "always",
        "customer_email": asked.text("customer_email"),
        "discounts": [],
        "expires_at": expires_at,
        "locale": asked.text("locale"),
        "metadata": asked.metadata(),
        "mode": "subscription",
        "payment_method_collection": asked.word("payment_method_collection", ways, "always"),
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "shipping_options": [],
        "status": "open",
        "success_url": asked.text("success_url"),
        "tax_id_collection": {"enabled": collected.flag("enabled"), "required": "never"},
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
    }


def currency_of(stripe: Stripe, customer: str | None, lines: list[Obj]) -> str:
    found = stripe.table("customer").get(customer or "", {}).get("currency")
    return str(found or stripe.table("price")[lines[0]["price"]]["currency"])


def subscription_data(stripe: Stripe, asked: Asked) -> Obj:
    data = asked.part("subscription_data")
    data.only(
        ("trial_period_days", "trial_end", "metadata", "description", "trial_settings",
         "default_tax_rates", "billing_mode")
    )  # fmt: skip
    days = data.whole("trial_period_days")
    if days is not None and days < 1:
        raise invalid(data.name("trial_period_days"), "trial_period_days must be at least 1.")
    end = data.part("trial_settings").part("end_behavior").text("missing_payment_method")
    rates = [stripe.get("tax_rate", one)["id"] for one in data.texts("default_tax_rates")]
    return {
        "days": days,
        "trial_end": data.whole("trial_end"),
        "metadata": data.metadata(),
        "description": data.text("description"),
        "missing": end or "create_invoice",
        "rates": rates,
    }


def line_wanted(stripe: Stripe, asked: Asked) -> Obj:
    asked.only(("price", "quantity", "adjustable_quantity"))
    price = active_price(stripe, asked)
    is_metered = (price["recurring"] or {}).get("usage_type") == "metered"
    quantity = asked.whole("quantity")
    if quantity is None and not is_metered:
        raise StripeError(
            "Quantity is required. Add `quantity` to the line item.", param=asked.name("quantity")
        )
    return {"id": new_id("item"), "price": price["id"], "quantity": quantity}


def line_amount(stripe: Stripe, line: Obj, currency: str) -> int:
    price = stripe.table("price")[line["price"]]
    quantity = line["quantity"] or 0
    return amount_of(price, currency, quantity) if quantity else 0
