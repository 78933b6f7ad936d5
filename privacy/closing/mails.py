"""Mail about the end of a contract, to the owners alone, each in their own language."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.models import Membership, Role, Workspace
from accounts.notify import compose_mail, queue_mail


def owners_of(workspace: Workspace) -> list[tuple[str, str]]:
    """(address, language) of each owner."""
    owners = Membership.objects.filter(workspace=workspace, role=Role.OWNER).order_by("joined_at")
    return list(owners.values_list("user__email", "user__language"))


def mail_owners(workspace: Workspace, news: str, **values: Any) -> None:
    """Tell every owner; `news` is asked, ready or cancelled."""
    url = settings.PUBLIC_URL.rstrip("/") + reverse("privacy:closing", args=[workspace.slug])
    for email, language in owners_of(workspace):
        with translation.override(language):
            told = {"workspace": workspace, "news": news, "url": url, **values}
            queue_mail(compose_mail("privacy/closing/owner", to=email, values=told))
