"""Buying at the look-alike of Stripe, and what it tells us of it."""

from dataclasses import dataclass

import httpx
from django.test import Client

from accounts.jobs.runner import run
from accounts.models import Job, JobState, Workspace
from accounts.tenancy import inside
from billing.gateway.calling import stripe_api
from billing.models import StripeCustomer
from billing.services.buying import begin_checkout
from sandbox.control.client import Control
from tests.cast import Cast

PAYS, ALSO_PAYS = "4242424242424242", "5555555555554444"
FAILS_LATER = "4000000000000341"


@dataclass
class Shop:
    """One account at Stripe with our plans in it, and a workspace that may buy."""

    control: Control
    cast: Cast

    def buy(self, plan: str = "team", interval: str = "month", currency: str = "eur") -> None:
        """Walk through Stripe's page to the end; nothing is told to us yet."""
        url = begin_checkout(
            workspace=self.cast.acme,
            by=self.cast.alice,
            plan_key=plan,
            interval=interval,
            currency=currency,
            return_path="/w/acme/settings/billing/",
        )
        assert paid_at(url)

    def needs_page(self) -> None:
        """Of a test that walks through a hosted page of Stripe's."""

    def needs_account(self) -> None:
        """Of a test that changes what is sold."""

    def lose(self) -> None:
        """Nobody will hear of what was told so far."""
        self.control.stripe_lose()

    def told(self) -> list[str]:
        """Ids of the events that wait to be delivered, the oldest first."""
        return [one["event"] for one in self.control.stripe_deliveries()["held"]]

    def deliver(self, event: str, **more: bool | int) -> int:
        """Post one event to our address, as Stripe does; the status of the answer."""
        body, signature = self.control.stripe_signed(event, **more)  # type: ignore[arg-type]
        answer = Client().post(
            "/inbound/stripe", body, "application/json", headers={"Stripe-Signature": signature}
        )
        return answer.status_code

    def email(self) -> str:
        """To whom Stripe writes for the one customer."""
        with stripe_api() as stripe:
            return str(stripe.customers.retrieve(StripeCustomer.objects.get().pk).email)

    def deliver_all(self) -> None:
        """Everything in its order, and the jobs that follow from it."""
        for event in self.told():
            assert self.deliver(event) == 200
        self.lose()
        work(self.cast.acme)


def paid_at(url: str) -> bool:
    """Fill in Stripe's page and send it; False where it is closed or the card refused."""
    form = {"card_number": PAYS, "expiry": "12 / 40", "cvc": "123", "name": "Alice"}
    form |= {"line1": "Torvet 1", "city": "Aarhus", "postal_code": "8000", "country": "DK"}
    answer = httpx.post(url, data=form, trust_env=False, timeout=30)
    return answer.status_code in (302, 303)


def work(workspace: Workspace) -> list[str]:
    """Run all that waits in a workspace's queue; in which states it ended."""
    states = []
    for _round in range(100):
        with inside(workspace):
            waiting = Job.objects.filter(state=JobState.QUEUED).exclude(queue="mail")
            job = waiting.order_by("run_after", "id").first()
        if job is None:
            break
        states.append(run(workspace.pk, job.pk))
    return states
