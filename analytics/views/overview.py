"""The overview: what was spent, and what it earned; the same as JSON and as a file."""

import hashlib
from collections.abc import Set
from typing import Any

import orjson
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_safe

from accounts.doors import MemberRequest, requires
from accounts.models import Workspace
from accounts.permissions import Permission
from accounts.security import tell_of_export
from accounts.tenancy import inside
from analytics.address import Address, read_address
from analytics.api_shapes import answer_of
from analytics.budgets.present import present_budget
from analytics.built_in import BUILT_IN
from analytics.exploring.flat import explore_words
from analytics.metrics import Side
from analytics.pages.agreeing import TrustMark, trust_mark
from analytics.pages.attention import concerns, remarks, standing
from analytics.pages.cards import CARDS, INSTEAD, cards
from analytics.pages.charts import STEPS, Chart, funnel, trend, trend_choices
from analytics.pages.filters import chips, date_range, filter_fields
from analytics.pages.happenings import Happenings, happenings_of, lines, marked
from analytics.pages.notices import freshness
from analytics.pages.table_cells import table
from analytics.pages.tables import METRICS, parts
from analytics.queries import MetricQuery, MetricResult, fiscal_year, run_query
from analytics.selectors import open_incidents
from analytics.services.exports import export_parts
from analytics.trust.audit import unmapped
from analytics.trust.control import agreements
from analytics.trust.foretold import foretell, foretold_of
from analytics.views.noting import noting
from analytics.views.trust import audited, today_of
from integrations.models import Campaign

_FILTERS = ("channel", "platform", "lead_source", "campaign")


def address_of(request: MemberRequest) -> Address:
    """What the request asks for, by today's date in the workspace's zone; inside of it."""
    workspace = request.workspace
    fiscal = fiscal_year(workspace)
    return read_address(request.GET, today_of(request), fiscal, workspace.week_start)


def total_of(address: Address, workspace: Workspace) -> MetricResult:
    """What the page shows over the address's days, with its series and comparison."""
    question = MetricQuery(
        metrics=tuple(
            dict.fromkeys((*CARDS, *INSTEAD.values(), *STEPS, *METRICS[address.by], address.trend))
        ),
        period=address.period,
        comparison=address.comparison,
        filters=address.filters,
        granularity=address.granularity,
    )
    return run_query(question, workspace)


@require_safe
@requires(Permission.VIEW_NUMBERS)
def overview(request: MemberRequest) -> HttpResponseBase:
    """The page; whole without scripts, with charts where they run."""
    address, slug = address_of(request), request.workspace.slug
    result = total_of(address, request.workspace)
    context: dict[str, Any] = {
        "address": address,
        "range": date_range(address, today_of(request)),
        "freshness": freshness(result),
        "has_sources": bool(result.sources),
    }
    if result.sources:
        found = unmapped(request.workspace, audited(today_of(request)))
        metric = BUILT_IN[address.trend]
        found_on = happenings_of(metric, address.period, address.filters, request.workspace)
        of_trend, of_deals = _marks(address, slug, metric.sides, {Side.DEALS})
        context |= {
            "concerns": concerns(
                result, found, slug, request.permissions, list(open_incidents()[:50])
            ),
            "remarks": remarks(result),
            "standing": standing(result.sources, result.as_of),
            "chips": chips(address),
            "filters": filter_fields(address),
            "cards": cards(result, address, slug),
            "trend": _trend(request, address, result, of_trend, found_on),
            "present": present_budget(today_of(request), request.workspace),
            **lines(found_on, slug, result.currency),
            "noting": noting(request, address.with_(), "trend-part", address.period.last_on),
            "trends": trend_choices(address),
            "trend_hidden": address.hidden("trend"),
            "snapshots_since": result.snapshots_since,
            "funnel": funnel(result, of_deals),
            "table": table(parts(request.workspace, address, result), address),
            "export_query": address.with_(page=None),
            "explore_query": explore_words(address, METRICS[address.by]),
            "version": _version(request),
            "clear_url": address.with_(**dict.fromkeys((*_FILTERS, "page"))),
            "table_hidden": address.hidden("q", "page"),
            "filter_hidden": address.hidden("channel", "platform", "lead_source", "page"),
            "can_define": Permission.DEFINE_NUMBERS in request.permissions,
            "can_export": Permission.EXPORT_NUMBERS in request.permissions,
        }
        if not context["table"].rows:
            context["no_advertising"] = not Campaign.objects.filter(kind="ad").exists()
    context["can_connect"] = Permission.MANAGE_SOURCES in request.permissions
    return render(request, "analytics/overview.html", context)


def _trend(
    request: MemberRequest,
    address: Address,
    result: MetricResult,
    mark: TrustMark | None,
    found_on: Happenings,
) -> Chart:
    metric = BUILT_IN[address.trend]
    foretold = foretell(metric, address.period, address.filters, request.workspace)
    chart = trend(result, address, mark, foretold)
    chart = marked(chart, found_on, request.workspace.slug)
    # A day that is clicked is put into the form beneath.
    chart.data["chooses_day"] = Permission.DEFINE_NUMBERS in request.permissions
    return chart


def _marks(address: Address, slug: str, *numbers: Set[Side]) -> list[TrustMark | None]:
    """Whether the days of each chart agree with their sources."""
    found = agreements(numbers, address.period, address.filters)
    return [trust_mark(one, address.period, slug) for one in found]


@require_safe
@requires(Permission.VIEW_NUMBERS, transaction=False)
def overview_data(request: MemberRequest) -> HttpResponseBase:
    """The page's numbers as JSON; a browser that has them already costs one statement, the door's.

    The version came with the workspace itself, so a hit enters no transaction.
    """
    etag = _version(request)
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponse(status=304, headers={"ETag": etag})
    with inside(request.workspace):
        address = address_of(request)
        result = total_of(address, request.workspace)
        answer = answer_of(result, foretold_of(result, request.workspace))
    return HttpResponse(
        orjson.dumps(answer, option=orjson.OPT_UTC_Z),
        content_type="application/json",
        headers={"ETag": etag, "Cache-Control": "private, no-cache"},
    )


@require_safe
@requires(Permission.EXPORT_NUMBERS)
def overview_export(request: MemberRequest) -> HttpResponseBase:
    """The table as it is filtered and sorted, all pages of it, as CSV."""
    address = address_of(request)
    found = parts(request.workspace, address, total_of(address, request.workspace), all_rows=True)
    tell_of_export("numbers", workspace=request.workspace, by=request.user)
    name = f"{request.workspace.slug}-{address.by.value}-{address.period.first_on}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(
        export_parts(parts=found, by=address.by.value),
        content_type="text/csv; charset=utf-8",
        headers=headers,
    )


def _version(request: MemberRequest) -> str:
    """What an answer depends on: the data, the question, the language, and the hour of the day.

    The hour, because "the last 30 days" and "late" mean something else when time has passed.
    """
    hour = timezone.now().astimezone(request.workspace.zone).strftime("%Y-%m-%d %H")
    query = request.GET.urlencode()
    workspace = f"{request.workspace.pk} {request.workspace.currency} {request.workspace.time_zone}"
    text = (
        f"{workspace} {request.workspace.data_version} {query} {translation.get_language()} {hour}"
    )
    return quote_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
