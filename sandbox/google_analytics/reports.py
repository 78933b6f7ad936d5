"""The Data API: one report, or five at once."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.business.ads import ad_facts
from sandbox.business.ads_origins import Origin, campaign_origin
from sandbox.google_analytics.asking import METRICS, Asked, invalid, read_question
from sandbox.google_analytics.manner import AnalyticsManner, Turned
from sandbox.google_analytics.numbers import Answer, count, shown
from sandbox.google_analytics.properties import Property, found_property
from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
_SPACE = 4_000_000


@routes.add("POST", "/v1beta/properties/{property_id}:runReport")
def run_report(world: World, request: Request, property_id: str) -> Response:
    one = found_property(world, request, property_id)
    return json_response(_report(world, one, _json(request)), is_pretty=True)


@routes.add("POST", "/v1beta/properties/{property_id}:batchRunReports")
def batch_run_reports(world: World, request: Request, property_id: str) -> Response:
    one = found_property(world, request, property_id)
    body = _json(request)
    asked = body.get("requests") if isinstance(body, dict) else None
    if not isinstance(asked, list) or not 0 < len(asked) <= 5:
        raise invalid("Each batch request is limited to 5 requests.")
    reports = [_report(world, one, question) for question in asked]
    return json_response(
        {"reports": reports, "kind": "analyticsData#batchRunReports"}, is_pretty=True
    )


def _json(request: Request) -> Any:
    try:
        return request.json()
    except ValueError:
        raise invalid("Invalid JSON payload received.") from None


def _report(world: World, one: Property, body: Any) -> dict[str, Any]:
    manner, now = world.part(AnalyticsManner), world.clock.now()
    manner.check(one.id)
    asked = read_question(body, now.astimezone(ZoneInfo(one.time_zone)).date())
    answer = Answer([], dict.fromkeys(asked.metrics, 0), is_thresholded=False, has_other=False)
    if one.is_live:
        costs = _costs(world, asked)
        answer = count(world.store, asked, manner.turned, as_of=now, costs=costs)
    report = _headed(asked) | _rows(asked, answer, manner.turned)
    report["metadata"] = _metadata(one, asked, answer, manner.turned)
    if asked.wants_quota:
        days = sum((last - first).days + 1 for first, last in asked.ranges)
        tokens = 2 + days // 30 + len(answer.rows) // 500
        report["propertyQuota"] = manner.spend(one.id, tokens)
    return report | {"kind": "analyticsData#runReport"}


def _costs(world: World, asked: Asked) -> Mapping[tuple[date, Origin], int]:
    """What the linked Google Ads account in US dollars cost, in cents by day and origin."""
    found: dict[tuple[date, Origin], int] = defaultdict(int)
    if "advertiserAdCost" not in asked.metrics:
        return found
    facts = ad_facts(world.store)
    account = facts.accounts("Google Ads")[0]
    for campaign in facts.campaigns(account):
        origin = campaign_origin(campaign.name, campaign.channel)
        for first, last in asked.ranges:
            for number in range(first.toordinal(), last.toordinal() + 1):
                day = date.fromordinal(number)
                total = facts.total(campaign, day, world.clock.now())
                if origin and total:
                    found[day, origin] += total.spend
    return found


def _headed(asked: Asked) -> dict[str, Any]:
    return {
        "dimensionHeaders": [{"name": name} for name in asked.dimensions],
        "metricHeaders": [{"name": name, "type": METRICS[name]} for name in asked.metrics],
    }


def _rows(asked: Asked, answer: Answer, turned: Turned) -> dict[str, Any]:
    """A page of rows; `rowCount` is of all of them, and absent where there are none."""
    if not answer.rows:
        return {}
    size = min(asked.limit, turned.page_rows)
    found: dict[str, Any] = {"rowCount": len(answer.rows)}
    if page := answer.rows[asked.offset : asked.offset + size]:
        found["rows"] = [_row(asked, place, values) for place, values in page]
    if asked.wants_totals:
        place = ("RESERVED_TOTAL",) * len(asked.dimensions)
        found["totals"] = [_row(asked, place, answer.totals)]
    return found


def _row(asked: Asked, place: tuple[str, ...], values: dict[str, int]) -> dict[str, Any]:
    return {
        "dimensionValues": [{"value": value} for value in place],
        "metricValues": [{"value": shown(name, values[name])} for name in asked.metrics],
    }


def _metadata(one: Property, asked: Asked, answer: Answer, turned: Turned) -> dict[str, Any]:
    """Flags are written only when they are true, as in all of Google's JSON."""
    found: dict[str, Any] = {"currencyCode": one.currency, "timeZone": one.time_zone}
    if answer.has_other:
        found["dataLossFromOtherRow"] = True
    if turned.sampled_percent < 100:
        read = str(_SPACE * turned.sampled_percent // 100)
        sample = {"samplesReadCount": read, "samplingSpaceSize": str(_SPACE)}
        found["samplingMetadatas"] = [sample for _ in asked.ranges]
    if answer.is_thresholded:
        found["subjectToThresholding"] = True
    return found
