"""Meta as the sandbox plays it: texts for numbers, windows, hidden objects, pages, refusals."""

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from sandbox.control.client import Control
from sandbox.serving import Running
from tests.sandbox.facebook import PREFIX, decided, granted

# The story ends on 2026-11-20; the campaign that was deleted ran in the autumn of 2025.
AUTUMN = {"since": "2025-09-01", "until": "2025-09-14"}
ALL = '["ACTIVE","PAUSED","ARCHIVED","DELETED"]'


@pytest.fixture
def graph(served: Running, web: httpx.Client) -> httpx.Client:
    web.headers["Authorization"] = f"Bearer {granted(served, web)}"
    web.base_url = httpx.URL(f"{served.origin}{PREFIX}/")
    return web


@pytest.fixture
def account(graph: httpx.Client) -> str:
    rows = graph.get("me/adaccounts", params={"fields": "currency,timezone_name"}).json()["data"]
    zones = {row["currency"]: row["timezone_name"] for row in rows}
    assert zones == {"USD": "America/New_York", "EUR": "Europe/Copenhagen"}
    return next(str(row["id"]) for row in rows if row["currency"] == "USD")


def _asked(**more: Any) -> dict[str, str]:
    asked = {
        "level": "campaign",
        "time_increment": "1",
        "time_range": AUTUMN,
        "fields": "campaign_id,campaign_name,impressions,clicks,spend,actions,action_values",
    } | more
    return {k: v if isinstance(v, str) else json.dumps(v) for k, v in asked.items()}


def _spend(rows: list[dict[str, Any]]) -> int:
    return sum(round(float(row["spend"]) * 100) for row in rows)


def _ran(graph: httpx.Client, account: str, asked: dict[str, str]) -> list[dict[str, Any]]:
    run = graph.post(f"{account}/insights", params=asked).json()["report_run_id"]
    said: dict[str, Any] = {}
    for _ in range(100):
        said = graph.get(run).json()
        if said["async_status"] == "Job Completed":
            break
        time.sleep(0.02)
    assert said["async_percent_completion"] == 100
    rows: list[dict[str, Any]] = graph.get(f"{run}/insights", params={"limit": "900"}).json()[
        "data"
    ]
    return rows


def test_what_is_deleted_shows_only_when_it_is_asked_for(graph: httpx.Client, account: str) -> None:
    usual = graph.get(f"{account}/campaigns", params={"fields": "effective_status"}).json()
    every = graph.get(
        f"{account}/campaigns", params={"fields": "effective_status", "effective_status": ALL}
    ).json()
    assert {row["effective_status"] for row in usual["data"]} == {"ACTIVE", "PAUSED"}
    assert {row["effective_status"] for row in every["data"]} >= {"ARCHIVED", "DELETED"}
    only_shown = _ran(graph, account, _asked())
    filters = [{"field": "campaign.effective_status", "operator": "IN", "value": json.loads(ALL)}]
    whole = _ran(graph, account, _asked(filtering=filters))
    above = graph.get(f"{account}/insights", params=_asked(level="account", time_increment="all"))
    assert _spend(only_shown) < _spend(whole) == _spend(above.json()["data"])


def test_numbers_are_texts_and_actions_are_told_by_window(
    graph: httpx.Client, account: str
) -> None:
    windows = ["7d_click", "28d_click", "1d_view"]
    rows = _ran(graph, account, _asked(action_attribution_windows=windows))
    assert all(isinstance(row[n], str) for row in rows for n in ("impressions", "clicks", "spend"))
    leads = [a for row in rows for a in row.get("actions", ()) if a["action_type"] == "lead"]
    sums = {w: sum(int(a.get(w, 0)) for a in leads) for w in windows}
    assert 0 < sums["7d_click"] <= sums["28d_click"]
    assert sum(int(a["value"]) for a in leads) == sums["7d_click"] + sums["1d_view"]
    assert (
        "7d_view"
        in graph.get(
            f"{account}/insights", params=_asked(action_attribution_windows=["7d_view"])
        ).json()["error"]["message"]
    )


