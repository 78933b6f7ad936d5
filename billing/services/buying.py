"""Leads to Stripe's pages: to buy a plan, and to change the card."""

from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused
from accounts.models import Membership, User, Workspace
from accounts.tenancy import inside
from billing.gateway import checkout
from billing.gateway.customers import make_customer
from billing.gateway.subscriptions import find_bought, find_promotion
from billing.models import StripeCustomer
from billing.plans import CATALOGUE, Currency, Interval, Plan
from billing.selectors import standing_of
from billing.services.beginning import ensure_subscription
from billing.services.leases import awaited_customer


def begin_checkout(
    *,
    workspace: Workspace,
    by: User,
    plan_key: str,
    interval: str,
    currency: str,
    return_path: str,
    promotion_code: str = "",
) -> str:
    """The address of Stripe's page that sells the plan, one seat for each member.

    Call it outside of every transaction. It leads back to `return_path` with "?paid=1" when paid,
    and with what was chosen when not.
    The pages that were open before can be paid on no more, so nobody buys twice.
    Raises Refused for a plan that is not sold, a code that is none, or one that is bought already.
    """
    plan = sold_plan(plan_key)
    if standing_of(workspace.pk).is_subscribed:
        raise _bought_already()
    ensure_subscription(workspace_id=workspace.pk)
    promotion = known_promotion(promotion_code)
    home = settings.PUBLIC_URL.rstrip("/") + return_path
    customer_id = customer_of(workspace=workspace, by=by)
    with awaited_customer(customer_id):
        checkout.close_open(customer_id)
        bought = find_bought(customer_id)
        if bought is not None and bought.goes_on:
            raise _bought_already()
        address = checkout.begin(
            customer_id=customer_id,
            workspace_id=workspace.pk,
            plan=plan,
            interval=Interval(interval),
            currency=Currency(currency),
            seats=count_seats(workspace.pk, plan),
            urls=(f"{home}?paid=1", f"{home}?currency={currency}&interval={interval}"),
            promotion=promotion,
        )
    with inside(workspace):
        record("purchase.begun", workspace, plan=plan.key, interval=interval, currency=currency)
    return address


def _bought_already() -> Refused:
    return Refused(
        _("This workspace has a subscription already."),
        advice=_("Change the plan instead of buying another."),
        code="subscribed_already",
    )


def open_portal(*, workspace: Workspace, return_path: str) -> str:
    """The address of Stripe's page for card, address and VAT number; Refused without a customer."""
    customer = StripeCustomer.objects.filter(workspace_ref=workspace.pk).first()
    if customer is None:
        raise Refused(_("Nothing was bought for this workspace yet."), code="no_customer")
    home = settings.PUBLIC_URL.rstrip("/") + return_path
    return checkout.open_portal(customer_id=customer.pk, return_url=home)


def customer_of(*, workspace: Workspace, by: User) -> str:
    """The id of the workspace's customer at Stripe, made when it is asked for first."""
    known = StripeCustomer.objects.filter(workspace_ref=workspace.pk).first()
    if known is not None:
        return known.pk
    customer_id = make_customer(
        workspace_id=workspace.pk, name=workspace.name, email=by.email, language=by.language
    )
    # Who came second in the same moment goes on with the first one's.
    row, _is_new = StripeCustomer.objects.get_or_create(
        workspace_ref=workspace.pk, defaults={"customer_id": customer_id, "contact_ref": by.pk}
    )
    return row.pk


def count_seats(workspace_id: UUID, plan: Plan | None = None) -> int:
    """One for each member; those who are invited cost nothing until they come.

    Nor do those whom the plan has no room for, and who are frozen.
    """
    count = Membership.objects.filter(workspace_id=workspace_id).count()
    most = count if plan is None or plan.members is None else plan.members
    return max(1, min(count, most))


def sold_plan(plan_key: str) -> Plan:
    """The plan of a key; raises Refused for one that has no price."""
    plan = CATALOGUE.get(plan_key)
    if plan is None or not plan.is_sold_online:
        raise Refused(_("This plan is not sold online."), code="not_sold")
    return plan


def known_promotion(code: str) -> str:
    """The id of a promotion code, "" for none; raises Refused for one that Stripe does not take."""
    code = code.strip()
    found = find_promotion(code) if code else ""
    if code and not found:
        raise Refused(
            _("This promotion code is not known, or no longer valid."), code="no_promotion"
        )
    return found
