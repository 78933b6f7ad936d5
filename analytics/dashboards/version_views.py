"""The versions of a board: who set it when, how it stood then, and the way back."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import MemberRequest, requires
from accounts.permissions import Permission
from analytics.dashboards import keeping, reading
from analytics.dashboards.doors import attempt, board_url, can_define, found, who, whole_number
from analytics.dashboards.showing import board_context
from analytics.models import DashboardVersion

_PAGE = 50


@require_safe
@requires(Permission.VIEW_NUMBERS)
def version_list(request: MemberRequest, dashboard_id: UUID) -> HttpResponseBase:
    """All versions, the newest first."""
    row = found(request, dashboard_id)
    rows = DashboardVersion.objects.filter(dashboard=row).select_related("made_by")
    page = Paginator(rows.order_by("-number"), _PAGE).get_page(request.GET.get("page"))
    versions = [(one, len(one.layout.get("tiles", ()))) for one in page.object_list]
    context = {
        "row": row,
        "page_obj": page,
        "versions": versions,
        "can_define": can_define(request),
    }
    return render(request, "analytics/dashboards/versions.html", context)


@require_safe
@requires(Permission.VIEW_NUMBERS)
def version(request: MemberRequest, dashboard_id: UUID, number: int) -> HttpResponseBase:
    """The board as it was set by one of its versions, with the numbers of today."""
    row = found(request, dashboard_id)
    one = reading.version_of(row, number)
    context = {
        "row": row,
        "version": one,
        "can_define": can_define(request),
        **board_context(request, reading.layout_of(row, number)),
    }
    return render(request, "analytics/dashboards/version.html", context)


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def revert_dashboard(request: MemberRequest, dashboard_id: UUID, number: int) -> HttpResponseBase:
    """Set the board as it was; what counts now stays a version."""
    row = found(request, dashboard_id)
    old = reading.layout_of(row, number)
    newest = whole_number(request.POST.get("version"))
    return attempt(
        request,
        lambda: keeping.revert_dashboard(
            dashboard_id=row.pk, number=number, version=newest, **who(request)
        ),
        _("The dashboard is as it was in version %(number)d.") % {"number": number},
        board_url(request, row.pk),
        old,
    )
