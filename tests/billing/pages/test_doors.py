"""Who opens the pages of billing; what nonsense changes; and Charlie, who must see nothing."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.models import Membership, Role
from accounts.tenancy import inside
from billing.models import Invoice, Subscription
from tests.billing.pages.conftest import PAGE, Browser, buy, invoice
from tests.budget import at_length
from tests.cast import Cast

pytestmark = pytest.mark.django_db
GET, POST = "get", "post"
# {url name: method}; each is for those who may manage billing alone.
MATRIX = {
    **dict.fromkeys(("overview", "plans", "bought", "progress", "change", "cancel"), GET),
    **dict.fromkeys(("returned", "invoice"), GET),
    **dict.fromkeys(("checkout", "ask_stripe", "resume", "coupon", "portal", "pay"), POST),
}


def names() -> set[str]:
    known = get_resolver().namespace_dict["billing"][1].reverse_dict
    return {key for key in known if isinstance(key, str)}


def address(name: str, cast: Cast, slug: str = "acme") -> str:
    with inside(cast.acme):
        row = Invoice.objects.get()
    args = [slug, row.pk] if name in ("invoice", "pay") else [slug]
    return reverse(f"billing:{name}", args=args)


def test_the_matrix_names_every_page() -> None:
    assert names() == set(MATRIX)


def test_owners_come_in_and_nobody_else(cast: Cast, browser: Browser) -> None:
    buy(cast.acme)
    invoice(cast.acme)
    alice, bob, charlie = (browser(one) for one in (cast.alice, cast.bob, cast.charlie))
    for name, method in MATRIX.items():
        path = address(name, cast)
        assert getattr(alice, method)(path).status_code in (200, 302), name
        assert getattr(charlie, method)(path).status_code == 404, name
        assert getattr(Client(), method)(path)["Location"].startswith("/accounts/login/"), name
        for role in (Role.ADMIN, Role.MARKETER, Role.VIEWER, Role.PRIVACY_OFFICER):
            Membership.objects.filter(user=cast.bob).update(role=role)
            assert getattr(bob, method)(path).status_code == 403, (name, role)


def test_rival_never_sees_acmes_invoices(cast: Cast, browser: Browser) -> None:
    buy(cast.acme)
    invoice(cast.acme)
    charlie = browser(cast.charlie)
    text = charlie.get("/w/rival/settings/billing/").content.decode()
    assert "ACME-" not in text
    assert "cus_1" not in text
    for name in ("invoice", "pay"):
        path = address(name, cast, slug="rival")
        assert getattr(charlie, MATRIX[name])(path).status_code == 404, name


@pytest.mark.parametrize(
    ("part", "words", "said"),
    [
        ("checkout/", {"plan": "gold", "interval": "month", "currency": "eur"}, "Choose a plan"),
        ("change/", {"plan": "enterprise", "interval": "month"}, "Choose a plan"),
        *at_length(
            (
                "checkout/",
                {"plan": "free", "interval": "month", "currency": "eur"},
                "Choose a plan",
            ),
            ("checkout/", {"plan": "team", "interval": "week", "currency": "eur"}, "Choose a plan"),
            (
                "checkout/",
                {"plan": "team", "interval": "month", "currency": "sek"},
                "Choose a plan",
            ),
            ("coupon/", {"code": ""}, "Type the discount code"),
            ("coupon/", {"code": "A" * 61}, "Type the discount code"),
        ),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(
    cast: Cast, browser: Browser, part: str, words: dict[str, str], said: str
) -> None:
    buy(cast.acme)
    alice = browser(cast.alice)
    with inside(cast.acme):
        before = Subscription.objects.values().get()
    answer = alice.post(PAGE + part, words, follow=True)
    assert said in answer.content.decode()
    with inside(cast.acme):
        assert Subscription.objects.values().get() == before


def test_coming_back_from_stripe_proves_nothing(cast: Cast, browser: Browser) -> None:
    """The address says that it was paid; Stripe has not: the page waits, and goes on waiting."""
    alice = browser(cast.alice)
    waiting = alice.get(f"{PAGE}bought/?paid=1").content.decode()
    assert "Waiting for Stripe" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    back = alice.get(f"{PAGE}bought/?currency=dkk&interval=year").content.decode()
    assert "Nothing was bought" in back
    assert f"{PAGE}plans/?currency=dkk&amp;interval=year" in back, "what was chosen is kept"
    buy(cast.acme)
    arrived = alice.get(f"{PAGE}bought/progress/?paid=1").content.decode()
    assert "Team is yours" in arrived
    assert "hx-trigger" not in arrived


def test_who_pays_already_keeps_the_currency(cast: Cast, browser: Browser) -> None:
    buy(cast.acme)
    text = browser(cast.alice).get(f"{PAGE}plans/?currency=usd").content.decode()
    assert "USD" not in text
    assert "Move to Business" in text
    assert "Yours now" in text
