"""What a workspace may have by its plan: the only door of billing for other apps."""

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.errors import Refused
from accounts.models.workspace import HOUSE_ID
from billing.models import Subscription
from billing.plans import CATALOGUE, ENTERPRISE, Plan, next_plan
from billing.services import ensure_subscription


def plan_of(workspace_id: UUID) -> Plan:
    """The plan of a workspace; a workspace that never chose one is on trial from now on."""
    if workspace_id == HOUSE_ID:
        return ENTERPRISE
    return CATALOGUE[ensure_subscription(workspace_id=workspace_id).plan_key]


def limit_of(workspace_id: UUID, resource: str) -> int | None:
    """How many of a resource ("members", "sources") the plan allows; None for no limit."""
    return plan_of(workspace_id).limit(resource)


def judge(workspace_id: UUID, resource: str, count: int) -> None:
    """Raise Refused when `count` of a resource is more than the plan allows, or nobody pays.

    Registered with accounts.limits at start. The caller counts, so billing looks at nobody's rows;
    to keep two callers from passing at once it locks the workspace's row before it counts.
    """
    if workspace_id == HOUSE_ID:
        return
    subscription = ensure_subscription(workspace_id=workspace_id)
    plan = CATALOGUE[subscription.plan_key]
    limit = plan.limit(resource)
    if not subscription.is_paying:
        raise _lapsed(subscription, plan)
    if limit is not None and count > limit:
        raise _over(plan, resource, limit)


def _lapsed(subscription: Subscription, plan: Plan) -> Refused:
    if subscription.status == "trialing":
        message = _("The free trial of this workspace is over.")
    else:
        message = _("The %(plan)s subscription of this workspace is not paid.") % {
            "plan": plan.name
        }
    return Refused(
        message,
        advice=_("An owner can choose a plan under billing; nothing that is here is lost."),
        code="subscription_lapsed",
    )


def _over(plan: Plan, resource: str, limit: int) -> Refused:
    larger = next_plan(plan)
    if larger is None:
        advice = _("Remove one first.")
    else:
        advice = _("Remove one first, or ask an owner to move to the %(plan)s plan.") % {
            "plan": larger.name
        }
    return Refused(
        _limit_text(resource, limit) % {"plan": plan.name, "limit": limit},
        advice=advice,
        code=f"{resource}_limit",
    )


def _limit_text(resource: str, limit: int) -> str:
    if resource == "members":
        return ngettext(
            "The %(plan)s plan holds %(limit)d member.",
            "The %(plan)s plan holds %(limit)d members.",
            limit,
        )
    return ngettext(
        "The %(plan)s plan holds %(limit)d source.",
        "The %(plan)s plan holds %(limit)d sources.",
        limit,
    )
