"""From the JSON of a report to visits: nothing altered, no address kept, no zero that lies."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from integrations.connectors.google_analytics.client import check, until_next_hour, until_tomorrow
from integrations.connectors.google_analytics.mapping import day_report, flags_of
from integrations.connectors.refusals import Parked, Refused, SessionExpired
from integrations.facts.flags import CREDITING, OTHER_ROW, SAMPLED, THRESHOLDED
from tests.integrations.google_analytics.truth import RECORDED


def _named(*campaigns: str, **metadata: Any) -> dict[str, Any]:
    body = deepcopy(RECORDED)
    body["rows"] = [deepcopy(RECORDED["rows"][0]) for _ in campaigns]
    for row, name in zip(body["rows"], campaigns, strict=True):
        row["dimensionValues"][3]["value"] = name
    body["metadata"] |= metadata
    return body


def test_fractions_and_money_keep_every_digit() -> None:
    (row,) = day_report(RECORDED, more_flags=CREDITING).rows
    assert (row.sessions, row.engaged_sessions, row.new_users) == (4, 1, 2)
    assert (row.key_events_micros, row.revenue_micros) == (1_500_000, 35_720_000)
    assert (row.on.isoformat(), row.currency, row.flags) == ("2023-04-24", "EUR", CREDITING)


def test_addresses_of_people_are_cut_out_and_rows_that_become_alike_are_added() -> None:
    page = day_report(_named("mail alice@acme.example", "mail bob%40acme.example", "plain @ 10"))
    assert [(row.session_campaign, row.sessions) for row in page.rows] == [
        ("mail (address)", 8),
        ("plain @ 10", 4),
    ]
    assert page.page_rows == 3


def test_a_metric_that_is_hidden_from_this_login_is_not_zero() -> None:
    hidden = {"activeMetricRestrictions": [{"metricName": "purchaseRevenue"}]}
    (row,) = day_report(_named("x", schemaRestrictionResponse=hidden)).rows
    assert row.revenue_micros is None
    assert row.sessions == 4


def test_flags_are_told_apart() -> None:
    whole = {"samplesReadCount": "5", "samplingSpaceSize": "5"}
    part = {"samplesReadCount": "4", "samplingSpaceSize": "5"}
    assert flags_of({"samplingMetadatas": [whole]}) == 0
    assert flags_of({"samplingMetadatas": [whole, part]}) == SAMPLED
    assert flags_of({"subjectToThresholding": True}) == THRESHOLDED
    assert flags_of({"dataLossFromOtherRow": True}) == OTHER_ROW


@pytest.mark.parametrize(
    ("status", "name", "words", "raised"),
    [
        (401, "UNAUTHENTICATED", "", SessionExpired),
        (403, "PERMISSION_DENIED", "", Refused),
        (400, "INVALID_ARGUMENT", "", Refused),
        (429, "RESOURCE_EXHAUSTED", "Exhausted property tokens per hour.", Parked),
        (429, "RESOURCE_EXHAUSTED", "Exhausted property tokens per day.", Parked),
    ],
)
def test_refusals_mean_what_google_means(
    status: int, name: str, words: str, raised: type[Exception]
) -> None:
    answer = httpx.Response(status, json={"error": {"status": name, "message": words}})
    with pytest.raises(raised):
        check(answer)


def test_tokens_come_back_when_the_hour_or_californias_day_turns() -> None:
    minute = timedelta(minutes=1)
    assert until_next_hour(datetime(2026, 11, 24, 9, 40, tzinfo=UTC)) == 20 * minute + minute
    for moment, hours in (
        (datetime(2026, 11, 24, 9, tzinfo=UTC), 23),  # 1 o'clock in California
        (datetime(2026, 11, 1, 7, tzinfo=UTC), 25),  # the day on which clocks go back
    ):
        assert until_tomorrow(moment) == timedelta(hours=hours) + minute
