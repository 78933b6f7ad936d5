"""Insights: asked for at once, or as a report that is prepared and then read page by page."""

from datetime import date
from typing import Any

from sandbox.business.ads import ad_facts
from sandbox.business.ads_shape import AdAccount
from sandbox.meta.access import admit, decoded, parameters
from sandbox.meta.errors import GraphError, invalid, too_much_data
from sandbox.meta.insights import USUAL_WINDOWS, Question, rows_of, shown_campaigns, summary_of
from sandbox.meta.limits import MetaLimits, with_usage
from sandbox.meta.mutating import campaign_of, show
from sandbox.meta.nodes import account_of
from sandbox.meta.paging import paged
from sandbox.meta.runs import COMPLETED, MetaRuns, ReportRun
from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
LEVELS = ("account", "campaign", "adset", "ad")
WINDOWS = ("1d_click", "7d_click", "28d_click", "1d_view", "1d_ev")
FIELDS = (
    "account_id",
    "account_name",
    "account_currency",
    "campaign_id",
    "campaign_name",
    "adset_id",
    "adset_name",
    "ad_id",
    "ad_name",
    "impressions",
    "clicks",
    "inline_link_clicks",
    "spend",
    "reach",
    "objective",
    "actions",
    "action_values",
    "date_start",
    "date_stop",
)
_MONTHS = 37
_ADS_PER_CAMPAIGN = {"account": 0, "campaign": 1, "adset": 2, "ad": 6}


@routes.add("POST", "/v25.0/act_{number}/insights")
def begin(world: World, request: Request, number: str) -> Response:
    """The id of a report that is being prepared."""
    admit(world, request)
    account = account_of(world, number)
    question = _question(world, account, parameters(request))
    _check_size(world, question)
    fault, ends = request.fault, COMPLETED
    if fault and fault.kind == "fail_job":
        ends = "Job Skipped" if "skip" in fault.message.lower() else "Job Failed"
    run = world.part(MetaRuns).begin(question, ends)
    return with_usage(world, json_response({"report_run_id": run.id}), account.external_id)


@routes.add("GET", "/v25.0/act_{number}/insights")
def at_once(world: World, request: Request, number: str) -> Response:
    """The same without waiting, for small questions."""
    admit(world, request)
    asked, account = parameters(request), account_of(world, number)
    question = _question(world, account, asked)
    _check_size(world, question)
    rows = rows_of(ad_facts(world.store), question, world.clock.now())
    return _page(world, request, asked, question, rows)


@routes.add("GET", "/v25.0/{run_id}/insights")
def results(world: World, request: Request, run_id: str) -> Response:
    """The pages of a report that is complete."""
    admit(world, request)
    run = world.part(MetaRuns).get(run_id)
    if run.status(world.clock.seconds()) != COMPLETED:
        message = "Loading async report is not finished yet or has failed"
        raise GraphError(2601, message, subcode=1815107, title="Report is not ready", status=400)
    rows = world.part(MetaRuns).rows(run)
    fault = request.fault
    if fault and fault.kind == "wrong_count":
        rows = rows[: fault.delta]
    return _page(world, request, parameters(request), run.asked, rows, run)


@routes.add("GET", r"/v25.0/(?P<run_id>\d+)")
def status(world: World, request: Request, run_id: str) -> Response:
    """Of a report; campaigns are nodes with a number for an address, too."""
    admit(world, request)
    if (campaign := campaign_of(world, run_id)) is not None:
        return show(world, request, campaign)
    run = world.part(MetaRuns).get(run_id)
    response = json_response(run.shown(world.clock.seconds()))
    return with_usage(world, response, run.asked.account.external_id)


def _page(
    world: World,
    request: Request,
    asked: dict[str, Any],
    question: Question,
    rows: list[dict[str, Any]],
    run: ReportRun | None = None,
) -> Response:
    body = paged(world, request.path, asked, rows)
    if str(asked.get("default_summary", "")).lower() == "true":
        whole = world.part(MetaRuns).rows(run) if run else rows
        body["summary"] = summary_of(whole, question)
    return with_usage(world, json_response(body), question.account.external_id)


def _question(world: World, account: AdAccount, asked: dict[str, Any]) -> Question:
    """What is asked for; raises GraphError for what Meta would refuse."""
    level = str(asked.get("level", "account"))
    fields = tuple(
        name for name in str(asked.get("fields", "impressions,spend")).split(",") if name
    )
    windows = tuple(decoded(asked.get("action_attribution_windows")) or USUAL_WINDOWS)
    if level not in LEVELS:
        raise invalid(f"level must be one of the following values: {', '.join(LEVELS)}")
    if unknown := [name for name in fields if name not in FIELDS]:
        raise invalid(f"{', '.join(unknown)} is not valid for fields param.")
    if wrong := [window for window in windows if window not in WINDOWS]:
        raise invalid(f"action_attribution_windows[0] must be one of {', '.join(WINDOWS)}: {wrong}")
    first, last = _days(world, account, decoded(asked.get("time_range")))
    statuses, campaigns = _filters(decoded(asked.get("filtering")) or [])
    is_daily = str(asked.get("time_increment", "")) == "1"
    return Question(account, level, first, last, is_daily, fields, windows, statuses, campaigns)


def _days(world: World, account: AdAccount, span: Any) -> tuple[date, date]:
    try:
        first, last = (date.fromisoformat(span[name]) for name in ("since", "until"))
    except (KeyError, TypeError, ValueError):
        raise invalid("Must specify time_range as {'since': 'YYYY-MM-DD', 'until': ...}") from None
    today = ad_facts(world.store).local_day(account, world.clock.now())
    months = today.year * 12 + today.month - 1 - _MONTHS
    if (first.year * 12 + first.month - 1, first.day) < (months, today.day):
        message = (
            "(#3018) The start date of the time range cannot be beyond 37 months from the "
            "current date"
        )
        raise GraphError(3018, message)
    if last < first:
        raise invalid("time range's start date must be before its end date", subcode=1487532)
    return first, last


def _filters(rows: list[dict[str, Any]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(statuses, campaign ids) of filters such as campaign.effective_status IN [...]."""
    statuses: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()
    for row in rows:
        field, values = str(row.get("field", "")), tuple(map(str, row.get("value", ())))
        if row.get("operator") != "IN":
            raise invalid("Filtering operator is not supported here")
        if field.endswith(".effective_status"):
            statuses = values
        elif field == "campaign.id":
            campaigns = values
        else:
            raise invalid(f"Filtering field {field} is invalid")
    return statuses, campaigns


def _check_size(world: World, asked: Question) -> None:
    """Raises GraphError when the report could have more rows than is allowed."""
    count = len(list(shown_campaigns(ad_facts(world.store), asked)))
    parts = count * _ADS_PER_CAMPAIGN[asked.level] or 1
    if (
        parts * (len(asked.days) if asked.is_daily else 1)
        > world.part(MetaLimits).settings.max_rows
    ):
        raise too_much_data()
