"""A subscriber is shown the price that was bought, not the one of the catalogue of today."""

import pytest

from accounts.tenancy import inside
from billing.gateway.catalogue import sync_catalogue
from billing.models import Subscription
from billing.pages.words import price_of
from billing.plans import TEAM, Currency, Interval
from billing.plans.plan import PlanPrice
from billing.selectors import standing_of
from billing.services.following import follow_workspace
from tests.billing.shop import Shop


def shown(shop: Shop) -> str:
    found = price_of(standing_of(shop.cast.acme.pk))
    return found.value if found else ""


def test_an_archived_price_is_what_its_subscriber_pays(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    acme = shop.cast.acme
    shop.needs_account()
    shop.buy(currency="dkk")
    shop.deliver_all()
    assert shown(shop) == "837 DKK a month"  # 599, and two members of 119
    now = TEAM.prices[Interval.MONTH]
    dearer = PlanPrice({**now.base, Currency.DKK: 99_900, Currency.EUR: 12_900}, now.seat)
    monkeypatch.setitem(TEAM.prices, Interval.MONTH, dearer)
    sync_catalogue(is_dry=False)
    follow_workspace(acme.pk)
    assert shown(shop) == "837 DKK a month"
    shop.control.stripe_advance(days=31)
    follow_workspace(acme.pk)
    with inside(acme):
        row = Subscription.objects.get()
    assert (row.base_amount, row.seat_amount) == (59_900, 11_900)
    assert shown(shop) == "837 DKK a month"


def test_nothing_is_said_before_stripe_has_said_it(shop: Shop) -> None:
    shop.buy()
    shop.deliver_all()
    with inside(shop.cast.acme):
        Subscription.objects.update(base_amount=None)
    assert shown(shop) == ""
    follow_workspace(shop.cast.acme.pk)
    assert shown(shop) == "109 EUR a month"
