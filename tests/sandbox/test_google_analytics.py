"""Google Analytics as the sandbox plays it: reports that grow, quotas, flags, refusals."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from sandbox.control.client import Control
from sandbox.google_oauth import ADWORDS, ANALYTICS
from sandbox.serving import Running
from tests.sandbox.google import granted

PREFIX = "/google-analytics/v1beta"
LIVE = "318204477"
BY_ORIGIN = ("date", "sessionSource", "sessionMedium", "sessionCampaignName")
# The story ends on 2026-11-20 at 10 in the morning of New York.
OLD, YOUNG = "2026-10-01", "2026-11-19"


@pytest.fixture
def at_moment(control: Control) -> Iterator[Control]:
    """A sandbox whose clock can be set relative to the end of its story."""
    yield control
    control.settings(clock_offset=0.0)


@pytest.fixture
def google(served: Running, web: httpx.Client) -> httpx.Client:
    tokens = granted(served, web, ANALYTICS)
    web.headers["Authorization"] = f"Bearer {tokens['access_token']}"
    web.base_url = httpx.URL(f"{served.origin}{PREFIX}/")
    return web


def _question(day: str, *metrics: str, by: tuple[str, ...] = BY_ORIGIN, **more: Any) -> Any:
    return {
        "dateRanges": [{"startDate": day, "endDate": day}],
        "dimensions": [{"name": name} for name in by],
        "metrics": [{"name": name} for name in metrics],
    } | more


def _report(google: httpx.Client, question: Any, property_id: str = LIVE) -> dict[str, Any]:
    answer = google.post(f"properties/{property_id}:runReport", json=question)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def _sum(report: dict[str, Any], place: int = 0) -> float:
    return sum(float(row["metricValues"][place]["value"]) for row in report.get("rows", ()))


def test_properties_are_listed_by_pages_and_tell_zone_and_currency(google: httpx.Client) -> None:
    first = google.get("accountSummaries", params={"pageSize": "1"}).json()
    rest = google.get("accountSummaries", params={"pageToken": first["nextPageToken"]}).json()
    assert "nextPageToken" not in rest
    assert first["accountSummaries"][0]["propertySummaries"][0]["property"] == f"properties/{LIVE}"
    shown = google.get(f"properties/{LIVE}").json()
    assert (shown["timeZone"], shown["currencyCode"]) == ("America/New_York", "USD")


def test_pages_make_up_the_report_and_its_total(google: httpx.Client) -> None:
    orders = [{"dimension": {"dimensionName": name}} for name in BY_ORIGIN]
    question = _question(OLD, "sessions", "keyEvents", "purchaseRevenue", orderBys=orders)
    whole = _report(google, question | {"metricAggregations": ["TOTAL"]})
    assert whole["rowCount"] == len(whole["rows"]) > 10
    assert _sum(whole) == float(whole["totals"][0]["metricValues"][0]["value"]) > 0
    pages = [
        _report(google, question | {"limit": "7", "offset": str(offset)}).get("rows", [])
        for offset in range(0, whole["rowCount"] + 7, 7)
    ]
    assert [row for page in pages for row in page] == whole["rows"]
    assert whole["metadata"] == {"currencyCode": "USD", "timeZone": "America/New_York"}
    other = _report(google, _question(OLD, "sessions"), "402915560")
    assert "rowCount" not in other
    assert "rows" not in other


def test_young_days_grow_and_key_events_are_credited_later(
    served: Running, google: httpx.Client, at_moment: Control
) -> None:
    span = [{"startDate": "2026-11-08", "endDate": "2026-11-19"}]
    question = _question(YOUNG, "sessions", "keyEvents", by=()) | {"dateRanges": span}
    seen = []
    for moment in ("2026-11-20T03:00:00Z", "2026-11-22T12:00:00Z", "2026-12-09T12:00:00Z"):
        wanted = datetime.fromisoformat(moment)
        at_moment.settings(clock_offset=(wanted - datetime.now(UTC)).total_seconds())
        token = granted(served, google, ANALYTICS)["access_token"]
        google.headers["Authorization"] = f"Bearer {token}"
        report = _report(google, question)
        seen.append([_sum(report, place) for place in (0, 1)])
    assert seen[0][0] < seen[1][0] == seen[2][0]
    assert seen[0][1] < seen[2][1]


def test_flags_say_what_was_done_to_the_rows(google: httpx.Client, control: Control) -> None:
    plain = _report(google, _question(OLD, "sessions"))
    control.post("/google-analytics", {"least_users": 4})
    withheld = _report(google, _question(OLD, "sessions"))
    assert withheld["metadata"]["subjectToThresholding"] is True
    assert withheld["rowCount"] < plain["rowCount"]
    control.post("/google-analytics", {"least_users": 0, "most_rows": 5, "sampled_percent": 10})
    folded = _report(google, _question(OLD, "sessions"))
    assert folded["rowCount"] == 5
    assert folded["metadata"]["dataLossFromOtherRow"] is True
    assert folded["metadata"]["samplingMetadatas"] == [
        {"samplesReadCount": "400000", "samplingSpaceSize": "4000000"}
    ]


def test_tokens_are_spent_and_run_out(google: httpx.Client, control: Control) -> None:
    question = _question(OLD, "sessions", by=(), returnPropertyQuota=True)
    batch = google.post(f"properties/{LIVE}:batchRunReports", json={"requests": [question] * 2})
    first, second = (one["propertyQuota"]["tokensPerHour"] for one in batch.json()["reports"])
    assert first["remaining"] - second["remaining"] == second["consumed"]
    control.post("/google-analytics", {"tokens_per_hour": 4})
    refused = google.post(f"properties/{LIVE}:runReport", json=question)
    assert refused.status_code == 429
    assert refused.json()["error"]["status"] == "RESOURCE_EXHAUSTED"


def test_refusals_are_googles(served: Running, google: httpx.Client, control: Control) -> None:
    address = f"properties/{LIVE}:runReport"
    unknown = _question(OLD, "sessions", by=("city_of_birth",))
    apart = _question(OLD, "advertiserAdCost", by=("sessionDefaultChannelGroup",))
    questions: tuple[object, ...] = (unknown, apart, {"metrics": [{"name": "sessions"}]}, [])
    for question in questions:
        answer = google.post(address, json=question)
        assert (answer.status_code, answer.json()["error"]["status"]) == (400, "INVALID_ARGUMENT")
    control.post("/google-analytics", {"denied": [LIVE]})
    denied = google.post(address, json=_question(OLD, "sessions"))
    assert denied.json()["error"]["status"] == "PERMISSION_DENIED"
    other = granted(served, google, ADWORDS)["access_token"]
    for token, status in ((other, 403), ("wrong", 401)):
        headers = {"Authorization": f"Bearer {token}"}
        answer = google.post(address, json=_question(OLD, "sessions"), headers=headers)
        assert answer.status_code == status
