"""What the shell shows around a page: navigation, switcher; only links that lead somewhere."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from accounts.announcements.reading import waiting_for
from accounts.doors import LAST_WORKSPACE, closure_of
from accounts.models import Membership
from accounts.models.support import ASKED_FOR
from accounts.permissions import Permission, grants
from accounts.selectors import memberships_of
from accounts.support.entry import grant_of
from billing.pages.banner import Banner, banner_of
from privacy.policies.showing import unseen_version


@dataclass(frozen=True)
class NavigationItem:
    """One link of the left navigation."""

    label: str
    url: str
    icon: str
    group: str
    is_current: bool
    count: int = 0


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
    linked to has no address above the others. `is_house` is for pages of Proactivox's own.
    """

    name: str
    label: str
    icon: str
    permission: Permission
    within: str = ""
    is_house: bool = False


_SEE, _SOURCES = Permission.VIEW_NUMBERS, Permission.VIEW_SOURCES
_DEFINE, _PRIVACY = Permission.DEFINE_NUMBERS, Permission.MANAGE_PRIVACY
_MANAGE, _KEYS = Permission.MANAGE_WORKSPACE, Permission.MANAGE_API_KEYS
_PEOPLE, _TRAIL, _JOBS = Permission.VIEW_MEMBERS, Permission.VIEW_AUDIT, Permission.MANAGE_JOBS
_HOOKS = Permission.MANAGE_WEBHOOKS
_LOOKS = Permission.GRANT_SUPPORT
_TICKETS, _NEWS = Permission.ANSWER_TICKETS, Permission.SEND_NEWSLETTERS
_BOOKINGS, _SECURE = Permission.MANAGE_BOOKINGS, Permission.SECURE_WORKSPACE
_BILLING = Permission.MANAGE_BILLING
# {title of the group: its pages in the order shown}
_ITEMS: dict[str, tuple[_Item, ...]] = {
    "": (
        _Item("analytics:overview", gettext_noop("Overview"), "layout-dashboard", _SEE),
        _Item("analytics:dashboards", gettext_noop("Dashboards"), "layout-grid", _SEE),
        _Item("analytics:explore", gettext_noop("Explore"), "compass", _SEE),
        _Item("analytics:pipeline", gettext_noop("Pipeline"), "chart-funnel", _SEE),
        _Item("analytics:budgets", gettext_noop("Budgets"), "target", _SEE),
        _Item("analytics:monitors", gettext_noop("Monitors"), "activity", _SEE),
        _Item("analytics:incidents", gettext_noop("Incidents"), "alert-triangle", _SEE),
        _Item("accounts:inbox", gettext_noop("Inbox"), "bell", _SEE),
        _Item("analytics:automations", gettext_noop("Automations"), "robot", _SEE),
        _Item("integrations:actions", gettext_noop("Actions"), "list-check", _SEE),
        _Item("analytics:sent_reports", gettext_noop("Reports"), "file-text", _SEE),
        _Item("integrations:sources", gettext_noop("Sources"), "plug", _SOURCES),
        _Item("analytics:data", gettext_noop("Data"), "database", _SOURCES),
    ),
    gettext_noop("Enquiries"): (
        _Item("enquiries:tickets", gettext_noop("Tickets"), "ticket", _TICKETS, is_house=True),
        _Item("enquiries:bookings", gettext_noop("Bookings"), "calendar", _BOOKINGS, is_house=True),
        _Item(
            *("enquiries:staff_webinars", gettext_noop("Webinars"), "presentation", _BOOKINGS),
            is_house=True,
        ),
        _Item("enquiries:newsletters", gettext_noop("Newsletters"), "mail", _NEWS, is_house=True),
        _Item(
            "enquiries:notices", gettext_noop("Disturbances"), "activity", _TICKETS, is_house=True
        ),
    ),
    gettext_noop("Settings"): (
        _Item("accounts:settings", gettext_noop("Workspace"), "settings", _MANAGE),
        _Item("accounts:rules", gettext_noop("Security"), "shield-lock", _SECURE),
        _Item("analytics:metrics", gettext_noop("Metrics"), "gauge", _SEE),
        _Item("analytics:stages", gettext_noop("Lead stages"), "chart-funnel", _DEFINE),
        _Item("analytics:matches", gettext_noop("Campaign mapping"), "link", _DEFINE),
        _Item("accounts:members", gettext_noop("Members"), "users", _PEOPLE),
        _Item("billing:overview", gettext_noop("Billing"), "credit-card", _BILLING),
        _Item("accounts:sso", gettext_noop("Single sign-on"), "building", _SECURE),
        _Item("accounts:directory", gettext_noop("Directory"), "users", _SECURE),
        _Item("accounts:api_keys", gettext_noop("API keys"), "key", _KEYS),
        _Item("accounts:channels", gettext_noop("Channels"), "speakerphone", _HOOKS),
        _Item("accounts:webhooks", gettext_noop("Webhooks"), "webhook", _HOOKS),
        _Item("accounts:audit", gettext_noop("Audit trail"), "list-check", _TRAIL),
        _Item("accounts:jobs", gettext_noop("Jobs"), "activity", _JOBS),
        _Item("accounts:support_access", gettext_noop("Access of Proactivox"), "lock", _LOOKS),
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
        _Item("policies:agreement", gettext_noop("Agreement"), "clipboard-check", _PRIVACY),
        _Item("policies:changes", gettext_noop("Subprocessors"), "building", _PRIVACY),
        _Item("privacy_retention:page", gettext_noop("Retention"), "clock", _PRIVACY),
        _Item("privacy:records", gettext_noop("Processing records"), "file-text", _PRIVACY),
        _Item("privacy:readings", gettext_noop("Reading log"), "eye", _PRIVACY),
        _Item(
            "privacy_consent:proof",
            gettext_noop("Consents"),
            "clipboard-check",
            _PRIVACY,
            is_house=True,
        ),
        _Item("privacy_consent:usage", gettext_noop("Usage"), "chart-bar", _PRIVACY, is_house=True),
    ),
}


