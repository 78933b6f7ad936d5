"""The plan catalogue: what each plan is called and how much of everything it allows."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Plan:
    """One plan. A limit of None means that there is none; prices come with Stripe."""

    key: str
    name: Any  # lazily translated text
    members: int | None
    sources: int | None
    trial_days: int = 0

    def limit(self, resource: str) -> int | None:
        """How many of a resource ("members", "sources"); raises LookupError for another word."""
        if resource not in RESOURCES:
            raise LookupError(f"{resource!r} is not limited by plans; known are {RESOURCES}.")
        allowed: int | None = getattr(self, resource)
        return allowed


RESOURCES = ("members", "sources")
# A trial is to show the whole product: every connector fits in, with room for files.
TRIAL = Plan("trial", _("Free trial"), members=5, sources=10, trial_days=30)
TEAM = Plan("team", _("Team"), members=10, sources=15)
BUSINESS = Plan("business", _("Business"), members=50, sources=50)
ENTERPRISE = Plan("enterprise", _("Enterprise"), members=None, sources=None)

CATALOGUE: dict[str, Plan] = {plan.key: plan for plan in (TRIAL, TEAM, BUSINESS, ENTERPRISE)}


def next_plan(plan: Plan) -> Plan | None:
    """The next larger plan, None for the largest."""
    plans = list(CATALOGUE.values())
    place = plans.index(plan) + 1
    return plans[place] if place < len(plans) else None
