"""What Stripe told and nobody could follow is processed again at the desk, and doubles are seen."""

from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, Job, User
from accounts.tenancy import inside
from billing.models import EventState, StripeCustomer, StripeEvent
from tests.cast import Cast
from tests.desk.conftest import stepped_in

EVENTS, CUSTOMERS = "/desk/billing/stripeevent/", "/desk/billing/stripecustomer/"


def event(name: str, state: str, customer: str = "cus_acme") -> StripeEvent:
    return StripeEvent.objects.create(
        event_id=name,
        type="invoice.paid",
        is_live=False,
        customer_id=customer,
        created_at=timezone.now(),
        settled_at=timezone.now(),
        state=state,
        error="Stripe does not answer.",
    )


def process_again(client: Client, *events: str) -> str:
    values = {"action": "process_again", "_selected_action": events, "index": 0}
    return client.post(EVENTS, values, follow=True).content.decode()


def test_what_failed_is_processed_again_and_the_outcome_is_said(cast: Cast, erin: User) -> None:
    StripeCustomer.objects.create(customer_id="cus_acme", workspace_ref=cast.acme.pk)
    event("evt_failed", EventState.FAILED)
    event("evt_done", EventState.DONE)
    event("evt_stray", EventState.UNKNOWN_CUSTOMER, "cus_of_nobody")
    client = stepped_in(erin)
    assert "Process again" in client.get(EVENTS).content.decode()
    page = process_again(client, "evt_failed", "evt_done", "evt_stray")
    assert "1 of 3 are processed again." in page
    assert "No workspace has the customer of this message. (evt_stray)" in page
    states = dict(StripeEvent.objects.values_list("event_id", "state"))
    assert states == {
        "evt_failed": EventState.RECEIVED,
        "evt_done": EventState.DONE,
        "evt_stray": EventState.UNKNOWN_CUSTOMER,
    }
    with inside(cast.acme):
        assert Job.objects.get(task="billing.tasks.follow_customer").args == ["evt_failed"]
        line = AuditEvent.objects.get(action="subscription.asked_again")
    assert (line.actor_kind, line.actor_id) == ("support", erin.pk)


def test_who_pays_twice_is_found_without_an_id_of_stripes(cast: Cast, erin: User) -> None:
    now = timezone.now()
    StripeCustomer.objects.create(customer_id="cus_a", workspace_ref=cast.acme.pk, doubled_at=now)
    StripeCustomer.objects.create(customer_id="cus_r", workspace_ref=cast.rival.pk)
    client = stepped_in(erin)
    page = client.get(f"{CUSTOMERS}?doubled_at__isempty=0").content.decode()
    assert str(cast.acme.pk) in page
    assert str(cast.rival.pk) not in page
    assert "cus_a" not in page
