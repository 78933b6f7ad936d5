"""What a plan is: limits, features and prices; None as a limit means that there is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from billing.plans.money import Amounts, Interval


class Resource(StrEnum):
    """What a plan counts. A caller of accounts.limits tells how many there would be."""

    MEMBERS = "members"
    SOURCES = "sources"
    MONITORS = "monitors"
    ROWS = "rows"
    API_CALLS = "api_calls"
    HISTORY_MONTHS = "history_months"


class Feature(StrEnum):
    """What a plan can do beyond the product that everybody has."""

    API = "api"
    SINGLE_SIGN_ON = "single_sign_on"
    SCIM = "scim"
    AUDIT_STREAM = "audit_stream"


RESOURCES = tuple(Resource)


@dataclass(frozen=True)
class PlanPrice:
    """What a plan costs for one interval: once for the workspace, and for each member of it."""

    base: Amounts
    seat: Amounts


@dataclass(frozen=True)
class Plan:
    """One plan.

    `rows` and `api_calls` (a month) are what is included. Where a plan `is_metered`, more of them
    is paid for by the meters; where it is not, they are limits like the others.
    """

    key: str
    name: Any  # lazily translated text
    members: int | None
    sources: int | None
    monitors: int | None
    rows: int | None
    api_calls: int | None
    history_months: int | None
    refresh_minutes: int
    features: frozenset[Feature] = frozenset()
    prices: Mapping[Interval, PlanPrice] = field(default_factory=dict)
    is_metered: bool = False

    def limit(self, resource: str) -> int | None:
        """How many at most; None for no end. Raises LookupError for a word that is no resource."""
        if resource not in RESOURCES:
            raise LookupError(f"{resource!r} is not limited by plans; known are {RESOURCES}.")
        if self.is_metered and resource in (Resource.ROWS, Resource.API_CALLS):
            return None
        return self.included(resource)

    def included(self, resource: str) -> int | None:
        """How many are in the price; None for all."""
        allowed: int | None = getattr(self, Resource(resource).value)
        return allowed

    def has(self, feature: str) -> bool:
        """Whether it can do this; raises ValueError for a word that is no feature."""
        return Feature(feature) in self.features

    @property
    def is_sold_online(self) -> bool:
        """Whether it has prices; the free plan needs none, the largest is by offer."""
        return bool(self.prices)
