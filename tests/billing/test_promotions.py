"""Discount codes: before the purchase, after it, and those that are none."""

import pytest

from accounts.errors import Refused
from accounts.models import AuditEvent
from accounts.tenancy import inside
from billing.gateway.calling import stripe_api
from billing.models import Invoice
from billing.services import changing
from billing.services.buying import begin_checkout
from tests.billing.shop import Shop, paid_at


@pytest.fixture
def spring(shop: Shop) -> Shop:
    """A fifth off the next invoice, by the code SPRING; AUTUMN is over."""
    shop.needs_account()
    with stripe_api() as stripe:
        coupon = stripe.coupons.create({"percent_off": 20, "duration": "once"}).id
        for code, is_active in (("SPRING", True), ("AUTUMN", False)):
            asked = {"promotion": {"type": "coupon", "coupon": coupon}, "code": code}
            stripe.promotion_codes.create({**asked, "active": is_active})
    return shop


def totals(shop: Shop) -> list[int]:
    with inside(shop.cast.acme):
        return list(Invoice.objects.order_by("issued_at").values_list("total", flat=True))


def test_a_code_that_is_known_before_is_taken_off_the_first_invoice(spring: Shop) -> None:
    page = begin_checkout(
        workspace=spring.cast.acme,
        by=spring.cast.alice,
        plan_key="team",
        interval="month",
        currency="eur",
        return_path="/",
        promotion_code=" SPRING ",
    )
    assert paid_at(page)
    spring.deliver_all()
    assert totals(spring) == [8_720]  # 109.00 less a fifth


def test_a_code_that_is_redeemed_later_is_taken_off_the_next_invoice(spring: Shop) -> None:
    acme = spring.cast.acme
    spring.buy()
    spring.deliver_all()
    changing.apply_promotion(workspace=acme, promotion_code="SPRING")
    with inside(acme):
        assert AuditEvent.objects.filter(action="subscription.promotion_redeemed").count() == 1
    spring.control.stripe_advance(days=32)
    spring.deliver_all()
    assert totals(spring) == [10_900, 8_720]


def test_it_is_in_the_preview_of_a_change(spring: Shop) -> None:
    spring.buy()
    spring.deliver_all()
    full, less = (
        changing.preview_change(
            workspace=spring.cast.acme, plan_key="business", interval="month", promotion_code=code
        )
        for code in ("", "SPRING")
    )
    assert less.total < full.total


@pytest.mark.parametrize("code", ["AUTUMN", "WINTER"])
def test_a_code_that_is_over_or_none_is_refused(spring: Shop, code: str) -> None:
    spring.buy()
    with pytest.raises(Refused, match="promotion code"):
        changing.apply_promotion(workspace=spring.cast.acme, promotion_code=code)
