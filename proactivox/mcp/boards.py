"""What an assistant can ask about what people look at: dashboards and saved reports, as numbers."""

from typing import Any

from accounts.api_keys import KeyHolder
from accounts.permissions import Permission
from analytics.dashboards.reading import dashboard_for, dashboards_for
from analytics.programs.dashboards import ContentsSerializer, DashboardSerializer, contents_shown
from analytics.programs.saved_reports import (
    SavedAnswerSerializer,
    SavedReportSerializer,
    answer_shown,
    report_of,
)
from analytics.reports.keeping import reports_of
from proactivox.mcp.tool import OF_ONE, Asked, Tool, id_in, plain, takes_nothing

_MOST = 100


def _list_dashboards(holder: KeyHolder, asked: Asked) -> dict[str, Any]:
    takes_nothing(asked)
    rows = dashboards_for(holder.membership.role, holder.api_key.created_by_id)
    found = list(rows.order_by("-id")[: _MOST + 1])
    said = DashboardSerializer(found[:_MOST], many=True).data
    return plain({"dashboards": said, "has_more": len(found) > _MOST})


def _read_dashboard(holder: KeyHolder, asked: Asked) -> dict[str, Any]:
    row = dashboard_for(id_in(asked), holder.membership.role, holder.api_key.created_by_id)
    return plain(ContentsSerializer(contents_shown(row, holder.workspace)).data)


def _list_reports(holder: KeyHolder, asked: Asked) -> dict[str, Any]:
    takes_nothing(asked)
    found = list(reports_of(holder.api_key.created_by_id).order_by("-id")[: _MOST + 1])
    said = SavedReportSerializer(found[:_MOST], many=True).data
    return plain({"reports": said, "has_more": len(found) > _MOST})


def _read_report(holder: KeyHolder, asked: Asked) -> dict[str, Any]:
    row = report_of(id_in(asked), holder.api_key.created_by_id)
    return plain(SavedAnswerSerializer(answer_shown(row, holder.workspace)).data)


TOOLS = {
    "list_dashboards": Tool(
        "Dashboards",
        f"The newest {_MOST} dashboards that whoever made the key sees.",
        Permission.VIEW_NUMBERS,
        _list_dashboards,
    ),
    "read_dashboard": Tool(
        "One dashboard",
        "What each of its tiles shows today, as numbers, or why it shows nothing.",
        Permission.VIEW_NUMBERS,
        _read_dashboard,
        takes=OF_ONE,
    ),
    "list_reports": Tool(
        "Saved reports",
        f"The newest {_MOST} saved questions that whoever made the key sees.",
        Permission.VIEW_NUMBERS,
        _list_reports,
    ),
    "read_report": Tool(
        "One saved report",
        "Its answer of today: rows, all others as one, all together, and why a value is missing.",
        Permission.VIEW_NUMBERS,
        _read_report,
        takes=OF_ONE,
    ),
}
