"""Mails about looks: the workspace's owners and admins are told, and so is who asked."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.models import AccessGrant, User, Workspace
from accounts.notify import compose_mail, queue_mail
from accounts.permissions import Permission
from accounts.selectors import members_who_may


def tell_workspace(workspace: Workspace, grant: AccessGrant, who: User) -> None:
    """That one of ours asks for a look, or has begun one that was allowed beforehand."""
    values = {"workspace": workspace, "grant": grant, "who": who, "url": page_of(workspace)}
    for member in members_who_may(Permission.GRANT_SUPPORT):
        with translation.override(member.user.language):
            queue_mail(compose_mail("emails/support_asked", to=member.user.email, values=values))


def tell_staff(workspace: Workspace, grant: AccessGrant) -> None:
    """What was decided, to who asked."""
    who = User.objects.filter(pk=grant.staff_id).first()
    if who is None:
        return
    url = f"{settings.PUBLIC_URL.rstrip('/')}/w/{workspace.slug}/"
    values = {"workspace": workspace, "grant": grant, "url": url}
    with translation.override(who.language):
        queue_mail(compose_mail("emails/support_decided", to=who.email, values=values))


def page_of(workspace: Workspace) -> str:
    """Where a workspace's people allow, refuse and end looks."""
    path = reverse("accounts:support_access", args=[workspace.slug])
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"
