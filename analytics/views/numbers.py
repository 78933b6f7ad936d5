"""A number's passport: what it means, how it was made, and the records behind it."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.doors import MemberRequest, requires
from accounts.parts import is_part
from accounts.permissions import Permission
from analytics.address import Address, read_address
from analytics.exploring.answer import explore
from analytics.exploring.language import NoFilter, filter_of
from analytics.exploring.others import OF, others
from analytics.metrics import CATALOGUE, Metric
from analytics.pages.agreeing import trust_mark
from analytics.pages.facts import Fact
from analytics.pages.history import history
from analytics.pages.passport import passport
from analytics.pages.trusted import trust_facts
from analytics.passports import records, with_people
from analytics.queries import MetricQuery, fiscal_year, run_query
from analytics.queries.found import TooMany
from analytics.trust.control import agreement
from analytics.trust.foretold import foretell
from analytics.trust.history import readings
from analytics.views.explore import explore_address
from analytics.views.trust import today_of


@require_safe
@requires(Permission.VIEW_NUMBERS)
def number(request: MemberRequest, metric: str) -> HttpResponseBase:
    """As a page of its own, or as what htmx puts into the drawer."""
    if metric not in CATALOGUE:
        raise Http404("No such metric.")
    if OF in request.GET:
        return _shown(request, _of_others(request, metric))
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
    return _shown(request, context)


def _shown(request: MemberRequest, context: dict[str, Any]) -> HttpResponseBase:
    name = "_passport" if is_part(request) else "passport"
    return render(request, f"analytics/{name}.html", context)


def _of_others(request: MemberRequest, metric: str) -> dict[str, Any]:
    """The passport of a number of the explorer that no filter says, as of its other rows."""
    asked = explore_address(request)
    try:
        explored = explore(asked.asked, request.workspace) if asked.asked else None
    except TooMany:
        explored = None
    found = others(explored, metric, request.GET) if explored else None
    if found is None:
        raise Http404("No such number.")
    address = _address(request)
    question = MetricQuery(
        (metric,), address.period, comparison=address.comparison, where=address.where
    )
    result = run_query(question, request.workspace)
    before = {metric: found.before} if found.before else None
    result = replace(result, values={metric: found.cell}, before=before)
    context = passport(CATALOGUE[metric], result, address, request.workspace, None)
    context["facts"].insert(1, Fact(_("Rows"), found.words))
    # What a ratio of these rows is made of is no number of the page.
    context["parts"] = []
    context["page_url"] = request.get_full_path()
    context["explore_query"] = asked.with_(report=None)
    return context


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
