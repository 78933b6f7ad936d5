"""The catalogue of plans: what each allows, what it can do and what it costs, all in code."""

from billing.plans.catalogue import (
    BUSINESS,
    CATALOGUE,
    ENTERPRISE,
    FREE,
    SOLD_ONLINE,
    TEAM,
    TRIAL_DAYS,
    TRIAL_PLAN,
    next_plan,
    plan_with,
)
from billing.plans.meters import METERS, Meter
from billing.plans.money import CURRENCIES, Amounts, Currency, Interval, money_text
from billing.plans.plan import RESOURCES, Feature, Plan, PlanPrice, Resource

__all__ = [
    "BUSINESS",
    "CATALOGUE",
    "CURRENCIES",
    "ENTERPRISE",
    "FREE",
    "METERS",
    "RESOURCES",
    "SOLD_ONLINE",
    "TEAM",
    "TRIAL_DAYS",
    "TRIAL_PLAN",
    "Amounts",
    "Currency",
    "Feature",
    "Interval",
    "Meter",
    "Plan",
    "PlanPrice",
    "Resource",
    "money_text",
    "next_plan",
    "plan_with",
]
