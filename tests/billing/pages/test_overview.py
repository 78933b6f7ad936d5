"""The page of billing in each phase: what it says, what it offers, what it leaves out."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from accounts.tenancy import inside
from billing.models import UsedDay
from billing.pages.freezing import consequences
from billing.pages.usage import usage_of
from billing.plans import BUSINESS, FREE, TEAM
from billing.selectors import standing_of
from integrations.models import Source
from tests.billing.pages.conftest import PAGE, Browser, buy, invoice
from tests.cast import Cast
from tests.counting import queries_of
from tests.tidy import tidy

pytestmark = pytest.mark.django_db


def test_a_trial_says_how_long_and_offers_plans(cast: Cast, browser: Browser) -> None:
    text = browser(cast.alice).get(PAGE).content.decode()
    assert "Everything of Business until" in text
    assert "30 days" in text
    assert "Choose a plan" in text
    assert "No invoice yet" in text
    assert "not counted yet" in text
    assert f"{PAGE}portal/" not in text
    assert f"{PAGE}cancel/" not in text


def test_what_is_paid_for_says_its_price_seats_and_next_invoice(
    cast: Cast, browser: Browser
) -> None:
    buy(cast.acme)
    invoice(cast.acme)
    text = browser(cast.alice).get(PAGE).content.decode()
    assert "956 DKK a month" in text  # 599 and three times 119
    assert "3 members" in text
    assert "Next invoice" in text
    assert "ACME-0000" in text
    assert "1,195.00 DKK" in text
    for part in ("portal/", "cancel/", "coupon/"):
        assert f"{PAGE}{part}" in text


def test_what_has_ended_is_paid_for_nobody(cast: Cast, browser: Browser) -> None:
    buy(cast.acme, status="canceled")
    text = browser(cast.alice).get(PAGE).content.decode()
    assert "The subscription has ended" in text
    assert "Paid for" not in text


def test_the_plans_show_ones_own_price_beside_todays(cast: Cast, browser: Browser) -> None:
    """Bought at 499 and 100 DKK a member; today it is 599 and 119."""
    buy(cast.acme, base_amount=49_900, seat_amount=10_000)
    there = browser(cast.alice)
    text = there.get(f"{PAGE}plans/").content.decode()
    assert "699 DKK" in text  # For the two members that there are.
    assert "whoever buys now pays 837 DKK a month" in text
    yearly = there.get(f"{PAGE}plans/?interval=year").content.decode()
    assert "whoever buys now" not in yearly
    buy(cast.acme)
    assert "whoever buys now" not in there.get(f"{PAGE}plans/").content.decode()


def test_a_cancelled_one_is_kept_by_one_button(cast: Cast, browser: Browser) -> None:
    buy(cast.acme, cancel_at_period_end=True)
    text = browser(cast.alice).get(PAGE).content.decode()
    assert "Keep the subscription" in text
    assert f"{PAGE}cancel/" not in text


def test_forty_invoices_are_pages_and_cost_no_more_than_one(cast: Cast, browser: Browser) -> None:
    buy(cast.acme)
    alice = browser(cast.alice)
    invoice(cast.acme)
    alice.get(PAGE)
    one = len(queries_of(lambda: alice.get(PAGE)))
    with inside(cast.acme):
        from billing.models import Invoice

        Invoice.objects.all().delete()
    invoice(cast.acme, 40)
    assert len(queries_of(lambda: alice.get(PAGE))) == one
    text = alice.get(f"{PAGE}?page=4").content.decode()
    assert len(re.findall(r"ACME-\d{4}</th>", text)) == 4


def test_forecasts_say_how_they_were_made_or_why_there_is_none(cast: Cast) -> None:
    today = date(2026, 11, 11)
    stands = standing_of(cast.acme.pk)
    with inside(cast.acme), translation.override("en"):
        rows = {one.label: one for one in usage_of(stands, today).gauges}
        assert rows["Rows kept"].detail == "not counted yet"
        assert "needs 3 days" in rows["API calls a month"].how
        for day in range(10):
            on = today.replace(day=1 + day)
            UsedDay.objects.create(on=on, rows=1000 + 100 * day, api_calls=50)
        found = {str(one.label): one for one in usage_of(stands, today).gauges}
    assert found["Rows kept"].forecast == "3,900"  # 1,900, and twenty days of a hundred
    assert found["API calls a month"].forecast == "1,500"
    assert found["API calls a month"].how == "if the month goes on as its first 10 days"
    assert found["API calls a month"].detail == "500 of 500,000"


def test_a_smaller_plan_says_how_many_and_which_would_stand_still(cast: Cast) -> None:
    made = timezone.now() - timedelta(days=9)
    with inside(cast.acme), translation.override("en"):
        for number in range(3):
            at = made + timedelta(days=number)
            Source.objects.create(connector="hubspot", name=f"Source {number}", created_at=at)
        found = consequences(BUSINESS, FREE)
        assert consequences(BUSINESS, BUSINESS) == ()
        assert not any("source" in one.text for one in consequences(BUSINESS, TEAM))
    assert found[0].text.startswith("2 of 3 sources stand still")
    assert found[0].names == ("Source 1", "Source 2")
    assert "Single sign-on" in found[-1].names


@pytest.mark.parametrize(("language", "word"), [("en", "Billing"), ("da", "Betaling")])
def test_both_languages(cast: Cast, browser: Browser, language: str, word: str) -> None:
    buy(cast.acme)
    alice = browser(cast.alice)
    type(cast.alice).objects.filter(pk=cast.alice.pk).update(language=language)
    alice.cookies["django_language"] = language
    assert f'<h1 class="page__title">{word}</h1>' in tidy(alice.get(PAGE).content.decode())
    assert alice.get(f"{PAGE}plans/").status_code == 200
