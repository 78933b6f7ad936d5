"""What Stripe has of a customer, read from its plain answers and not by the code that is tested."""

from __future__ import annotations

from typing import Any

import httpx
from django.conf import settings

from accounts.tenancy import inside
from billing.models import Invoice, Subscription
from proactivox.demo.visitor import trust
from sandbox.serving import Running
from tests.billing.shop import Shop

_GOING_ON = ("active", "trialing", "past_due", "unpaid")


def at_stripe(vendors: Running, customer: str) -> dict[str, Any]:
    """Its subscription and its invoices, in Stripe's words."""
    with httpx.Client(verify=trust(vendors.ca_path), trust_env=False, timeout=60) as http:

        def listed(path: str, **more: str) -> list[dict[str, Any]]:
            answer = http.get(
                f"{settings.STRIPE_API_BASE}/v1/{path}",
                params={"customer": customer, "limit": "100", **more},
                headers={"Authorization": f"Bearer {settings.STRIPE_SECRET_KEY}"},
            )
            return list(answer.raise_for_status().json()["data"])

        found = listed("subscriptions", status="all")
        invoices = {
            one["id"]: (one["status"], one["total"], one["amount_paid"])
            for one in listed("invoices")
            if one["status"] != "draft"
        }
    going = [one for one in found if one["status"] in _GOING_ON]
    return {"going": len(going), "one": _told((going or found)[0]), "invoices": invoices}


def _told(one: dict[str, Any]) -> dict[str, Any]:
    parts = {item["price"]["metadata"].get("part"): item for item in one["items"]["data"]}
    return {
        "subscription_id": one["id"],
        "status": one["status"],
        "currency": one["currency"],
        "cancel_at_period_end": one["cancel_at_period_end"],
        "plan_key": parts["base"]["price"]["metadata"]["plan"],
        "interval": parts["base"]["price"]["recurring"]["interval"],
        "seats": parts["seat"]["quantity"],
        "current_period_end": parts["base"]["current_period_end"],
    }


def with_us(shop: Shop) -> dict[str, Any]:
    """The same as our own copy has it."""
    with inside(shop.cast.acme):
        row = Subscription.objects.get()
        invoices = {
            one.invoice_id: (one.status, one.total, one.amount_paid)
            for one in Invoice.objects.all()
        }
    names = (
        *("subscription_id", "status", "currency", "cancel_at_period_end"),
        *("plan_key", "interval", "seats"),
    )
    told: dict[str, Any] = {name: getattr(row, name) for name in names}
    told["current_period_end"] = int(row.current_period_end.timestamp())  # type: ignore[union-attr]
    return {"going": min(1, told["status"] in _GOING_ON), "one": told, "invoices": invoices}
