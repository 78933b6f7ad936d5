"""Tells the owners that an invoice is open: at once, in a week, before and at the end of grace."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone, translation

from accounts.audit import record
from accounts.languages import numbers_for
from accounts.models import Membership, Role, Workspace
from accounts.notify import compose_mail, queue_mail
from accounts.tenancy import in_each_workspace, require_workspace_id
from billing.models import Invoice, Subscription
from billing.plans import CATALOGUE, money_text
from billing.standing import GRACE_DAYS, grace_until

# Days since the invoice was due; a mail each. The last one says that the grace is over.
STEPS = (0, 7, 12, GRACE_DAYS)


def remind_of_payment() -> int:
    """Send what is due in each workspace; how many reminders."""
    return in_each_workspace(_remind)


def due_step(since: datetime, now: datetime) -> int:
    """How many reminders should have left by now."""
    return sum(since + timedelta(days=days) <= now for days in STEPS)


def _remind() -> int:
    """One mail, the newest of those that are due: nobody is sent three at once after an outage."""
    row = Subscription.objects.select_for_update().exclude(past_due_since=None).first()
    if row is None or row.past_due_since is None or grace_until(row) is None:
        return 0
    step = due_step(row.past_due_since, timezone.now())
    if step <= row.dunning_step:
        return 0
    row.dunning_step = step
    row.save(update_fields=["dunning_step"])
    _write(row, step)
    record("subscription.reminded", row, step=step)
    return 1


def _write(row: Subscription, step: int) -> None:
    workspace = Workspace.objects.get(pk=require_workspace_id())
    owners = Membership.objects.filter(workspace=workspace, role=Role.OWNER)
    opened = Invoice.objects.filter(status="open", amount_due__gt=0).order_by("issued_at").first()
    for owner in owners.select_related("user").order_by("joined_at"):
        with translation.override(owner.user.language), numbers_for(owner.user.email):
            values = {
                "workspace": workspace,
                "plan": CATALOGUE[row.plan_key].name,
                "amount": money_text(opened.amount_due, opened.currency) if opened else "",
                "until": grace_until(row),
                "is_last": step == len(STEPS),
                "url": f"{settings.PUBLIC_URL.rstrip('/')}/w/{workspace.slug}/settings/billing/",
            }
            queue_mail(compose_mail("billing/dunning", to=owner.user.email, values=values))
