"""A renewal that is refused: grace, reminders, and the way out by a card or the end."""

import httpx
import pytest

from accounts.models import Job
from accounts.tenancy import inside
from billing.models import Invoice, StripeCustomer, Subscription
from billing.selectors import standing_of
from billing.services.buying import open_portal
from billing.services.dunning import remind_of_payment
from billing.services.invoices import invoice_payment
from billing.standing import Phase
from tests.billing.shop import ALSO_PAYS, FAILS_LATER, Shop

HOME = "/w/acme/settings/billing/"


@pytest.fixture
def late(shop: Shop) -> Shop:
    """Team, whose first renewal the bank refused."""
    shop.buy()
    shop.deliver_all()
    shop.control.stripe_decline(StripeCustomer.objects.get().pk)
    shop.control.stripe_advance(days=32)
    shop.deliver_all()
    return shop


def phase(shop: Shop) -> Phase:
    return standing_of(shop.cast.acme.pk).phase


def open_invoice(shop: Shop) -> Invoice:
    with inside(shop.cast.acme):
        return Invoice.objects.get(status="open")


def send(url: str, **form: str) -> httpx.Response:
    asked = {"expiry": "12 / 40", "cvc": "123", "name": "Alice", **form}
    return httpx.post(url, data=asked, trust_env=False, timeout=30)


def test_a_refused_renewal_is_late_from_the_day_of_its_invoice(late: Shop) -> None:
    assert phase(late) is Phase.GRACE
    found = open_invoice(late)
    with inside(late.cast.acme):
        row = Subscription.objects.get()
    assert (row.status, row.past_due_since) == ("past_due", found.issued_at)
    assert (found.amount_due, found.amount_paid) == (10_900, 0)


def test_another_card_in_the_portal_is_charged_by_the_next_attempt(late: Shop) -> None:
    acme = late.cast.acme
    with inside(acme):
        Subscription.objects.update(dunning_step=2)
    customer = StripeCustomer.objects.get().pk
    late.control.stripe_decline(customer, None)
    late.needs_page()
    url = open_portal(workspace=acme, return_path=HOME)
    assert "https://proactivox.example/w/acme/settings/billing/" in httpx.get(url).text
    assert "4242" in httpx.get(url).text
    send(url, deed="card", card_number=ALSO_PAYS)
    assert "4444" in httpx.get(url).text
    late.deliver_all()
    assert phase(late) is Phase.GRACE
    late.control.stripe_advance(days=4)
    late.deliver_all()
    assert phase(late) is Phase.PAID
    with inside(acme):
        row = Subscription.objects.get()
        assert set(Invoice.objects.values_list("status", flat=True)) == {"paid"}
    assert (row.past_due_since, row.dunning_step) == (None, 0)
    assert remind_of_payment() == 0


def test_an_open_invoice_is_paid_on_its_own_page_at_once(late: Shop) -> None:
    late.control.stripe_decline(StripeCustomer.objects.get().pk, None)
    late.needs_page()
    page = invoice_payment(workspace=late.cast.acme, invoice_id=open_invoice(late).invoice_id)
    send(page, card_number=ALSO_PAYS)
    late.deliver_all()
    assert phase(late) is Phase.PAID


def test_a_card_that_fails_later_leaves_it_late(late: Shop) -> None:
    late.control.stripe_decline(StripeCustomer.objects.get().pk, None)
    late.needs_page()
    url = open_portal(workspace=late.cast.acme, return_path=HOME)
    send(url, deed="card", card_number=FAILS_LATER)
    late.control.stripe_advance(days=4)
    late.deliver_all()
    assert phase(late) is Phase.GRACE


def test_what_is_never_paid_ends_on_the_free_plan_and_nobody_is_reminded(late: Shop) -> None:
    late.control.stripe_advance(days=20)
    late.deliver_all()
    stands = standing_of(late.cast.acme.pk)
    assert (stands.phase, stands.plan.key) == (Phase.ENDED, "free")
    assert remind_of_payment() == 0
    with inside(late.cast.acme):
        assert not Job.objects.filter(task="accounts.tasks.send_mail").exists()
