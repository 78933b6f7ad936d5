"""What the shell shows around a page: navigation, switcher; only links that lead somewhere."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.doors import LAST_WORKSPACE, closure_of
from accounts.models import Membership
from accounts.permissions import Permission, grants
from accounts.selectors import memberships_of


@dataclass(frozen=True)
class NavigationItem:
    """One link of the left navigation."""

    label: str
    url: str
    icon: str
    group: str
    is_current: bool


@dataclass(frozen=True)
class Link:
    """One link of a menu."""

    label: str
    url: str
    icon: str = ""


@dataclass(frozen=True)
class _Item:
    """A page's line in the navigation; one that is not wired is left out.

    `within` is the part of the address that all pages of a folder share, where the one that is
    linked to has no address above the others.
    """

    name: str
    label: str
    icon: str
    permission: Permission
    within: str = ""


_SEE, _SOURCES = Permission.VIEW_NUMBERS, Permission.VIEW_SOURCES
_DEFINE, _PRIVACY = Permission.DEFINE_NUMBERS, Permission.MANAGE_PRIVACY
_MANAGE, _KEYS = Permission.MANAGE_WORKSPACE, Permission.MANAGE_API_KEYS
_PEOPLE, _TRAIL, _JOBS = Permission.VIEW_MEMBERS, Permission.VIEW_AUDIT, Permission.MANAGE_JOBS
# {title of the group: its pages in the order shown}
_ITEMS: dict[str, tuple[_Item, ...]] = {
    "": (
        _Item("analytics:overview", gettext_noop("Overview"), "layout-dashboard", _SEE),
        _Item("integrations:sources", gettext_noop("Sources"), "plug", _SOURCES),
        _Item("analytics:data", gettext_noop("Data"), "database", _SOURCES),
    ),
    gettext_noop("Settings"): (
        _Item("accounts:settings", gettext_noop("Workspace"), "settings", _MANAGE),
        _Item("analytics:stages", gettext_noop("Lead stages"), "chart-funnel", _DEFINE),
        _Item("analytics:matches", gettext_noop("Campaign mapping"), "link", _DEFINE),
        _Item("accounts:members", gettext_noop("Members"), "users", _PEOPLE),
        _Item("accounts:api_keys", gettext_noop("API keys"), "key", _KEYS),
        _Item("accounts:audit", gettext_noop("Audit trail"), "list-check", _TRAIL),
        _Item("accounts:jobs", gettext_noop("Jobs"), "activity", _JOBS),
    ),
    gettext_noop("Privacy"): (
        _Item("privacy_requests:desk", gettext_noop("Requests"), "user-shield", _PRIVACY),
        _Item(
            "privacy_restrictions:list", gettext_noop("Restricted people"), "player-pause", _PRIVACY
        ),
        _Item(
            "privacy_registers:breach_list",
            gettext_noop("Registers"),
            "archive",
            _PRIVACY,
            within="settings/privacy/registers/",
        ),
        _Item("integrations:quarantine", gettext_noop("Quarantine"), "shield-lock", _PRIVACY),
        _Item("privacy:numbers", gettext_noop("Numbers left out"), "lock", _PRIVACY),
        _Item("privacy:instructions", gettext_noop("Instructions"), "clipboard", _PRIVACY),
        _Item("privacy_retention:page", gettext_noop("Retention"), "clock", _PRIVACY),
        _Item("privacy:records", gettext_noop("Processing records"), "file-text", _PRIVACY),
        _Item("privacy:readings", gettext_noop("Reading log"), "eye", _PRIVACY),
    ),
}


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context for templates/shell.html; without navigation for people without a workspace."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not _shows_shell(request):
        return {}
    places = list(memberships_of(user))
    here = _here(request, places)
    return {
        "workspace": here.workspace if here else None,
        "workspaces": [
            {"name": p.workspace.name, "slug": p.workspace.slug, "url": _home(p)} for p in places
        ],
        "workspace_create_url": reverse("accounts:create_workspace"),
        "closing_on": closure.erase_after if (closure := closure_of(request)) else None,
        "navigation": _navigation(request, here) if here else [],
        "user_links": [
            Link(_("Your settings"), reverse("accounts:profile"), "user-circle"),
            Link(_("Password and log-in"), reverse("mfa_index"), "shield-lock"),
        ],
    }


def _shows_shell(request: Any) -> bool:
    """Pages of a workspace and of the person; public ones ask for nothing."""
    return hasattr(request, "workspace") or request.path.startswith(("/accounts/", "/workspaces/"))


def _here(request: Any, places: list[Membership]) -> Membership | None:
    """The workspace of the page, else the one last used: one's own settings keep it around them."""
    known = getattr(request, "workspace", None)
    wanted = str(known.pk) if known else request.COOKIES.get(LAST_WORKSPACE)
    found = [place for place in places if str(place.workspace_id) == wanted]
    return next(iter(found or places), None)


def _home(place: Membership) -> str:
    return reverse("accounts:home", kwargs={"slug": place.workspace.slug})


def _navigation(request: Any, here: Membership) -> list[NavigationItem]:
    allowed, slug = grants(here.role), here.workspace.slug
    found = [
        (group, item, url, _home(here) + item.within if item.within else url)
        for group, items in _ITEMS.items()
        for item in items
        if item.permission in allowed and (url := _url(item.name, slug))
    ]
    # The longest address that leads here: /settings/ is also the start of its siblings.
    leading = (start for *_rest, start in found if request.path.startswith(start))
    current = max(leading, key=len, default="")
    return [
        NavigationItem(_(item.label), url, item.icon, _(group) if group else "", start == current)
        for group, item, url, start in found
    ]


def _url(name: str, slug: str) -> str:
    try:
        return reverse(name, kwargs={"slug": slug})
    except NoReverseMatch:
        return ""
