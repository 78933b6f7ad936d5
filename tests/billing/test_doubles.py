"""Two who buy at once make one subscription; two that are there all the same are noticed."""

from threading import Barrier, Thread
from typing import Any

import pytest
from django.core import mail
from django.db import connection

from accounts.errors import Refused
from accounts.models import Job, Membership, Role, User
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from billing.gateway import checkout
from billing.gateway.subscriptions import end_now, list_bought
from billing.models import StripeCustomer
from billing.plans import TEAM, Currency, Interval
from billing.services.buying import begin_checkout
from billing.services.leases import held_customer
from billing.services.reconciling import request_comparison
from sandbox.serving import Running
from tests.billing.keys import needs_levers
from tests.billing.shop import Shop, paid_at, work
from tests.cast import make_cast
from tests.databases import FreshDatabase

RETURN = "/w/acme/settings/billing/"


def page_for(shop: Shop, who: User, plan: str) -> str:
    asked = {"plan_key": plan, "interval": "month", "currency": "eur", "return_path": RETURN}
    return begin_checkout(workspace=shop.cast.acme, by=who, **asked)


def test_two_who_open_a_checkout_at_once_can_pay_on_one_page_alone(
    fresh_database: FreshDatabase, stripe_account: Running, settings: Any
) -> None:
    needs_levers("A program cannot fill in Stripe's hosted page.")
    settings.PUBLIC_URL = "https://proactivox.example"
    shop, start = Shop(stripe_account.control, make_cast()), Barrier(3)
    pages: list[str] = []

    def open_one(who: User, plan: str) -> None:
        start.wait()
        pages.append(page_for(shop, who, plan))
        connection.close()

    asked = [(shop.cast.alice, "team"), (shop.cast.bob, "business"), (shop.cast.alice, "team")]
    threads = [Thread(target=open_one, args=one) for one in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(pages)) == 3
    assert sorted(paid_at(page) for page in pages) == [False, False, True]
    (customer,) = StripeCustomer.objects.all()
    assert [one.goes_on for one in list_bought(customer.pk)] == [True]


def test_who_has_paid_elsewhere_is_not_sold_a_second_one_before_stripe_has_told(shop: Shop) -> None:
    shop.buy()
    shop.lose()
    with pytest.raises(Refused, match="already"):
        shop.buy("business")
    (customer,) = StripeCustomer.objects.all()
    assert len(list_bought(customer.pk)) == 1
    assert checkout.close_open(customer.pk) == 0


def test_while_somebody_else_buys_one_is_told_to_wait(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("billing.services.leases._TRIES", 2)
    page_for(shop, shop.cast.alice, "team")
    (customer,) = StripeCustomer.objects.all()
    with held_customer(customer.pk), pytest.raises(Refused, match="in this moment"):
        page_for(shop, shop.cast.bob, "team")
    assert checkout.close_open(customer.pk) == 1


def test_two_that_go_on_are_told_to_staff_once_until_one_has_ended(shop: Shop) -> None:
    shop.needs_page()
    shop.buy()
    Membership.objects.create(workspace_id=HOUSE_ID, user=shop.cast.charlie, role=Role.OWNER)
    (customer,) = StripeCustomer.objects.all()
    urls = ("https://proactivox.example/", "https://proactivox.example/")
    second = checkout.begin(
        customer_id=customer.pk,
        workspace_id=shop.cast.acme.pk,
        plan=TEAM,
        interval=Interval.YEAR,
        currency=Currency.EUR,
        seats=2,
        urls=urls,
    )
    assert paid_at(second)
    for _night in range(2):
        request_comparison()
        work(shop.cast.acme)
    customer.refresh_from_db()
    assert customer.doubled_at is not None
    with inside(HOUSE_ID):
        assert Job.objects.filter(task="accounts.tasks.send_mail").count() == 1
    assert mail.outbox == []
    end_now(subscription_id=list_bought(customer.pk)[0].subscription_id)
    request_comparison()
    work(shop.cast.acme)
    customer.refresh_from_db()
    assert customer.doubled_at is None
