"""Signed webhooks: on time, late, twice, out of order, held, lost and forged."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import stripe

from sandbox.control.client import Control, ControlError
from sandbox.serving import Running


class Inbox:
    """An endpoint of the product's, which keeps what it was told and may be out of order."""

    def __init__(self) -> None:
        self.got: list[tuple[bytes, str]] = []
        self.answers: list[int] = []
        inbox = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                inbox.got.append((body, self.headers["Stripe-Signature"]))
                self.send_response(inbox.answers.pop(0) if inbox.answers else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *words: Any) -> None:
                """Silent."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/inbound/stripe"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def names(self) -> list[str]:
        return [json.loads(body)["data"]["object"].get("name") for body, _ in self.got]


@pytest.fixture
def inbox(shop: stripe.StripeClient, control: Control) -> Iterator[Inbox]:
    found = Inbox()
    control.stripe_webhooks(url=found.url)
    yield found
    control.stripe_clear()
    found.server.shutdown()
    found.server.server_close()


def test_an_event_comes_signed(
    served: Running, shop: stripe.StripeClient, control: Control, inbox: Inbox
) -> None:
    made = shop.v1.customers.create({"name": "Acme"})
    assert control.stripe_settle()
    [(body, header)] = inbox.got
    secret = served.ready["stripe_webhook_secret"]
    event = stripe.Webhook.construct_event(body, header, secret)
    assert (event.type, event.data.object["id"]) == ("customer.created", made.id)
    assert event.api_version == stripe.api_version
    assert event.request.id.startswith("req_")
    assert shop.v1.events.retrieve(event.id).type == "customer.created"
    [told] = control.stripe_deliveries()["sent"]
    assert (told["event"], told["status"]) == (event.id, 200)


def test_a_forged_and_an_old_one_are_told_apart(
    served: Running, shop: stripe.StripeClient, control: Control, inbox: Inbox
) -> None:
    shop.v1.customers.create({"name": "Acme"})
    [event] = shop.v1.events.list().data
    secret = served.ready["stripe_webhook_secret"]
    for wrong in ({"forged": True}, {"age": 400}):
        body, header = control.stripe_signed(event.id, **wrong)
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.Webhook.construct_event(body, header, secret)
    body, header = control.stripe_signed(event.id)
    assert stripe.Webhook.construct_event(body, header, secret).id == event.id
    assert control.stripe_send(event.id, forged=True) == 200


def test_what_is_held_comes_in_any_order_and_as_often_as_wanted(
    shop: stripe.StripeClient, control: Control, inbox: Inbox
) -> None:
    control.stripe_webhooks("hold")
    for name in ("Acme", "Fernhill", "Rival"):
        shop.v1.customers.create({"name": name})
    assert inbox.got == []
    told = control.stripe_release("reversed", times=2)
    assert inbox.names() == ["Rival", "Fernhill", "Acme"] * 2
    assert [one["status"] for one in told] == [200] * 6
    shop.v1.customers.create({"name": "Lost"})
    assert control.stripe_lose() == 1
    assert control.stripe_release() == []
    with pytest.raises(ControlError, match="mode is one of"):
        control.post("/stripe/webhooks", {"mode": "sideways"})


def test_twice_late_dropped_and_failed(
    shop: stripe.StripeClient, control: Control, inbox: Inbox
) -> None:
    control.stripe_webhooks("twice")
    shop.v1.customers.create({"name": "Acme"})
    assert control.stripe_settle()
    assert inbox.names() == ["Acme", "Acme"]
    control.stripe_webhooks("drop")
    shop.v1.customers.create({"name": "Fernhill"})
    control.stripe_webhooks("late", seconds=0.2)
    shop.v1.customers.create({"name": "Rival"})
    assert control.stripe_settle()
    assert inbox.names() == ["Acme", "Acme", "Rival"]
    control.stripe_webhooks()
    inbox.answers = [500]
    shop.v1.customers.create({"name": "Again"})
    assert control.stripe_settle()
    assert inbox.names()[3:] == ["Again", "Again"]


def test_a_registered_endpoint_hears_what_it_asked_for(
    shop: stripe.StripeClient, control: Control, inbox: Inbox
) -> None:
    control.stripe_webhooks(url="")
    made = shop.v1.webhook_endpoints.create(
        {"url": inbox.url, "enabled_events": ["product.created"]}
    )
    assert made.secret is not None
    shop.v1.customers.create({"name": "Acme"})
    shop.v1.products.create({"name": "Team"})
    assert control.stripe_settle()
    [(body, header)] = inbox.got
    event = stripe.Webhook.construct_event(body, header, made.secret)
    assert event.type == "product.created"
    assert "secret" not in shop.v1.webhook_endpoints.retrieve(made.id)


def test_the_account_is_kept_and_brought_back(shop: stripe.StripeClient, control: Control) -> None:
    shop.v1.products.create({"name": "Team"})
    control.stripe_keep()
    shop.v1.products.create({"name": "Business"})
    control.reset()
    assert shop.v1.products.list().data == []
    control.stripe_bring_back()
    assert [one.name for one in shop.v1.products.list().data] == ["Team"]
    assert control.stripe_state()["counts"]["product"] == 1
