"""The public pages: each says what is there now, in the visitor's language."""

from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.doors import LAST_WORKSPACE, public
from accounts.maintenance import planned
from accounts.selectors import home_membership, workspace_home
from accounts.zones import HOME
from billing.entitlements import price_page
from enquiries.site import lateness, standing
from enquiries.site.health import forget_parts, parts_now
from enquiries.site.machines import SECURITY_CONTACT


@require_safe
@public
def landing(request: Any) -> HttpResponseBase:
    """What the product does; whoever is logged in goes on to their workspace."""
    if not request.user.is_authenticated:
        return render(request, "enquiries/site/landing.html")
    place = home_membership(request.user, request.COOKIES.get(LAST_WORKSPACE))
    return redirect(workspace_home(place.workspace) if place else "accounts:create_workspace")


@require_safe
@public
def pricing(request: Any) -> HttpResponseBase:
    """What the plans cost, in the currency and for the members that the address says."""
    return render(request, "enquiries/site/pricing.html", {"page": price_page(request.GET)})


@require_safe
@public
def security(request: Any) -> HttpResponseBase:
    """What keeps customers' data safe, and how to report a weakness."""
    return render(request, "enquiries/site/security.html", {"contact": SECURITY_CONTACT})


@require_safe
@public
def status(request: Any) -> HttpResponseBase:
    """How the service does; needs neither database nor broker, and says when they are away."""
    past = _past()
    parts = standing.parts_in_words(parts_now())
    is_well = all(part.is_well for part in parts)
    context = {"parts": parts, "is_well": is_well, "planned": planned(), "zone": HOME, **past}
    answer = render(request, "enquiries/site/status.html", context)
    answer.status_code = 200 if past else 503
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _past() -> dict[str, Any]:
    """What the database knows of the service; nothing where it does not answer."""
    if parts_now().get("database") != "ok":
        return {}
    try:
        days, said = standing.history(timezone.now()), standing.said_of_late()
        fresh = lateness.standing_of_sources(timezone.now())
    except (OperationalError, InterfaceError):
        # It has gone since the parts were asked.
        forget_parts()
        return {}
    share = standing.whole_share(days)
    still = [one for one in said if one.resolved_at is None]
    return {
        "days": days,
        "sources": fresh,
        "missing": [day for day in reversed(days) if day.tone in ("warn", "bad")],
        "percent": None if share is None else 100 * share,
        "open": still,
        "is_planned": all(one.is_planned for one in still),
        "over": [one for one in said if one.resolved_at is not None],
    }
