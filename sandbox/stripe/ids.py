"""How ids look: a prefix for each kind of object, and letters after it."""

import secrets
import string

_LETTERS = string.ascii_letters + string.digits


# object -> how its ids begin, and how long they go on
PREFIXES = {
    "customer": ("cus", 14), "product": ("prod", 14), "price": ("price", 24),
    "subscription": ("sub", 24), "subscription_item": ("si", 14), "invoice": ("in", 24),
    "line_item": ("il", 24), "invoiceitem": ("ii", 24), "invoice_payment": ("inpay", 24),
    "payment_method": ("pm", 24), "payment_intent": ("pi", 24), "setup_intent": ("seti", 24),
    "coupon": ("", 8), "promotion_code": ("promo", 24), "discount": ("di", 24),
    "tax_id": ("txi", 24), "tax_rate": ("txr", 24), "checkout.session": ("cs_test", 58),
    "billing_portal.session": ("bps", 24), "billing_portal.configuration": ("bpc", 24),
    "billing.meter": ("mtr_test", 40), "event": ("evt", 24), "webhook_endpoint": ("we", 24),
    "test_helpers.test_clock": ("clock", 24), "customer_balance_transaction": ("cbtxn", 24),
    "charge": ("ch", 24), "billing.meter_event_summary": ("mtrusg_test", 24), "item": ("li", 24),
}  # fmt: skip


def new_id(kind: str) -> str:
    prefix, length = PREFIXES[kind]
    tail = "".join(secrets.choice(_LETTERS) for _ in range(length))
    return f"{prefix}_{tail}" if prefix else tail
