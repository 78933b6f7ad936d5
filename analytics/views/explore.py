"""The explorer: one chart, one table, the question in words above them; the same as a file."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.doors import MemberRequest, requires
from accounts.permissions import Permission
from accounts.security import tell_of_export
from analytics.exploring.address import ExploreAddress, Show, read_explore
from analytics.exploring.answer import Explored, explore
from analytics.exploring.builder import read_form
from analytics.exploring.charts import chart
from analytics.exploring.flat import filters_of
from analytics.exploring.meaning import question_of
from analytics.exploring.page import Remark, controls, own_remarks, remarks_of, suggestions
from analytics.exploring.table import table
from analytics.exploring.words import names_in, question, rows_words
from analytics.metrics import CATALOGUE
from analytics.models import SavedReport
from analytics.pages.agreeing import trust_mark
from analytics.pages.filters import date_range
from analytics.pages.happenings import happenings_of, lines, marked
from analytics.queries import Filters, fiscal_year, source_states
from analytics.queries.found import TooMany
from analytics.reports.asking import is_same, report_of
from analytics.services.explorations import export_csv, export_xlsx
from analytics.trust.control import agreement
from analytics.trust.foretold import foretell
from analytics.trust.meaning import meanings
from analytics.views.noting import noting
from analytics.views.trust import today_of

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def explore_address(request: MemberRequest) -> ExploreAddress:
    """What the request asks for, by today's date in the workspace's zone; inside of it."""
    workspace = request.workspace
    fiscal = fiscal_year(workspace)
    return read_explore(request.GET, today_of(request), fiscal, workspace.week_start)


@require_safe
@requires(Permission.VIEW_NUMBERS)
def explorer(request: MemberRequest) -> HttpResponseBase:
    """The page; a filled-in form leads to the address that says the same."""
    address = explore_address(request)
    form = read_form(request.GET, address) if "ask" in request.GET else None
    if form is not None and not form.is_wrong:
        return redirect(request.path + form.query)
    names = names_in(address.where)
    context: dict[str, Any] = {
        "address": address,
        "range": date_range(address, today_of(request)),
        "question": question(address, names, request.workspace.currency),
        "form": form,
        "state": address.with_(),
        "report": (report := report_of(request)),
        "asked": (asked := address.with_(report=None).lstrip("?")),
        "is_changed": report is not None and not is_same(report, asked),
        "troubles": address.troubles,
        "suggestions": suggestions(),
        "can_export": Permission.EXPORT_NUMBERS in request.permissions,
        "can_define": Permission.DEFINE_NUMBERS in request.permissions,
        "can_connect": Permission.MANAGE_SOURCES in request.permissions,
        **controls(address, names, form),
        **_answer(request, address, report),
    }
    return render(request, "analytics/explore.html", context)


def _answer(
    request: MemberRequest, address: ExploreAddress, report: SavedReport | None
) -> dict[str, Any]:
    """Chart and table, or what stands in the way of them."""
    sources = source_states()
    if not sources:
        return {"has_sources": False}
    if address.asked is None:
        return {"has_sources": True, "stop": "unfit"}
    try:
        explored = explore(address.asked, request.workspace, sources)
    except TooMany:
        return {"has_sources": True, "stop": "many"}
    return {
        "has_sources": True,
        "explored": explored,
        **_drawn(request, address, explored),
        "table": table(explored, address, request.workspace.slug),
        "rows_words": rows_words(explored.count, len(explored.lines)),
        "remarks": [
            *remarks_of(explored),
            *_of_report(address, report, request.workspace.slug),
        ],
    }


def _of_report(address: ExploreAddress, report: SavedReport | None, slug: str) -> list[Remark]:
    """Of a saved one, what means something else since lately, or since it was saved."""
    told = meanings([question_of(address)]) if report else ()
    since = report.changed_at if report and not any(one.metric for one in told) else None
    metrics = [CATALOGUE[key] for key in address.metrics]
    return [
        *(Remark(one.text, url=one.url(slug)) for one in told),
        *own_remarks(metrics, since),
    ]


def _drawn(request: MemberRequest, address: ExploreAddress, explored: Explored) -> dict[str, Any]:
    """The chart, as far as its days can be trusted, and what happened on them."""
    workspace, slug, metric = request.workspace, request.workspace.slug, explored.exploration.metric
    filters = filters_of(address.where)
    if address.show is Show.TABLE:
        return {"chart": None}
    found = agreement(metric.sides, address.period, filters or Filters())
    mark = trust_mark(found, address.period, slug)
    told = None
    if address.show is Show.SERIES and filters is not None:
        told = foretell(metric, address.period, filters, workspace)
    drawn = chart(explored, address, workspace, mark, told)
    if drawn is None or drawn.data.get("x_kind") != "day":
        return {"chart": drawn}
    happened = happenings_of(metric, address.period, filters, workspace)
    drawn = marked(drawn, happened, slug)
    drawn.data["chooses_day"] = Permission.DEFINE_NUMBERS in request.permissions
    return {
        "chart": drawn,
        **lines(happened, slug, explored.currency),
        "noting": noting(request, address.with_(), "drawn", address.period.last_on),
    }


@require_safe
@requires(Permission.EXPORT_NUMBERS)
def explore_export(request: MemberRequest, kind: str) -> HttpResponseBase:
    """What is seen, as CSV or XLSX."""
    address = explore_address(request)
    if address.asked is None:
        return HttpResponse(address.unfit, status=400, content_type="text/plain")
    try:
        explored = explore(address.asked, request.workspace)
    except TooMany:
        return HttpResponse(status=400)
    tell_of_export("numbers", workspace=request.workspace, by=request.user)
    return _file(request, address, explored, kind)


def _file(
    request: MemberRequest, address: ExploreAddress, explored: Explored, kind: str
) -> HttpResponse:
    workspace = request.workspace
    if kind == "xlsx":
        words = question(address, names_in(address.where), workspace.currency)
        body: Any = export_xlsx(explored=explored, question=words, workspace=workspace)
    else:
        body = export_csv(explored=explored)
    name = f"{workspace.slug}-explore-{address.period.first_on}.{kind}"
    return HttpResponse(
        body,
        content_type=_XLSX if kind == "xlsx" else "text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