def test_ads_sum_to_their_campaign_and_pages_to_the_list(graph: httpx.Client, account: str) -> None:
    asked = _asked(level="ad", time_range={"since": "2026-11-01", "until": "2026-11-10"})
    rows = graph.get(f"{account}/insights", params=asked | {"limit": "1000"}).json()["data"]
    by_campaign = graph.get(
        f"{account}/insights", params=asked | {"level": "campaign", "limit": "1000"}
    ).json()["data"]
    assert _spend(rows) == _spend(by_campaign)
    paged: list[dict[str, Any]] = []
    address, params = f"{account}/insights", asked | {"limit": "7"}
    while True:
        body = graph.get(address, params=params).json()
        paged += body["data"]
        if "next" not in body["paging"]:
            break
        params = asked | {"limit": "7", "after": body["paging"]["cursors"]["after"]}
    assert paged == rows


def test_yesterdays_numbers_are_others_a_month_later(
    served: Running, graph: httpx.Client, account: str, control: Control
) -> None:
    asked = _asked(level="account", time_range={"since": "2026-10-20", "until": "2026-11-19"})
    end = datetime.fromisoformat(served.ready["until"]) - datetime.now(UTC)
    reads = []
    for wait in (timedelta(), timedelta(days=2), timedelta(days=40), timedelta(days=50)):
        control.settings(clock_offset=(end + wait).total_seconds())

        rows = graph.get(f"{account}/insights", params=asked | {"limit": "99"})
        reads.append((_leads(rows.json()["data"]), _spend(rows.json()["data"])))
    control.settings(clock_offset=0.0)
    now, soon, settled, later = reads
    assert now[0] <= soon[0] <= settled[0]
    assert len({now, soon, settled}) > 1
    assert now != settled == later


def _leads(rows: list[dict[str, Any]]) -> int:
    actions = [action for row in rows for action in row.get("actions", ())]
    return sum(int(a["value"]) for a in actions if a["action_type"] == "lead")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"time_range": {"since": "2020-01-01", "until": "2020-01-02"}}, (3018, None)),
        ({"fields": "impressions,no_such"}, (100, None)),
        ({"level": "planet"}, (100, None)),
    ],
)
def test_wrong_questions_are_refused(
    graph: httpx.Client, account: str, change: dict[str, Any], code: tuple[int, None]
) -> None:
    error = graph.post(f"{account}/insights", params=_asked(**change)).json()["error"]
    assert (error["code"], error.get("error_subcode")) == code


def test_limits_and_ended_tokens_speak_metas_words(
    graph: httpx.Client, account: str, control: Control
) -> None:
    control.post("/meta/settings", {"max_rows": 3, "used_percent": 61.5, "regain_minutes": 4})
    refused = graph.post(f"{account}/insights", params=_asked()).json()["error"]
    assert refused["error_subcode"] == 1487534
    headers = graph.get(f"{account}/campaigns").headers
    assert json.loads(headers["x-fb-ads-insights-throttle"])["acc_id_util_pct"] == 61.5
    usage = json.loads(headers["x-business-use-case-usage"])[account.removeprefix("act_")]
    assert usage[0]["estimated_time_to_regain_access"] == 4
    control.post("/meta/expire")
    ended = graph.get("me/permissions")
    assert (ended.status_code, ended.json()["error"]["code"]) == (401, 190)


def test_a_report_that_is_not_ready_is_not_given(
    graph: httpx.Client, account: str, control: Control
) -> None:
    control.settings(job_delay=60.0)
    run = graph.post(f"{account}/insights", params=_asked()).json()["report_run_id"]
    assert graph.get(run).json()["async_percent_completion"] < 100
    assert graph.get(f"{run}/insights").json()["error"]["code"] == 2601


def test_denying_leads_back_and_an_unticked_box_is_declined(
    served: Running, web: httpx.Client
) -> None:
    back = decided(served, web, "deny")
    assert (back["error"], back["error_reason"]) == ("access_denied", "user_denied")
    assert back["state"] == "opaque+state/="
