"""What pages and other rooms of billing read; all inside one workspace but what says otherwise."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from accounts.limits import counted, said_once
from accounts.models import Workspace
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside, read_inside
from billing.forecasts import Use, uses
from billing.models import (
    EventState,
    Invoice,
    StripeEvent,
    Subscription,
    SubscriptionStatus,
    UsedDay,
)
from billing.plans import TRIAL_PLAN, Resource
from billing.standing import HOUSE, Standing, standing
from billing.trials import trial_end


def standing_of(workspace_id: UUID) -> Standing:
    """Where a workspace stands: plan, phase, grace, read-only. One statement, enters by itself."""
    if workspace_id == HOUSE_ID:
        return HOUSE
    with read_inside(workspace_id):
        row = written_subscription(workspace_id)
        return standing(row or _unwritten_trial(workspace_id))


def written_subscription(workspace_id: UUID) -> Subscription | None:
    """What is written of the purchase; None where nobody has asked yet. Enters by itself."""
    with read_inside(workspace_id):
        return said_once(workspace_id, Subscription.objects.first)


def is_read_only(workspace_id: UUID) -> bool:
    """Whether nothing of a workspace may be changed but what pays, exports or leaves."""
    return standing_of(workspace_id).is_read_only


def invoices() -> QuerySet[Invoice]:
    """The entered workspace's invoices, the newest first."""
    return Invoice.objects.order_by("-issued_at", "-invoice_id")


def usage_of(workspace_id: UUID, today: date) -> tuple[Use, ...]:
    """What is used of each resource, how much is included, and where the month will end."""
    plan = standing_of(workspace_id).plan
    with inside(workspace_id):
        counts = counted(Resource.MEMBERS, Resource.SOURCES, Resource.MONITORS)
        days = list(UsedDay.objects.filter(on__gte=today.replace(day=1)).order_by("on"))
    return uses(plan, counts, days, today)


def stripe_events(state: str = "") -> QuerySet[StripeEvent]:
    """Stripe's messages of all workspaces, the newest first, for our own staff: ids and states."""
    rows = StripeEvent.objects.order_by("-received_at")
    return rows.filter(state=state) if state else rows


def troubled_events() -> QuerySet[StripeEvent]:
    """Those that failed, or that belong to no customer we know: somebody should look."""
    return stripe_events().filter(state__in=[EventState.FAILED, EventState.UNKNOWN_CUSTOMER])


def _unwritten_trial(workspace_id: UUID) -> Subscription:
    """As it will be written when the workspace asks for something first."""
    workspace = Workspace.objects.get(pk=workspace_id)
    return Subscription(
        plan_key=TRIAL_PLAN.key,
        status=SubscriptionStatus.TRIALING,
        trial_ends_at=trial_end(workspace.created_at),
    )
