"""What members read above every page while a payment is missing, as far as it concerns them."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import Membership, Role
from accounts.tenancy import inside
from billing.models import Subscription
from billing.services import ensure_subscription
from billing.standing import GRACE_DAYS
from tests.billing.pages.conftest import PAGE, Browser, buy, invoice
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HERE = "/w/acme/settings/members/"


def late(cast: Cast, days: int) -> None:
    since = timezone.now() - timedelta(days=days)
    buy(cast.acme, status="past_due", past_due_since=since)
    invoice(cast.acme, status="open", amount_paid=0)


def test_the_owner_reads_what_happened_how_much_until_when_and_what_to_do(
    cast: Cast, browser: Browser
) -> None:
    late(cast, 1)
    text = browser(cast.alice).get(HERE).content.decode()
    assert "The last payment did not go through" in text
    assert "1,195.00 DKK" in text
    zone = ZoneInfo(cast.acme.time_zone)
    until = timezone.localtime(timezone.now() + timedelta(days=GRACE_DAYS - 1), zone)
    assert f"Everything works until {date_format(until, 'DATE_FORMAT')}" in text
    assert f'href="{PAGE}">Pay now' in text


def test_an_admin_is_told_whom_to_ask_and_others_that_nothing_is_lost(
    cast: Cast, browser: Browser
) -> None:
    late(cast, 1)
    bob = browser(cast.bob)
    text = bob.get(HERE).content.decode()
    assert "Everything works. Its owners have been told." in text
    assert "DKK" not in text
    Membership.objects.filter(user=cast.bob).update(role=Role.ADMIN)
    text = bob.get(HERE).content.decode()
    assert "Ask an owner to pay with another card." in text
    assert "Pay now" not in text


def test_after_the_grace_everything_is_read_and_nothing_changed(
    cast: Cast, browser: Browser
) -> None:
    late(cast, GRACE_DAYS)
    bob = browser(cast.bob)
    assert "You can see and export everything" in bob.get(HERE).content.decode()
    assert bob.post("/w/acme/settings/stages/").status_code == 402
    alice = browser(cast.alice)
    assert "read-only, because it is not paid for" in alice.get(HERE).content.decode()
    # Paying is what goes on.
    assert alice.post(f"{PAGE}coupon/", {"code": ""}).status_code == 302


def test_a_trial_is_told_to_owners_in_its_last_week_alone(cast: Cast, browser: Browser) -> None:
    alice, bob = browser(cast.alice), browser(cast.bob)
    assert "free trial ends" not in alice.get(HERE).content.decode()
    ensure_subscription(workspace_id=cast.acme.pk)
    with inside(cast.acme):
        Subscription.objects.update(trial_ends_at=timezone.now() + timedelta(days=6))
    assert "The free trial ends on" in alice.get(HERE).content.decode()
    assert "free trial ends" not in bob.get(HERE).content.decode()


def test_another_workspace_reads_nothing_of_it(cast: Cast, browser: Browser) -> None:
    late(cast, GRACE_DAYS)
    text = browser(cast.charlie).get("/w/rival/settings/members/").content.decode()
    assert "read-only" not in text
    assert "payment" not in text
