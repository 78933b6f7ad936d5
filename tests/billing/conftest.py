"""An account at Stripe with our plans in it, made once a process."""

import os
from typing import Any

import pytest

from billing.gateway.catalogue import sync_catalogue
from sandbox.serving import Running
from tests.billing.keys import BY_KEY, SECRET, STRIPE, WAYS, Clock, KeyShop, account_key
from tests.billing.shop import Shop
from tests.cast import Cast

_FILLED: set[str] = set()


@pytest.fixture
def stripe_account(vendors: Running, settings: Any) -> Running:
    """Our products and prices, no customers; what is told waits to be asked for."""
    if key := account_key():
        settings.STRIPE_SECRET_KEY = key
        settings.STRIPE_API_BASE = os.environ.get("STRIPE_TEST_API_BASE", STRIPE)
        if settings.STRIPE_API_BASE not in _FILLED:
            sync_catalogue(is_dry=False)
            _FILLED.add(settings.STRIPE_API_BASE)
        return vendors
    if vendors.origin not in _FILLED:
        vendors.control.stripe_clear()
        sync_catalogue(is_dry=False)
        vendors.control.stripe_keep()
        _FILLED.add(vendors.origin)
    vendors.control.stripe_bring_back()
    vendors.control.stripe_webhooks("hold", url="http://localhost:9/inbound/stripe")
    vendors.control.stripe_lose()
    return vendors


@pytest.fixture(params=WAYS)
def shop(
    cast: Cast, stripe_account: Running, settings: Any, request: pytest.FixtureRequest
) -> Shop:
    """The cast, and Stripe: with the look-alike's levers, or by a test key alone."""
    settings.PUBLIC_URL = "https://proactivox.example"
    if request.param == BY_KEY:
        settings.STRIPE_WEBHOOK_SECRET = SECRET
        return KeyShop(Clock(), cast)  # type: ignore[arg-type]
    return Shop(stripe_account.control, cast)
