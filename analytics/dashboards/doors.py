"""What the views of boards share: who asks, which board, and how it is said what was done."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.doors import MemberRequest
from accounts.errors import Trouble
from accounts.parts import is_part
from accounts.permissions import Permission
from analytics.dashboards import keeping, reading
from analytics.dashboards.layout import Layout, dump_layout
from analytics.models import Dashboard


def user_of(request: MemberRequest) -> UUID:
    """The id of who asks."""
    found: UUID = request.user.pk
    return found


def who(request: MemberRequest) -> dict[str, Any]:
    """Role and user, as services ask for them."""
    return {"role": request.membership.role, "user_id": user_of(request)}


def found(request: MemberRequest, dashboard_id: UUID) -> Dashboard:
    """The board of an address; Http404 where one does not see it."""
    return reading.dashboard_for(dashboard_id, **who(request))


def can_define(request: MemberRequest) -> bool:
    """Whether one may change boards."""
    return Permission.DEFINE_NUMBERS in request.permissions


def board_url(request: MemberRequest, dashboard_id: UUID, name: str = "dashboard") -> str:
    """The address of a page of a board."""
    words = {"slug": request.workspace.slug, "dashboard_id": dashboard_id}
    return reverse(f"analytics:{name}", kwargs=words)


def whole_number(text: str | None, default: int = 0) -> int:
    """A number of a form, and the default for what is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else default


def made_of(request: MemberRequest, row: Dashboard) -> Layout:
    """The layout that a form was made of: that of its version, whatever counts by now."""
    version = whole_number(request.POST.get("version"), row.version)
    return reading.layout_of(row, version)


def attempt(
    request: MemberRequest,
    act: Callable[[], Any],
    done: str,
    url: str,
    layout: Layout | None = None,
) -> HttpResponseBase:
    """Do it and go to `url`, with words for what was done, or why nothing was."""
    try:
        act()
    except keeping.Outdated as clash:
        return clash_page(request, clash, layout)
    except Trouble as trouble:
        messages.error(request, str(trouble))
        return redirect(url)
    if done:
        messages.success(request, done)
    return redirect(url)


def clash_page(
    request: MemberRequest, clash: keeping.Outdated, layout: Layout | None
) -> HttpResponseBase:
    """Two changed it at the same time: the second is told, and loses nothing."""
    context = {
        "newest": clash.newest,
        "row": clash.newest.dashboard,
        "layout": orjson.dumps(dump_layout(layout)).decode() if layout else "",
        "trouble": str(clash),
        "is_part": is_part(request),
    }
    name = "_clash" if is_part(request) else "clash"
    return render(request, f"analytics/dashboards/{name}.html", context, status=clash.status)


def saved(row: Dashboard) -> str:
    """That it is saved, and as which version."""
    return _("Saved as version %(number)d.") % {"number": row.version}


def put(
    request: MemberRequest, row: Dashboard, layout: Layout, url: str, version: int | None = None
) -> HttpResponseBase:
    """Keep a layout that was made of a version, unless told otherwise of the one the form names."""
    made_of = whole_number(request.POST.get("version")) if version is None else version
    return attempt(
        request,
        lambda: keeping.set_layout(
            dashboard_id=row.pk, layout=layout, version=made_of, **who(request)
        ),
        _("Saved."),
        url,
        layout,
    )
