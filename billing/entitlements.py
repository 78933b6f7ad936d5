"""What a workspace may have by its plan: the only door of billing for other apps."""

from uuid import UUID

from accounts.models.workspace import HOUSE_ID
from billing.plans import CATALOGUE, ENTERPRISE, Plan, next_plan, plan_with
from billing.price_page import PricePage, price_page
from billing.refusals import lapsed, lies_in_larger, over
from billing.services import ensure_subscription
from billing.standing import HOUSE, Standing, standing

__all__ = [
    "PricePage",
    "allowance",
    "judge",
    "least",
    "limit_of",
    "offered_plans",
    "pace",
    "plan_of",
    "price_page",
    "require_feature",
    "standing_now",
]


def standing_now(workspace_id: UUID) -> Standing:
    """Where the workspace stands; one that never asked is on trial from its first day on."""
    if workspace_id == HOUSE_ID:
        return HOUSE
    return standing(ensure_subscription(workspace_id=workspace_id))


def plan_of(workspace_id: UUID) -> Plan:
    """The plan whose limits hold now."""
    return ENTERPRISE if workspace_id == HOUSE_ID else standing_now(workspace_id).plan


def limit_of(workspace_id: UUID, resource: str) -> int | None:
    """How many of a resource ("members", "sources") the plan allows; None for no limit."""
    return plan_of(workspace_id).limit(resource)


def offered_plans() -> tuple[Plan, ...]:
    """All plans as they are offered, the smallest first."""
    return tuple(CATALOGUE.values())


def judge(workspace_id: UUID, resource: str, count: int) -> None:
    """Raise Refused when `count` of a resource is more than the plan allows, or nobody pays.

    Registered with accounts.limits at start. The caller counts, so billing looks at nobody's rows;
    to keep two callers from passing at once it locks the workspace's row before it counts.
    """
    stands = standing_now(workspace_id)
    limit = stands.plan.limit(resource)
    if stands.is_read_only:
        raise lapsed(stands)
    if limit is not None and count > limit:
        raise over(stands, resource, limit, count, next_plan(stands.plan))


def require_feature(workspace_id: UUID, feature: str) -> None:
    """Raise Refused when the plan cannot do this, naming the smallest that can."""
    stands = standing_now(workspace_id)
    if not stands.plan.has(feature):
        raise lies_in_larger(stands, feature, plan_with(feature))


def allowance(workspace_id: UUID, resource: str) -> int | None:
    """How many of a resource may run: what is beyond stays, and the newest of it stands still."""
    return limit_of(workspace_id, resource)


def pace(workspace_id: UUID) -> int:
    """How many minutes lie between two readings of a source at least."""
    return plan_of(workspace_id).refresh_minutes


def least(resource: str) -> int:
    """How many of a resource the smallest plan lets run."""
    limits = (plan.limit(resource) for plan in CATALOGUE.values())
    return min(limit for limit in limits if limit is not None)
