"""Stripe's own pages: where a card is typed, and where it is changed. No card ever comes here."""

from typing import Any
from uuid import UUID

from django.conf import settings

from accounts.errors import Trouble
from billing.gateway.calling import stripe_api
from billing.gateway.prices import price_ids
from billing.gateway.subscriptions import BASE, SEAT
from billing.plans import Currency, Interval, Plan


def begin(
    *,
    customer_id: str,
    workspace_id: UUID,
    plan: Plan,
    interval: Interval,
    currency: Currency,
    seats: int,
    urls: tuple[str, str],
    promotion: str = "",
) -> str:
    """The address of a page that sells the plan; `urls` are where it leads when paid, and else."""
    with stripe_api() as stripe:
        prices = price_ids(stripe, plan, interval)
        values: dict[str, Any] = {
            "mode": "subscription",
            "customer": customer_id,
            "client_reference_id": str(workspace_id),
            "currency": currency.value,
            "line_items": [_line(part, price, seats) for part, price in prices.items()],
            "subscription_data": {"metadata": {"workspace": str(workspace_id)}},
            "success_url": urls[0],
            "cancel_url": urls[1],
            **_taxes(),
        }
        # Stripe wants either a code that is known, or a field in which one can be typed.
        if promotion:
            values["discounts"] = [{"promotion_code": promotion}]
        else:
            values["allow_promotion_codes"] = True
        return str(stripe.checkout.sessions.create(values).url)


def close_open(customer_id: str) -> int:
    """Close the pages on which a customer could still buy; how many.

    One that was paid in this moment stays as it is: who asks for its subscription next sees it.
    """
    with stripe_api() as stripe:
        asked = {"customer": customer_id, "status": "open", "limit": 100}
        found = [one.id for one in stripe.checkout.sessions.list(asked).auto_paging_iter()]
    return sum(_close(session_id) for session_id in found)


def _close(session_id: str) -> bool:
    """No page can be closed that is paid or over; any other refusal is not passed over."""
    try:
        with stripe_api() as stripe:
            stripe.checkout.sessions.expire(session_id)
    except Trouble:
        with stripe_api() as stripe:
            if stripe.checkout.sessions.retrieve(session_id).status == "open":
                raise
        return False
    return True


def open_portal(*, customer_id: str, return_url: str) -> str:
    """The address of Stripe's page on which a customer changes card, address and VAT number."""
    with stripe_api() as stripe:
        values = {"customer": customer_id, "return_url": return_url}
        return str(stripe.billing_portal.sessions.create(values).url)


def _line(part: str, price: str, seats: int) -> dict[str, Any]:
    quantities = {BASE: 1, SEAT: seats}
    counted = {"quantity": quantities[part]} if part in quantities else {}
    return {"price": price, **counted}


def _taxes() -> dict[str, Any]:
    """Stripe Tax charges by address and VAT number; reverse charge follows from both."""
    known: dict[str, Any] = {
        "billing_address_collection": "required",
        "tax_id_collection": {"enabled": True},
        "customer_update": {"name": "auto", "address": "auto"},
    }
    return known | {"automatic_tax": {"enabled": settings.STRIPE_TAX}}
