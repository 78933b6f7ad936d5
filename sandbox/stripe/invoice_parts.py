"""What an invoice takes over from its customer and subscription."""

from sandbox.stripe.state import Obj, Stripe, words

EMPTY = words(
    "account_tax_ids application custom_fields customer_account customer_shipping "
    "default_source description due_date effective_at ending_balance footer from_invoice "
    "hosted_invoice_url invoice_pdf last_finalization_error latest_revision "
    "next_payment_attempt number on_behalf_of receipt_number rendering shipping_cost "
    "shipping_details statement_descriptor test_clock webhooks_delivered_at "
    "automatically_finalizes_at default_payment_method"
)


ZERO = words(
    "amount_overpaid amount_paid amount_shipping attempt_count "
    "post_payment_credit_notes_amount pre_payment_credit_notes_amount"
)


def of_customer(stripe: Stripe, customer: Obj) -> Obj:
    numbers = stripe.some("tax_id", customer=customer["id"])
    return {
        "customer": customer["id"],
        "customer_address": customer["address"],
        "customer_email": customer["email"],
        "customer_name": customer["name"],
        "customer_phone": customer["phone"],
        "customer_tax_exempt": customer["tax_exempt"],
        "customer_tax_ids": [{"type": one["type"], "value": one["value"]} for one in numbers],
        "test_clock": customer["test_clock"],
    }


def of_subscription(subscription: Obj | None) -> Obj:
    empty = {"enabled": False, "liability": None}
    found = subscription or {"automatic_tax": empty, "default_tax_rates": []}
    details = subscription and {
        "metadata": dict(subscription["metadata"]),
        "subscription": subscription["id"],
    }
    return {
        "automatic_tax": {
            "disabled_reason": None,
            "enabled": found["automatic_tax"]["enabled"],
            "liability": {"type": "self"} if found["automatic_tax"]["enabled"] else None,
            "provider": "stripe" if found["automatic_tax"]["enabled"] else None,
            "status": None,
        },
        "collection_method": found.get("collection_method", "charge_automatically"),
        "default_tax_rates": list(found["default_tax_rates"]),
        "metadata": {},
        "parent": details
        and {
            "quote_details": None,
            "subscription_details": details,
            "type": "subscription_details",
        },
        "payment_settings": {
            "default_mandate": None,
            "payment_method_options": None,
            "payment_method_types": None,
        },
        "_tax_rates": list(found["default_tax_rates"]),
        "_subscription": subscription and subscription["id"],
        "_days_until_due": found.get("days_until_due"),
    }
