"""What jobs and sweeps do to tell people: of coming policies, of changes, of another agreement."""

from itertools import islice
from uuid import UUID

from accounts.audit import record
from accounts.jobs import Lease, enqueue
from accounts.models import AuditEvent, User, Workspace
from accounts.models.workspace import HOUSE_ID
from accounts.permissions import Permission
from accounts.selectors import members_who_may
from accounts.tenancy import across_workspaces, require_workspace_id
from privacy.models import (
    ChangeSubscriber,
    PolicyKind,
    PolicyShown,
    PolicyVersion,
    ShownBy,
    SubprocessorChange,
)
from privacy.policies.mails import (
    mail_agreement,
    mail_customer,
    mail_subscriber,
    mail_version,
)
from privacy.policies.showing import note_shown
from privacy.policies.subscribing import leave_token

_AT_ONCE = 200


def untold_users(number: int) -> list[User]:
    """Users who got no mail about this version of the privacy policy yet."""
    told = PolicyShown.objects.filter(
        shown_by=ShownBy.MAIL, version__kind=PolicyKind.PRIVACY, version__number=number
    )
    known = set(told.values_list("user_id", flat=True))
    users = User.objects.filter(is_active=True).order_by("joined_at")
    return [user for user in users if user.pk not in known]


def announce_version(lease: Lease, number: int) -> None:
    """Mail every user once, in their language; it is noted with the mail, so none gets a second."""
    rows = {
        row.locale: row
        for row in PolicyVersion.objects.filter(kind=PolicyKind.PRIVACY, number=number)
    }
    waiting = iter(untold_users(number))
    while users := list(islice(waiting, _AT_ONCE)):
        with lease.batch():
            for user in users:
                row = rows.get(user.language) or next(iter(rows.values()))
                note_shown(user.pk, row, ShownBy.MAIL)
                mail_version(user, row)


def tell_subscribers(lease: Lease, change_id: UUID) -> None:
    """A mail to each address that asked for it and confirmed."""
    with lease.batch():
        change = SubprocessorChange.objects.get(pk=change_id)
        for row in ChangeSubscriber.objects.exclude(confirmed_at=None).order_by("confirmed_at"):
            mail_subscriber(row, change, leave_token(row))


def tell_customers(change_id: UUID) -> None:
    """A job in each workspace; no statement spans two."""
    for workspace_id in across_workspaces():
        if workspace_id == HOUSE_ID:
            continue
        enqueue("privacy.tasks.policies.tell_customer", change_id, dedupe_key=str(change_id))


def tell_customer(lease: Lease, change_id: UUID) -> None:
    """Once: the line of the trail is the proof that this customer was told, and when."""
    with lease.batch():
        change = SubprocessorChange.objects.get(pk=change_id)
        target = f"{change._meta.label_lower}:{change.pk}"
        if AuditEvent.objects.filter(action="subprocessor.told", target=target).exists():
            return
        if mail_customer(change):
            record("subprocessor.told", change)


def ask_for_acceptance(row: PolicyVersion) -> int:
    """Mail who may accept it, once for a version; how many."""
    workspace = Workspace.objects.get(pk=require_workspace_id())
    members = members_who_may(Permission.MANAGE_WORKSPACE)
    shown = PolicyShown.objects.filter(
        shown_by=ShownBy.MAIL, version__kind=row.kind, version__number=row.number
    )
    told = set(shown.values_list("user_id", flat=True))
    asked = [member for member in members if member.user_id not in told]
    for member in asked:
        note_shown(member.user_id, row, ShownBy.MAIL)
        mail_agreement(member, row, workspace)
    return len(asked)
