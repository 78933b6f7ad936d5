"""Mail about the end of a contract: owners hear all of it, members what it means for them."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.models import Closure, Membership, Role, Workspace
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


def mail_members(workspace: Workspace, *, closure: Closure | None) -> None:
    """Tell everybody else until when they can take along what is theirs; None: that it stays."""
    others = Membership.objects.filter(workspace=workspace).exclude(role=Role.OWNER)
    told = {"workspace": workspace, "closure": closure}
    for email, language in others.order_by("joined_at").values_list(
        "user__email", "user__language"
    ):
        with translation.override(language):
            queue_mail(compose_mail("privacy/closing/member", to=email, values=told))
