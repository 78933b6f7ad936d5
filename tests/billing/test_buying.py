"""From the catalogue over Stripe's page to a plan that counts, and to its end."""

import pytest
from django.core.management import call_command

from accounts.errors import Refused
from accounts.models import AuditEvent, Membership, Role
from accounts.tenancy import inside
from billing.gateway.catalogue import sync_catalogue
from billing.models import Invoice, StripeCustomer, Subscription
from billing.plans import TEAM, Currency, Interval
from billing.selectors import standing_of
from billing.services import changing
from billing.services.invoices import invoice_file
from billing.standing import Phase
from sandbox.serving import Running
from tests.billing.shop import Shop


def test_plans_are_carried_over_once(stripe_account: Running) -> None:
    assert sync_catalogue(is_dry=True) == ()


def test_a_changed_amount_is_a_new_price_and_subscribers_keep_theirs(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.needs_account()
    shop.buy()
    shop.deliver_all()
    dearer = {**TEAM.prices[Interval.MONTH].base, Currency.EUR: 9_900}
    monkeypatch.setitem(
        TEAM.prices,
        Interval.MONTH,
        type(TEAM.prices[Interval.MONTH])(dearer, TEAM.prices[Interval.MONTH].seat),
    )
    call_command("sync_plans", "--dry-run")
    assert "would make price px_team_month_base" in capsys.readouterr().out
    steps = [str(step) for step in sync_catalogue(is_dry=False)]
    assert steps[0] == "make price px_team_month_base"
    assert steps[1].startswith("archive price price_")
    assert sync_catalogue(is_dry=True) == ()
    preview = changing.preview_change(workspace=shop.cast.acme, plan_key="team", interval="month")
    assert preview.total == 2_000
    changing.set_seats(workspace_id=shop.cast.acme.pk)
    with inside(shop.cast.acme):
        assert Subscription.objects.get().plan_key == "team"


def test_a_workspace_buys_changes_cancels_and_resumes(shop: Shop) -> None:
    acme = shop.cast.acme
    shop.buy()
    assert standing_of(acme.pk).phase is Phase.TRIAL
    shop.deliver_all()
    stands = standing_of(acme.pk)
    assert (stands.phase, stands.plan.key, stands.status) == (Phase.PAID, "team", "active")
    assert (stands.seats, stands.currency, stands.interval) == (2, "eur", "month")
    assert stands.current_period_end is not None
    with inside(acme):
        invoice = Invoice.objects.get()
    assert (invoice.total, invoice.status) == (7_900 + 2 * 1_500, "paid")
    assert invoice_file(workspace=acme, invoice_id=invoice.invoice_id).startswith("http")
    with pytest.raises(Refused, match="already"):
        shop.buy("business")

    preview = changing.preview_change(workspace=acme, plan_key="business", interval="month")
    assert preview.currency == "eur"
    assert any(line.is_proration and line.amount < 0 for line in preview.lines)
    assert 0 < preview.total <= 29_900 + 2 * 2_500 - 10_900
    changing.change_plan(workspace=acme, plan_key="business", interval="month")
    assert standing_of(acme.pk).plan.key == "business"

    changing.cancel_at_period_end(workspace=acme)
    assert standing_of(acme.pk).phase is Phase.ENDING
    changing.resume(workspace=acme)
    assert standing_of(acme.pk).phase is Phase.PAID
    with inside(acme):
        actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"purchase.begun", "subscription.changed", "subscription.resumed"} <= actions


def test_seats_follow_members(shop: Shop) -> None:
    shop.buy()
    shop.deliver_all()
    acme = shop.cast.acme
    Membership.objects.create(workspace=acme, user=shop.cast.charlie, role=Role.VIEWER)
    assert changing.set_seats(workspace_id=acme.pk)
    assert standing_of(acme.pk).seats == 3
    assert not changing.set_seats(workspace_id=acme.pk)


def test_another_workspace_sees_nothing_of_it(shop: Shop) -> None:
    shop.buy()
    shop.deliver_all()
    with inside(shop.cast.acme):
        invoice = Invoice.objects.get()
    with inside(shop.cast.rival):
        assert not Invoice.objects.exists()
    with pytest.raises(Refused, match="no such invoice"):
        invoice_file(workspace=shop.cast.rival, invoice_id=invoice.invoice_id)
    with pytest.raises(Refused, match="no subscription"):
        changing.cancel_at_period_end(workspace=shop.cast.rival)
    assert StripeCustomer.objects.get().workspace_ref == shop.cast.acme.pk
