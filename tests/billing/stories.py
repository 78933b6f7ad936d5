"""What may happen to a subscription in any order: our deeds, deeds at Stripe, time, messages."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from accounts.errors import Trouble
from accounts.models import Job
from accounts.tenancy import inside
from billing.gateway import subscriptions as stripe
from billing.gateway.calling import stripe_api
from billing.gateway.subscriptions import Bought
from billing.models import Invoice, StripeCustomer, StripeEvent, Subscription
from billing.plans import CATALOGUE, Interval
from billing.services import changing
from billing.services.reconciling import request_comparison
from tests.billing.shop import Shop, work

_PLANS, _INTERVALS = st.sampled_from(["team", "business"]), st.sampled_from(["month", "year"])
_CURRENCIES = st.sampled_from(["dkk", "eur", "gbp", "usd"])
_BY_US = st.booleans()
_CHANCE = st.integers(0, 999)
# One deed a line: what it is called below, and what it needs to know.
DEEDS = st.one_of(
    st.tuples(st.just("buy"), _PLANS, _INTERVALS, _CURRENCIES),
    st.tuples(st.just("move"), _PLANS, _INTERVALS, _BY_US),
    st.tuples(st.just("cancel"), _BY_US),
    st.tuples(st.just("resume"), _BY_US),
    st.tuples(st.just("end")),
    st.tuples(st.just("refuse")),
    st.tuples(st.just("accept")),
    st.tuples(st.just("pay")),
    st.tuples(st.just("wait"), st.sampled_from([1, 4, 12, 31, 370])),
    st.tuples(st.just("hear"), _CHANCE),
    st.tuples(st.just("lose"), _CHANCE),
    st.tuples(st.just("work")),
    st.tuples(st.just("compare")),
)
BEGINNING = st.tuples(st.just("buy"), _PLANS, _INTERVALS, _CURRENCIES)


@dataclass
class Story:
    """One workspace and its customer at Stripe; `is_lost`: some message never came."""

    shop: Shop
    is_lost: bool = False
    kept: list[str] = field(default_factory=list)

    def tell(self, deed: tuple[Any, ...]) -> None:
        """Do one; what is not possible in this state is refused, as it is to a person."""
        act: Callable[..., None] = getattr(self, deed[0])
        with suppress(Trouble):
            act(*deed[1:])

    def buy(self, plan: str, interval: str, currency: str) -> None:
        self.shop.buy(plan, interval, currency)

    def move(self, plan: str, interval: str, by_us: bool) -> None:
        if by_us:
            acme = self.shop.cast.acme
            changing.change_plan(workspace=acme, plan_key=plan, interval=interval)
        elif now := self.going_on():
            stripe.change_items(
                now=now, plan=CATALOGUE[plan], interval=Interval(interval), seats=now.seats
            )

    def cancel(self, by_us: bool) -> None:
        if by_us:
            changing.cancel_at_period_end(workspace=self.shop.cast.acme)
        elif now := self.going_on():
            stripe.set_ending(subscription_id=now.subscription_id, is_ending=True)

    def resume(self, by_us: bool) -> None:
        if by_us:
            changing.resume(workspace=self.shop.cast.acme)
        elif now := self.going_on():
            stripe.set_ending(subscription_id=now.subscription_id, is_ending=False)

    def end(self) -> None:
        if now := self.going_on():
            stripe.end_now(subscription_id=now.subscription_id)

    def refuse(self) -> None:
        for customer in self.customers():
            self.shop.control.stripe_decline(customer)

    def accept(self) -> None:
        for customer in self.customers():
            self.shop.control.stripe_decline(customer, None)

    def pay(self) -> None:
        """The oldest open invoice, on Stripe's own page."""
        for customer in self.customers():
            with stripe_api() as api:
                found = api.invoices.list({"customer": customer, "status": "open"}).data
                if found:
                    api.invoices.pay(found[-1].id)

    def wait(self, days: int) -> None:
        self.shop.control.stripe_advance(days=days)

    def hear(self, chance: int) -> None:
        """Some of what was told so far, in any order, some of it twice."""
        self.take_over()
        draw = random.Random(chance)
        chosen = draw.choices(self.kept, k=min(6, len(self.kept))) if self.kept else []
        for event in chosen:
            assert self.shop.deliver(event) == 200
        self.kept = [event for event in self.kept if event not in chosen]

    def lose(self, chance: int) -> None:
        """Half of what was told so far never comes."""
        self.take_over()
        draw = random.Random(chance)
        staying = [event for event in self.kept if draw.random() < 0.5]
        self.is_lost = self.is_lost or len(staying) < len(self.kept)
        self.kept = staying

    def work(self) -> None:
        work(self.shop.cast.acme)

    def compare(self) -> None:
        """A night's comparison; it is all the same to what comes later."""
        request_comparison()
        self.work()

    def end_of_story(self, chance: int) -> None:
        """All that still waits arrives in some order; the night only where something was lost."""
        self.take_over()
        random.Random(chance).shuffle(self.kept)
        for event in self.kept:
            assert self.shop.deliver(event) == 200
        self.work()
        if self.is_lost:
            self.compare()

    def take_over(self) -> None:
        self.kept += [event for event in self.shop.told() if event not in self.kept]
        self.shop.control.stripe_lose()

    def customers(self) -> list[str]:
        return list(StripeCustomer.objects.values_list("pk", flat=True))

    def going_on(self) -> Bought | None:
        found = next((stripe.find_bought(one) for one in self.customers()), None)
        return found if found and found.goes_on else None


def begin_anew(shop: Shop) -> Story:
    """Nothing bought by anybody, and an account at Stripe with our plans alone."""
    shop.control.stripe_bring_back()
    shop.control.stripe_lose()
    StripeEvent.objects.all().delete()
    StripeCustomer.objects.all().delete()
    with inside(shop.cast.acme):
        for model in (Job, Invoice, Subscription):
            model.objects.all().delete()
    return Story(shop)
