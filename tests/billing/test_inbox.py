"""What Stripe delivers is kept once if Stripe has signed it lately, and nothing else is."""

import hmac
import json
import time
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.errors import Refused
from accounts.models import Job
from accounts.tenancy import inside
from billing.models import EventState, StripeCustomer, StripeEvent
from billing.selectors import stripe_events, troubled_events
from billing.services.replaying import replay_event
from tests.cast import Cast, make_cast
from tests.databases import FreshDatabase

FOLLOW = "billing.tasks.follow_customer"
SECRET = "whsec_of_ours"


@pytest.fixture(autouse=True)
def secrets(settings: Any) -> None:
    settings.STRIPE_WEBHOOK_SECRET = f"whsec_older {SECRET}"


def event_of(event_id: str, kind: str = "customer.subscription.updated", **values: Any) -> bytes:
    found = {"id": "sub_1", "object": "subscription", "customer": "cus_acme", **values}
    event = {"id": event_id, "type": kind, "livemode": False, "created": 1_790_000_000}
    return json.dumps(
        {**event, "api_version": "2026-10-28.endive", "data": {"object": found}}
    ).encode()


def post(body: bytes, *, secret: str = SECRET, age: int = 0, signed: bytes = b"") -> int:
    at = int(time.time()) - age
    digest = hmac.digest(secret.encode(), f"{at}.".encode() + (signed or body), "sha256").hex()
    header = {"Stripe-Signature": f"t={at},v1={digest}"}
    return Client().post("/inbound/stripe", body, "application/json", headers=header).status_code


def waiting(cast: Cast) -> int:
    with inside(cast.acme):
        return Job.objects.filter(task=FOLLOW).count()


@pytest.fixture
def customer(cast: Cast) -> StripeCustomer:
    return StripeCustomer.objects.create(customer_id="cus_acme", workspace_ref=cast.acme.pk)


def test_an_event_is_kept_without_what_it_says_and_its_customer_is_followed(
    cast: Cast, customer: StripeCustomer
) -> None:
    assert post(event_of("evt_1", email="alice@acme.example")) == 200
    row = StripeEvent.objects.get()
    assert (row.state, row.workspace_ref, row.object_id) == ("received", cast.acme.pk, "sub_1")
    assert "alice" not in repr([getattr(row, one.attname) for one in StripeEvent._meta.fields])
    assert waiting(cast) == 1


def test_a_second_delivery_changes_nothing(cast: Cast, customer: StripeCustomer) -> None:
    assert [post(event_of("evt_1")) for _time in range(3)] == [200, 200, 200]
    assert StripeEvent.objects.count() == waiting(cast) == 1


def test_what_stripe_did_not_sign_or_long_ago_is_refused(
    cast: Cast, customer: StripeCustomer
) -> None:
    assert post(event_of("evt_1"), secret="whsec_of_somebody_else") == 400
    assert post(event_of("evt_1"), age=301) == 400
    assert post(event_of("evt_1"), signed=event_of("evt_2")) == 400
    assert post(b"\xff\xfe") == 400
    assert post(b'{"id": "evt_1"}') == 400
    assert (
        Client().post("/inbound/stripe", event_of("evt_1"), "application/json").status_code == 400
    )
    assert Client().get("/inbound/stripe").status_code == 405
    assert not StripeEvent.objects.exists()
    assert waiting(cast) == 0


def test_while_secrets_are_changed_both_are_taken(cast: Cast, customer: StripeCustomer) -> None:
    assert post(event_of("evt_1"), secret="whsec_older") == 200
    assert post(event_of("evt_2"), age=299) == 200


@pytest.mark.django_db
def test_without_a_secret_nothing_is_believed(settings: Any) -> None:
    settings.STRIPE_WEBHOOK_SECRET = ""
    assert post(event_of("evt_1"), secret="") == 400


def test_what_we_do_not_know_is_kept_and_shown_to_staff(
    cast: Cast, customer: StripeCustomer
) -> None:
    assert post(event_of("evt_1", "radar.early_fraud_warning.created")) == 200
    assert post(event_of("evt_2", customer="cus_of_nobody")) == 200
    states = dict(StripeEvent.objects.values_list("event_id", "state"))
    assert states == {"evt_1": "unknown_type", "evt_2": "unknown_customer"}
    assert [one.event_id for one in troubled_events()] == ["evt_2"]
    assert stripe_events("unknown_type").count() == 1
    assert waiting(cast) == 0
    with pytest.raises(Refused):
        replay_event(event_id="evt_2")
    StripeCustomer.objects.create(customer_id="cus_of_nobody", workspace_ref=cast.rival.pk)
    replay_event(event_id="evt_2")
    row = StripeEvent.objects.get(pk="evt_2")
    assert (row.state, row.workspace_ref) == (EventState.RECEIVED, cast.rival.pk)
    with inside(cast.rival):
        assert Job.objects.filter(task=FOLLOW, args=["evt_2"]).count() == 1


def test_one_event_at_two_doors_at_once_has_one_job(
    fresh_database: FreshDatabase, settings: Any
) -> None:
    cast, start = make_cast(), Barrier(4)
    StripeCustomer.objects.create(customer_id="cus_acme", workspace_ref=cast.acme.pk)
    answers: list[int] = []

    def deliver() -> None:
        start.wait()
        answers.append(post(event_of("evt_1")))
        connection.close()

    threads = [Thread(target=deliver) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 4
    assert StripeEvent.objects.count() == waiting(cast) == 1
