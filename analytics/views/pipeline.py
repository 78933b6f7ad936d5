"""The pipeline: where deals stand and came from, on any day; its numbers' meanings, and a file."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.doors import MemberRequest, requires
from accounts.parts import is_part, load_anew, nothing_new
from accounts.permissions import Permission
from accounts.security import tell_of_export
from accounts.underway import is_still
from analytics.pages.attention import standing
from analytics.pages.charts import in_words
from analytics.pipeline import choices, showing, tables
from analytics.pipeline.address import PipelineAddress, read_pipeline_address
from analytics.pipeline.cohorts import Cohort, Step, read_cohorts
from analytics.pipeline.explaining import explained
from analytics.pipeline.flow import read_flow
from analytics.pipeline.notices import cohort_notices, pipeline_notices
from analytics.pipeline.numbers import DEFINITIONS, read_numbers
from analytics.pipeline.oldest import MOST_EXPORTED, read_oldest
from analytics.pipeline.standing import first_day
from analytics.queries.freshness import as_of, source_states
from analytics.queries.periods import DAY
from analytics.services.exports import export_deals
from analytics.views.trust import today_of
from integrations.models import Source

# By this the page asks whether its deals have been counted.
COUNTING = "counting"


@require_safe
@requires(Permission.VIEW_NUMBERS)
def pipeline(request: MemberRequest) -> HttpResponseBase:
    """The page; whole without scripts, with charts where they run."""
    address = read_pipeline_address(request.GET, today_of(request))
    first_on = first_day(request.workspace)
    if is_still(request, COUNTING):
        # The whole page is another one as soon as there is a day to show.
        return load_anew() if first_on else nothing_new()
    context: dict[str, Any] = {
        "address": address,
        "today": today_of(request),
        "first_on": first_on,
        "can_connect": Permission.MANAGE_SOURCES in request.permissions,
        "can_export": Permission.EXPORT_NUMBERS in request.permissions,
        "can_define": Permission.DEFINE_NUMBERS in request.permissions,
    }
    if first_on is not None:
        context |= _choices(address) | _shown(request, address)
        context["notices"] = pipeline_notices(context["now"], first_on) + context["notices"]
    else:
        context["counting"] = COUNTING
        context["is_being_counted"] = choices.is_any_deal_waiting()
    return render(request, "analytics/pipeline.html", context)


def _choices(address: PipelineAddress) -> dict[str, Any]:
    sources = _sources()
    return {
        "against": choices.against_options(address),
        "spans": choices.days_options(address),
        "steps": choices.step_options(address),
        "cohort_spans": choices.span_options(address),
        "within": choices.within_options(address),
        "filters": choices.filter_fields(address, sources.values()),
        "chips": choices.filter_chips(address, sources),
        "clear_url": choices.clear_url(address),
        "day_hidden": address.hidden("on", "against", "days"),
        "filter_hidden": address.hidden("channel", "lead_source", "crm_campaign", "source"),
        "cohort_hidden": address.hidden("step", "by", "within"),
    }


def _shown(request: MemberRequest, address: PipelineAddress) -> dict[str, Any]:
    workspace, currency = request.workspace, request.workspace.currency
    now, before = read_numbers(address, workspace)
    sources, states = _sources(), source_states()
    flow = read_flow(address.query, workspace)
    cohorts = _cohorts(request, address)
    return {
        "now": now.pipeline,
        "deals": now.pipeline.total.deals,
        "day": showing.on_day(address.query.on),
        "before_day": showing.on_day(address.before.on) if address.before else "",
        "period": in_words(address.query.period),
        "standing": standing(states, as_of(states)),
        "notices": cohort_notices(address.step, states),
        "cards": showing.pipeline_cards(now, before, address, workspace.slug, currency),
        "stages": showing.stages_chart(now.pipeline, before.pipeline if before else None, currency),
        "ageing": showing.ageing_chart(now.pipeline),
        "stages_table": tables.stages_table(now.pipeline, sources, currency),
        "lead_sources_table": tables.lead_sources_table(now.pipeline, address, currency),
        "flow_table": tables.flow_table(flow, sources),
        "outcomes_table": tables.outcomes_table(now.closed, now.made, currency),
        "cohorts_table": tables.cohorts_table(cohorts, address.span, address.within),
        "has_cohorts": any(one.entered for one in cohorts),
        "oldest_table": tables.oldest_table(
            read_oldest(address.query, workspace),
            sources,
            currency,
            writer_slug=workspace.slug * (Permission.MANAGE_CAMPAIGNS in request.permissions),
        ),
        "velocity": explained("velocity", now, address, workspace, sources)["facts"][:5],
        "ageing_url": showing.about_url("days_in_stage", address, workspace.slug),
        "made_url": showing.about_url("won_of_made", address, workspace.slug),
        "export_query": address.with_(),
    }


def _cohorts(request: MemberRequest, address: PipelineAddress) -> tuple[Cohort, ...]:
    read = as_of(source_states())
    today = today_of(request)
    until = read.astimezone(request.workspace.zone).date() if read else today
    return read_cohorts(
        address.query,
        request.workspace,
        Step(address.step),
        address.span,
        address.within,
        min(until, today) - DAY,
    )


@require_safe
@requires(Permission.VIEW_NUMBERS)
def pipeline_number(request: MemberRequest, key: str) -> HttpResponseBase:
    """What a number means, as a page of its own or as what htmx puts into the drawer."""
    if key not in DEFINITIONS:
        raise Http404("No such number.")
    address = read_pipeline_address(request.GET, today_of(request))
    now, _before = read_numbers(address, request.workspace)
    context = explained(key, now, address, request.workspace, _sources())
    context |= {"address": address, "page_url": request.get_full_path()}
    name = "_pipeline_number" if is_part(request) else "pipeline_number"
    return render(request, f"analytics/{name}.html", context)


@require_safe
@requires(Permission.EXPORT_NUMBERS)
def pipeline_export(request: MemberRequest) -> HttpResponseBase:
    """The open deals of the day, the oldest in their stage first, as CSV."""
    address = read_pipeline_address(request.GET, today_of(request))
    deals = read_oldest(address.query, request.workspace, MOST_EXPORTED)
    tell_of_export("numbers", workspace=request.workspace, by=request.user)
    name = f"{request.workspace.slug}-pipeline-{address.query.on}.csv"
    return HttpResponse(
        export_deals(deals=deals, sources=_sources(), currency=request.workspace.currency),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _sources() -> dict[UUID, Source]:
    return {one.pk: one for one in Source.objects.order_by("created_at")}
