"""What billing does in the background; each asks Stripe outside of every transaction."""

from accounts.errors import Trouble
from accounts.jobs import Lease, job_task
from billing.models import EventState, StripeEvent
from billing.services import changing, ending, following, using


@job_task(queue="webhook", max_attempts=12)
def follow_customer(lease: Lease, event_id: str) -> None:
    """Bring a workspace's purchase up to date because of an event, unless another one's job has."""
    event = StripeEvent.objects.filter(pk=event_id).first()
    if event is None or event.state != EventState.RECEIVED:
        return
    try:
        following.follow_workspace(lease.workspace_id)
    except Trouble as trouble:
        if trouble.permanent or lease.attempt >= lease.max_attempts:
            following.note_failure(event_id=event_id, error=str(trouble))
        raise


@job_task(queue="bulk")
def compare_with_stripe(lease: Lease) -> None:
    """The nightly comparison of one workspace; its seats follow its members."""
    following.follow_workspace(lease.workspace_id)
    changing.set_seats(workspace_id=lease.workspace_id)


@job_task(queue="bulk")
def set_seats(lease: Lease) -> None:
    """Pay for as many members as there are."""
    changing.set_seats(workspace_id=lease.workspace_id)


@job_task(queue="bulk")
def end_subscription(lease: Lease) -> None:
    """Renew nothing of a workspace that closes."""
    ending.end_subscription(workspace_id=lease.workspace_id)


@job_task(queue="bulk")
def change_contact(lease: Lease) -> None:
    """Have Stripe write to another owner."""
    ending.change_contact(workspace_id=lease.workspace_id)


@job_task(queue="bulk")
def tell_usage(lease: Lease) -> None:
    """Tell Stripe's meters what was used on the days that they were not told of."""
    using.tell_usage(workspace_id=lease.workspace_id)
