"""The end of somebody's access, in one transaction: place, keys, invitations, sessions."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from accounts.errors import Refused
from accounts.models import Membership, User
from accounts.scim.errors import NOT_IN_THIS_STATE, ScimError
from accounts.services.members import end_membership
from accounts.tenancy import require_workspace_id


def end_access(user: User) -> None:
    """Nothing opens for them any more; raises ScimError for the last owner. Lock members first.

    Their sessions end in every workspace: a company that says "stop" means the browser, too.
    """
    member = (
        Membership.objects.select_related("user", "workspace")
        .filter(workspace_id=require_workspace_id(), user=user)
        .first()
    )
    if member is None:
        return
    try:
        end_membership(member, is_self=False)
    except Refused as refused:
        raise ScimError(refused.message, kind=NOT_IN_THIS_STATE, advice=refused.advice) from refused
    rows = UserSession.objects.filter(user=user)
    Session.objects.filter(session_key__in=rows.values_list("session_key", flat=True)).delete()
    rows.delete()
