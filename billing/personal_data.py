"""What billing holds of people: whom Stripe writes to for a workspace, by their ids alone."""

from collections.abc import Mapping

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop as _

from accounts.egress import Recipient
from accounts.models import Membership, Role, User, Workspace
from accounts.subjects import Collected, Erased, Subject, plain_rows
from accounts.tenancy import current_workspace_id
from billing.classifications import CLASSIFICATIONS, KEEP_ACCOUNTS, REACH_PAYER, RETENTION
from billing.gateway import STRIPE
from billing.models import StripeCustomer
from billing.readers import READERS

__all__ = ["CLASSIFICATIONS", "READERS", "RETENTION", "collect", "erase", "recipients"]

_TABLE = "billing.stripecustomer"
_SHOWN = ("customer_id", "created_at")
_GROUND = _(
    "GDPR Art. 17(3)(b): the Danish Bookkeeping Act has invoices and whose they are kept for five "
    "years. The id of the workspace's customer at Stripe stays, without the person's login."
)
_OWNER_GROUND = _("The only owner of a workspace that is paid for: hand it over or close it first.")


def recipients() -> Mapping[str, tuple[Recipient, ...]]:
    """{purpose: who else receives what is kept for it}."""
    return {KEEP_ACCOUNTS: (STRIPE,), REACH_PAYER: (STRIPE,)}


def collect(subject: Subject) -> tuple[Collected, ...]:
    """For which customers at Stripe a user of ours is the one whom Stripe writes to."""
    if current_workspace_id() is not None:
        return ()
    rows = plain_rows(_customers_of(subject).values(*_SHOWN))
    return (Collected(_TABLE, rows),) if rows else ()


def erase(subject: Subject) -> tuple[Erased, ...]:
    """Have Stripe write to another owner; whose only owner it is keeps their address there."""
    if current_workspace_id() is not None:
        return ()
    freed = kept = 0
    for customer in _customers_of(subject):
        if _has_another_owner(customer) or not _is_there(customer):
            # The next night has Stripe write to another owner.
            StripeCustomer.objects.filter(pk=customer.pk).update(contact_ref=None)
            freed += 1
        else:
            kept += 1
    if not freed and not kept:
        return ()
    return (Erased(_TABLE, freed, freed + kept, _OWNER_GROUND if kept else _GROUND, freed),)


def _customers_of(subject: Subject) -> QuerySet[StripeCustomer]:
    wanted = Q(email__in=subject.emails) | Q(emailaddress__email__in=subject.emails)
    if subject.user_id is not None:
        wanted |= Q(pk=subject.user_id)
    users = User.objects.filter(wanted).values_list("pk", flat=True)
    return StripeCustomer.objects.filter(contact_ref__in=list(users))


def _is_there(customer: StripeCustomer) -> bool:
    return Workspace.objects.filter(pk=customer.workspace_ref).exists()


def _has_another_owner(customer: StripeCustomer) -> bool:
    owners = Membership.objects.filter(workspace_id=customer.workspace_ref, role=Role.OWNER)
    return owners.exclude(user=customer.contact_ref).exists()
