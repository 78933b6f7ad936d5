"""Mail of the registers to those who answer for privacy in the entered workspace."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Membership, Workspace
from accounts.notify import compose_mail, queue_mail
from accounts.permissions import Permission
from accounts.selectors import members_who_may
from accounts.tenancy import require_workspace_id
from privacy.models import RegisterEntry


def mail_handlers(
    entry: RegisterEntry, template: str, values: Callable[[], Mapping[str, Any]]
) -> int:
    """Tell everyone who may keep the registers, each in their language; how many.

    `values` is called in that language, and in the workspace's zone.
    """
    workspace = Workspace.objects.get(pk=require_workspace_id())
    path = reverse(f"privacy_registers:{entry.register}", args=[workspace.slug, entry.pk])
    url = str(settings.PUBLIC_URL).rstrip("/") + path
    people = handlers()
    for member in people:
        with translation.override(member.user.language), timezone.override(workspace.zone):
            context = {"workspace": workspace, "number": entry.number, "url": url, **values()}
            mail = compose_mail(template, to=member.user.email, values=context)
        queue_mail(mail)
    return len(people)


def handlers() -> list[Membership]:
    """Owners, admins and privacy officers of the entered workspace."""
    return members_who_may(Permission.MANAGE_PRIVACY)
