"""Campaigns that are changed at the look-alikes: said at once, felt by the days that follow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx
import pytest

from sandbox.google_ads.budgets import SHARED
from sandbox.google_ads.customers import MANAGER
from sandbox.google_oauth import ADWORDS
from sandbox.serving import Running
from tests.sandbox import facebook
from tests.sandbox.google import granted

Ask = Callable[..., httpx.Response]
DAY = 86_400.0
BRAND = "Google | Brand | US"
FIELDS = (
    "campaign.id, campaign.name, campaign.status, campaign_budget.resource_name, "
    "campaign_budget.amount_micros, campaign_budget.explicitly_shared"
)


@pytest.fixture
def google(served: Running, web: httpx.Client) -> Ask:
    token = granted(served, web, ADWORDS)["access_token"]
    developer = served.ready["clients"]["google"]["client_id"][:22]
    headers = {
        "Authorization": f"Bearer {token}",
        "developer-token": developer,
        "login-customer-id": str(MANAGER),
    }

    def ask(path: str, **body: Any) -> httpx.Response:
        return web.post(f"{served.origin}/google-ads/v26/{path}", json=body, headers=headers)

    return ask


def found(google: Ask) -> dict[str, dict[str, Any]]:
    """{name: row with its customer} of all campaigns."""
    query = "SELECT customer_client.id, customer_client.manager FROM customer_client"
    (batch,) = google(f"customers/{MANAGER}/googleAds:searchStream", query=query).json()
    rows: dict[str, dict[str, Any]] = {}
    for one in batch["results"]:
        number = one["customerClient"]["id"]
        if not one["customerClient"]["manager"]:
            query = f"SELECT {FIELDS} FROM campaign"  # noqa: S608 - a query of Google's language
            (batch,) = google(f"customers/{number}/googleAds:searchStream", query=query).json()
            rows |= {r["campaign"]["name"]: r | {"customer": number} for r in batch["results"]}
    return rows


def change(google: Ask, row: dict[str, Any], status: str = "PAUSED", **more: Any) -> httpx.Response:
    update = {"resourceName": row["campaign"]["resourceName"], "status": status}
    operation = {"update": update, "updateMask": "status"}
    return google(f"customers/{row['customer']}/campaigns:mutate", operations=[operation], **more)


def code_of(answer: httpx.Response) -> str:
    failure = answer.json()["error"]["details"][0]["errors"][0]
    return str(next(iter(failure["errorCode"].values())))


def test_a_paused_campaign_is_said_to_be_and_spends_no_more(google: Ask, served: Running) -> None:
    row, control = found(google)[BRAND], served.control
    state = control.state()
    story_ends, now = (
        datetime.fromisoformat(one) for one in (state["business"]["until"], state["now"])
    )
    # Its story ends before today: a pause after it would be felt by nobody.
    control.settings(clock_offset=(story_ends - now).total_seconds() - 6 * DAY)
    assert change(google, row, validateOnly=True).json() == {}
    assert found(google)[BRAND]["campaign"]["status"] == "ENABLED"
    answer = change(google, row)
    assert answer.json() == {"results": [{"resourceName": row["campaign"]["resourceName"]}]}
    assert found(google)[BRAND]["campaign"]["status"] == "PAUSED"
    paused_on = control.state()["now"][:10]
    control.settings(clock_offset=0.0)
    days = control.post("/google-ads/days", {})
    spent = {(one["name"], one["day"]): one["cents"] for one in days}
    after = {day for _name, day in spent if day > paused_on}
    assert any(spent.get((SHARED[0], day)) for day in after)
    assert not any(spent.get((BRAND, day)) for day in after)
    assert any(cents for (name, day), cents in spent.items() if name == BRAND and day < paused_on)


def test_a_pause_before_a_later_resumption_stands_when_the_clock_was_turned_back(
    google: Ask, served: Running
) -> None:
    row = found(google)[BRAND]
    for operation in ("PAUSED", "ENABLED"):
        change(google, row, status=operation)
    assert found(google)[BRAND]["campaign"]["status"] == "ENABLED"
    served.control.settings(clock_offset=-6 * DAY)
    change(google, row)
    assert found(google)[BRAND]["campaign"]["status"] == "PAUSED"
    served.control.settings(clock_offset=0.0)
    assert found(google)[BRAND]["campaign"]["status"] == "PAUSED"


def test_a_budget_is_of_all_that_share_it_and_money_follows(google: Ask, served: Running) -> None:
    rows = found(google)
    own = rows[BRAND]["campaignBudget"]
    shared = [rows[name]["campaignBudget"] for name in SHARED]
    assert [one["explicitlyShared"] for one in (own, *shared)] == [False, True, True]
    assert shared[0] == shared[1]
    amount = str(int(own["amountMicros"]) // 2 // 10_000 * 10_000)
    update = {"resourceName": own["resourceName"], "amountMicros": amount}
    operation: dict[str, Any] = {"update": update, "updateMask": "amountMicros"}
    path = f"customers/{rows[BRAND]['customer']}/campaignBudgets:mutate"
    assert google(path, operations=[operation]).status_code == 200
    assert found(google)[BRAND]["campaignBudget"]["amountMicros"] == amount
    for wrong, code in (("15", "NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT"), ("0", "MONEY_AMOUNT")):
        operation["update"]["amountMicros"] = wrong
        answer = google(path, operations=[operation])
        assert code_of(answer).startswith(code)
    operation["updateMask"] = ""
    assert code_of(google(path, operations=[operation])) == "FIELD_MASK_MISSING"


def test_who_may_only_look_changes_nothing(google: Ask, served: Running) -> None:
    row = found(google)[BRAND]
    served.control.post("/google-ads/access", {"is_read_only": True})
    assert code_of(change(google, row)) == "ACTION_NOT_PERMITTED"
    served.control.reset()
    row["campaign"]["resourceName"] += "9"
    assert code_of(change(google, row)) == "RESOURCE_NOT_FOUND"


def test_meta_changes_with_the_right_to_manage_alone(served: Running, web: httpx.Client) -> None:
    root = f"{served.origin}{facebook.PREFIX}"
    looking = {"Authorization": f"Bearer {facebook.granted(served, web)}"}
    scope = "ads_read ads_management"
    managing = {"Authorization": f"Bearer {facebook.granted(served, web, scope)}"}
    (account, *_) = web.get(f"{root}/me/adaccounts", headers=looking).json()["data"]
    fields = {"fields": "name,status,daily_budget"}
    listed = web.get(f"{root}/{account['id']}/campaigns", params=fields, headers=looking).json()
    rows = {row["name"]: row for row in listed["data"]}
    assert "daily_budget" not in rows["Meta | Retargeting | US"]
    node = f"{root}/{rows['Meta | Lookalike | US']['id']}"
    assert web.post(node, data={"status": "PAUSED"}, headers=looking).json()["error"]["code"] == 200
    tried = {"status": "PAUSED", "execution_options": '["validate_only"]'}
    assert web.post(node, data=tried, headers=managing).json() == {"success": True}
    assert web.get(node, params=fields, headers=looking).json()["status"] == "ACTIVE"
    done = {"status": "PAUSED", "daily_budget": "4200"}
    assert web.post(node, data=done, headers=managing).json() == {"success": True}
    told = web.get(node, params=fields, headers=looking).json()
    assert (told["status"], told["daily_budget"]) == ("PAUSED", "4200")
    low = web.post(node, data={"daily_budget": "9"}, headers=managing).json()
    assert low["error"]["error_subcode"] == 1885272
    web.delete(f"{root}/me/permissions/ads_management", headers=managing)
    assert web.post(node, data=done, headers=managing).json()["error"]["code"] == 200


def test_what_is_planted_shows_on_its_days_alone(google: Ask, served: Running) -> None:
    control = served.control

    def cents() -> dict[str, int]:
        days = control.post("/google-ads/days", {})
        return {one["day"]: one["cents"] for one in days if one["name"] == BRAND}

    before = cents()
    day = sorted(before)[-20]
    asked = {"campaign": BRAND, "day": day, "factor": 3, "days": 2}
    control.post("/google-ads/plant", asked)
    after = cents()
    moved = {one for one in before if after[one] != before[one]}
    assert moved == set(sorted(before)[-20:-18])
    assert after[day] == pytest.approx(3 * before[day], abs=2)
    assert control.post("/google-ads/standing", {"campaign": BRAND})["status"] == "active"
