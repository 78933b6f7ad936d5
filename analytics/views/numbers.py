"""A number's passport: what it means, how it was made, and the records behind it."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_htmx.middleware import HtmxDetails

from accounts.doors import MemberRequest, requires
from accounts.permissions import Permission
from analytics.address import Address, read_address
from analytics.exploring.language import NoFilter, filter_of
from analytics.metrics import CATALOGUE, Metric
from analytics.pages.agreeing import trust_mark
from analytics.pages.facts import Fact
from analytics.pages.history import history
from analytics.pages.passport import passport
from analytics.pages.trusted import trust_facts
from analytics.passports import records, with_people
from analytics.queries import MetricQuery, fiscal_year, run_query
from analytics.trust.control import agreement
from analytics.trust.foretold import foretell
from analytics.trust.history import readings
from analytics.views.trust import today_of


@require_safe
@requires(Permission.VIEW_NUMBERS)
def number(request: MemberRequest, metric: str) -> HttpResponseBase:
    """As a page of its own, or as what htmx puts into the drawer."""
    if metric not in CATALOGUE:
        raise Http404("No such metric.")
    address = _address(request)
    question = MetricQuery(
        (metric,),
        address.period,
        comparison=address.comparison,
        filters=address.filters,
        where=address.where,
    )
    result = run_query(question, request.workspace)
    found = None
    if len(CATALOGUE[metric].sides) == 1 and address.where is None:
        found = records(CATALOGUE[metric].measures[0], address, request.workspace)
        if Permission.VIEW_PEOPLE in request.permissions:
            found = with_people(found)
    context = passport(CATALOGUE[metric], result, address, request.workspace, found)
    if address.where is None:
        # Readings and control sums know days of whole sources and campaigns alone.
        read = readings(CATALOGUE[metric], address.period, address.filters, request.workspace)
        context["facts"] += _trust(request, CATALOGUE[metric], address, result.currency)
        context["history"] = history(CATALOGUE[metric], read, result.currency)
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    is_part = bool(htmx) and not htmx.boosted
    template = "analytics/_passport.html" if is_part else "analytics/passport.html"
    return render(request, template, context)


def _address(request: MemberRequest) -> Address:
    """That of the overview, or of the explorer with a tree of tests."""
    workspace = request.workspace
    try:
        where = filter_of(request.GET.get("where", ""))
    except NoFilter as wrong:
        raise Http404(str(wrong)) from wrong
    fiscal = fiscal_year(workspace)
    return read_address(request.GET, today_of(request), fiscal, workspace.week_start, where)


def _trust(request: MemberRequest, metric: Metric, address: Address, currency: str) -> list[Fact]:
    found = agreement(metric.sides, address.period, address.filters)
    mark = trust_mark(found, address.period, request.workspace.slug)
    foretold = foretell(metric, address.period, address.filters, request.workspace)
    return trust_facts(metric, mark, foretold, currency)
