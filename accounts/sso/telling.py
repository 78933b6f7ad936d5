"""Mail to all owners of a workspace about its single sign-on."""

from typing import Any

from django.utils import translation

from accounts.models import Membership, Role, User, Workspace
from accounts.notify import compose_mail, queue_mail
from accounts.tenancy import require_workspace_id


def tell_owners(what: str, **values: Any) -> int:
    """Queue emails/sso_<what> to each owner of the entered workspace, in their language."""
    workspace = Workspace.objects.get(pk=require_workspace_id())
    owners = User.objects.filter(
        pk__in=Membership.objects.filter(workspace=workspace, role=Role.OWNER).values("user_id")
    )
    for owner in owners:
        with translation.override(owner.language):
            said = {**values, "workspace": workspace}
            queue_mail(compose_mail(f"emails/sso_{what}", to=owner.email, values=said))
    return len(owners)
