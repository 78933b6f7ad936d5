"""What the shell shows around a page: navigation, switcher; only links that lead somewhere."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.permissions import Permission


@dataclass(frozen=True)
class NavigationItem:
    """One link of the left navigation."""

    label: str
    url: str
    icon: str
    group: str
    is_current: bool


# (url name, label, icon, group, permission)
_ITEMS: tuple[tuple[str, str, str, str, Permission], ...] = ()


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context for templates/shell.html; empty for pages outside of a workspace."""
    workspace = getattr(request, "workspace", None)
    if workspace is None:
        return {}
    memberships = Membership.objects.filter(user=request.user).select_related("workspace")
    return {
        "workspace": workspace,
        "workspaces": [m.workspace for m in memberships.order_by("workspace__name")],
        "navigation": [item for item in _visible(request) if item],
    }


def _visible(request: Any) -> list[NavigationItem]:
    return [
        NavigationItem(
            label=_(label),
            url=url,
            icon=icon,
            group=_(group) if group else "",
            is_current=request.path.startswith(url),
        )
        for name, label, icon, group, permission in _ITEMS
        if permission in request.permissions
        and (url := reverse(name, kwargs={"slug": request.workspace.slug}))
    ]
