"""The plans and their prices, the smallest first; `./run manage sync_plans` carries them to Stripe.

A changed amount is changed here: the command makes a new price, and subscribers keep their old one.
"""

from django.utils.translation import gettext_lazy as _

from billing.plans.money import Amounts, Interval, amounts, times
from billing.plans.plan import Feature, Plan, PlanPrice

# Two months of a year are free.
_MONTHS_PAID = 10
TRIAL_DAYS = 30


def _prices(base: Amounts, seat: Amounts) -> dict[Interval, PlanPrice]:
    return {
        Interval.MONTH: PlanPrice(base, seat),
        Interval.YEAR: PlanPrice(times(base, _MONTHS_PAID), times(seat, _MONTHS_PAID)),
    }


FREE = Plan(
    "free",
    _("Free"),
    members=2,
    sources=1,
    monitors=3,
    rows=50_000,
    api_calls=0,
    history_months=12,
    refresh_minutes=24 * 60,
)
TEAM = Plan(
    "team",
    _("Team"),
    members=10,
    sources=15,
    monitors=25,
    rows=1_000_000,
    api_calls=50_000,
    history_months=36,
    refresh_minutes=60,
    features=frozenset({Feature.API}),
    prices=_prices(
        amounts(dkk=59_900, eur=7_900, gbp=6_900, usd=8_900),
        amounts(dkk=11_900, eur=1_500, gbp=1_300, usd=1_700),
    ),
    is_metered=True,
)
BUSINESS = Plan(
    "business",
    _("Business"),
    members=50,
    sources=50,
    monitors=200,
    rows=10_000_000,
    api_calls=500_000,
    history_months=120,
    refresh_minutes=15,
    features=frozenset(Feature),
    prices=_prices(
        amounts(dkk=224_900, eur=29_900, gbp=25_900, usd=32_900),
        amounts(dkk=18_900, eur=2_500, gbp=2_200, usd=2_800),
    ),
    is_metered=True,
)
ENTERPRISE = Plan(
    "enterprise",
    _("Enterprise"),
    members=None,
    sources=None,
    monitors=None,
    rows=None,
    api_calls=None,
    history_months=None,
    refresh_minutes=15,
    features=frozenset(Feature),
)

CATALOGUE: dict[str, Plan] = {plan.key: plan for plan in (FREE, TEAM, BUSINESS, ENTERPRISE)}
SOLD_ONLINE: tuple[Plan, ...] = tuple(plan for plan in CATALOGUE.values() if plan.is_sold_online)
# What a new workspace tries for TRIAL_DAYS, without a card.
TRIAL_PLAN = BUSINESS


def next_plan(plan: Plan) -> Plan | None:
    """The next larger plan, None for the largest."""
    plans = list(CATALOGUE.values())
    place = plans.index(plan) + 1
    return plans[place] if place < len(plans) else None


def plan_with(feature: str) -> Plan:
    """The smallest plan that can do this."""
    return next(plan for plan in CATALOGUE.values() if plan.has(feature))
