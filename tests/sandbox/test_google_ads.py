"""Google Ads as its REST speaks: headers, batches, texts for 64-bit numbers, refusals."""

# ruff: noqa: S608 - queries of Google's language, written here

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from sandbox.control.client import Control
from sandbox.google_ads.customers import MANAGER
from sandbox.google_oauth import ADWORDS, ANALYTICS
from sandbox.serving import Running
from tests.sandbox.google import granted

Search = Callable[..., httpx.Response]
DAYS = "segments.date BETWEEN '2026-11-01' AND '2026-11-19'"
METRICS = "metrics.clicks, metrics.cost_micros, metrics.conversions"


@pytest.fixture
def ads(served: Running, web: httpx.Client) -> httpx.Client:
    """A client with a token of the right scope and the developer token."""
    token = granted(served, web, ADWORDS)["access_token"]
    developer = served.ready["clients"]["google"]["client_id"][:22]
    web.headers.update({"Authorization": f"Bearer {token}", "developer-token": developer})
    web.base_url = httpx.URL(f"{served.origin}/google-ads/v26/")
    return web


@pytest.fixture
def search(ads: httpx.Client) -> Search:
    def ask(customer: int | str, query: str, login: int = MANAGER, **more: Any) -> httpx.Response:
        return ads.post(
            f"customers/{customer}/googleAds:searchStream",
            json={"query": query, **more},
            headers={"login-customer-id": str(login)},
        )

    return ask


def customers(search: Search) -> list[dict[str, Any]]:
    query = "SELECT customer_client.id, customer_client.manager FROM customer_client"
    (batch,) = search(MANAGER, query).json()
    return [row["customerClient"] for row in batch["results"]]


def failure(answer: httpx.Response) -> dict[str, Any]:
    """The first error of the failure, in a list or not."""
    body = answer.json()
    error = body[0]["error"] if isinstance(body, list) else body["error"]
    found: dict[str, Any] = error["details"][0]["errors"][0]
    return found


def test_the_log_in_opens_its_manager_and_the_manager_its_customers(
    ads: httpx.Client, search: Search
) -> None:
    roots = ads.get("/customers:listAccessibleCustomers").json()
    assert roots == {"resourceNames": [f"customers/{MANAGER}"]}
    found = customers(search)
    assert [one["manager"] for one in found] == [True, False, False]
    assert all(isinstance(one["id"], str) for one in found)


def test_days_come_in_batches_with_texts_and_a_summary_of_their_own(
    search: Search,
) -> None:
    customer = customers(search)[1]["id"]
    query = f"SELECT campaign.id, segments.date, {METRICS} FROM campaign WHERE {DAYS}"
    batches = search(customer, query, summaryRowSetting="SUMMARY_ROW_WITH_RESULTS").json()
    rows = [row for batch in batches for row in batch.get("results", [])]
    assert rows
    row = rows[0]
    assert (
        row["campaign"]["resourceName"] == f"customers/{customer}/campaigns/{row['campaign']['id']}"
    )
    assert isinstance(row["metrics"]["costMicros"], str)
    assert not isinstance(row["metrics"]["conversions"], str)
    assert batches[0]["fieldMask"].startswith("campaign.id,segments.date,metrics.clicks")
    total = sum(int(row["metrics"]["clicks"]) for row in rows)
    assert int(batches[-1]["summaryRow"]["metrics"]["clicks"]) == total
    # A day on which nothing happened is not there at all.
    assert all(int(row["metrics"]["clicks"]) or row["metrics"]["conversions"] for row in rows)


def test_without_the_day_the_same_numbers_are_summed(search: Search) -> None:
    customer = customers(search)[1]["id"]
    daily = search(customer, f"SELECT segments.date, {METRICS} FROM customer WHERE {DAYS}").json()
    whole = search(customer, f"SELECT {METRICS} FROM customer WHERE {DAYS}").json()
    costs = [int(r["metrics"]["costMicros"]) for batch in daily for r in batch["results"]]
    assert int(whole[0]["results"][0]["metrics"]["costMicros"]) == sum(costs)


@pytest.mark.parametrize(
    ("customer", "query", "login", "status", "code"),
    [
        (None, "SELECT campaign.id FROM campaign", 1, 403, "USER_PERMISSION_DENIED"),
        ("x", "SELECT campaign.id FROM campaign", MANAGER, 400, "INVALID_CUSTOMER_ID"),
        (None, "SELECT campaign.id", MANAGER, 400, "UNEXPECTED_INPUT"),
        (None, "SELECT campaign.colour FROM campaign", MANAGER, 400, "UNRECOGNIZED_FIELD"),
        (None, "SELECT a.b FROM nothing", MANAGER, 400, "BAD_RESOURCE_TYPE_IN_FROM_CLAUSE"),
        (MANAGER, f"SELECT {METRICS} FROM customer", MANAGER, 400, "REQUESTED_METRICS_FOR_MANAGER"),
    ],
)
def test_refusals_come_as_a_list_with_a_code_of_their_own(
    search: Search, customer: Any, query: str, login: int, status: int, code: str
) -> None:
    answer = search(customer or customers(search)[1]["id"], query, login)
    assert answer.status_code == status
    assert isinstance(answer.json(), list)
    assert list(failure(answer)["errorCode"].values()) == [code]


def test_scope_and_developer_token_are_asked_for(
    served: Running, control: Control, ads: httpx.Client
) -> None:
    del ads.headers["developer-token"]
    answer = ads.get("/customers:listAccessibleCustomers")
    assert (answer.status_code, failure(answer)["errorCode"]) == (
        401,
        {"authenticationError": "DEVELOPER_TOKEN_INVALID"},
    )
    control.post("/google/expire", {})
    assert ads.get("/customers:listAccessibleCustomers").status_code == 401
    token = granted(served, ads, ANALYTICS)["access_token"]
    ads.headers["Authorization"] = f"Bearer {token}"
    assert ads.get("/customers:listAccessibleCustomers").status_code == 403


def test_yesterdays_numbers_are_others_on_a_later_read(search: Search, control: Control) -> None:
    customer = customers(search)[1]["id"]
    query = f"SELECT {METRICS} FROM customer WHERE segments.date = '2026-11-19'"
    control.settings(clock_offset=_until_offset())
    early = search(customer, query).json()[0]["results"]
    control.settings(clock_offset=_until_offset() + 2 * 86400.0)
    late = search(customer, query).json()[0]["results"]
    assert early != late


def _until_offset() -> float:
    """Seconds from now to an hour after the story's end."""
    return (datetime(2026, 11, 20, 16, tzinfo=UTC) - datetime.now(UTC)).total_seconds()