# In the place of a workspace's own; none is written so.
_SLUG = "--slug--"


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
            {
                "name": p.workspace.name,
                "slug": p.workspace.slug,
                "url": _home(p),
                "logo_url": p.workspace.logo_url,
            }
            for p in places
        ],
        "workspace_create_url": reverse("accounts:create_workspace"),
        "billing_banner": _banner(request),
        "closing_on": closure.erase_after if (closure := closure_of(request)) else None,
        "support": _support(request, here),
        "announcements": waiting_for(user),
        "coming_policy": unseen_version(user.pk, (get_language() or "en")[:2]),
        "navigation": _navigation(request, here) if here else [],
        "user_links": [
            Link(_("Your settings"), reverse("accounts:profile"), "user-circle"),
            Link(_("Password and log-in"), reverse("mfa_index"), "shield-lock"),
            Link(_("Notices from us"), reverse("accounts:announcements"), "bell"),
            Link(_("Ask our support"), reverse("enquiries:support"), "headset"),
        ],
    }


def _banner(request: Any) -> Banner | None:
    """What billing has to say on the pages of a workspace; nothing while it closes."""
    workspace = getattr(request, "workspace", None)
    if workspace is None or closure_of(request):
        return None
    return banner_of(workspace.pk, workspace.slug, request.permissions)


def _shows_shell(request: Any) -> bool:
    """Pages of a workspace and of the person; public ones ask for nothing."""
    return hasattr(request, "workspace") or request.path.startswith(("/accounts/", "/workspaces/"))


def _here(request: Any, places: list[Membership]) -> Membership | None:
    """The workspace of the page, else the one last used: one's own settings keep it around them."""
    known = getattr(request, "workspace", None)
    if grant_of(request) is not None:
        visit: Membership = request.membership
        return visit
    wanted = str(known.pk) if known else request.COOKIES.get(LAST_WORKSPACE)
    found = [place for place in places if str(place.workspace_id) == wanted]
    return next(iter(found or places), None)


def _home(place: Membership) -> str:
    return reverse("accounts:home", kwargs={"slug": place.workspace.slug})


def _support(request: Any, here: Membership | None) -> dict[str, Any]:
    """Who of ours looks or asks, told on every page: `mine` for one who looks, else the members."""
    if (grant := grant_of(request)) is not None:
        return {"mine": grant}
    if here is None:
        return {}
    workspace, now = here.workspace, timezone.now()
    asked_at = workspace.support_asked_at
    may_decide = Permission.GRANT_SUPPORT in grants(here.role)
    return {
        "until": until if (until := workspace.support_until) and until > now else None,
        "is_asked": may_decide and bool(asked_at and now < asked_at + ASKED_FOR),
        "url": _url("accounts:support_access", workspace.slug) if may_decide else "",
    }


def _navigation(request: Any, here: Membership) -> list[NavigationItem]:
    allowed = request.permissions if grant_of(request) else grants(here.role)
    slug = here.workspace.slug
    found = [
        (group, item, url, _home(here) + item.within if item.within else url)
        for group, items in _ITEMS.items()
        for item in items
        if item.permission in allowed
        and (here.workspace.is_house or not item.is_house)
        and (url := _url(item.name, slug))
    ]
    counts = {
        "accounts:inbox": here.unread,
        "analytics:incidents": here.workspace.open_incidents,
    }
    # The longest address that leads here: /settings/ is also the start of its siblings.
    leading = (start for *_rest, start in found if request.path.startswith(start))
    current = max(leading, key=len, default="")
    return [
        NavigationItem(
            *(_(item.label), url, item.icon, _(group) if group else "", start == current),
            count=counts.get(item.name, 0),
        )
        for group, item, url, start in found
    ]


def _url(name: str, slug: str) -> str:
    return _pattern(name).replace(_SLUG, slug)


@cache
def _pattern(name: str) -> str:
    """The address in any workspace, looked up once a process and not for each entry of a page."""
    try:
        return reverse(name, kwargs={"slug": _SLUG})
    except NoReverseMatch:
        return ""
