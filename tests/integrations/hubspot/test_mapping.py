"""HubSpot's texts become exact values, whatever way they were written."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from integrations.connectors.hubspot import deals, leads, mapping, values
from integrations.connectors.hubspot.streams import DEALS
from integrations.connectors.hubspot.values import Option, Setting, moment

STAGES = (
    Option("subscriber", "Subscriber"),
    Option("lead", "Lead"),
    Option("4711", "Warm"),
    Option("salesqualifiedlead", "SQL"),
    Option("opportunity", "Opportunity"),
    Option("customer", "Customer"),
    Option("other", "Other"),
)
SETTING = Setting(
    ZoneInfo("America/New_York"), "DKK", {"lifecyclestage": STAGES}, {"closedwon": "Closed Won"}
)


def record(key: str, **properties: str | None) -> dict[str, Any]:
    known = {"lastmodifieddate": "2026-01-01T00:00:00Z", "hs_lastmodifieddate": None}
    return {
        "id": key,
        "updatedAt": "2026-01-01T00:00:00.001Z",
        "archived": False,
        "properties": known | properties,
    }


@pytest.mark.parametrize(
    "text",
    [
        "1708708593387",
        "2024-02-23T17:16:33.387Z",
        "2024-02-23T17:16:33.387000+00:00",
        "2024-02-23T18:16:33.387+01:00",
    ],
)
def test_a_moment_is_read_to_the_millisecond(text: str) -> None:
    assert moment(text) == datetime(2024, 2, 23, 17, 16, 33, 387_000, tzinfo=UTC)


def test_what_is_no_moment_is_none_or_an_error() -> None:
    assert moment(None) is moment("  ") is None
    with pytest.raises(ValueError, match="soon"):
        moment("soon")


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("60000", "60000"),
        ("1.2000000000000002", "1.2000000000000002"),
        ("1.25E7", "12500000"),
        ("-0.10", "-0.10"),
        ("", ""),
        (None, ""),
        ("NaN", ""),
        ("n/a", ""),
    ],
)
def test_amounts_keep_their_digits(text: str | None, digits: str) -> None:
    assert values.number(text) == digits


def test_a_deal_closes_on_the_day_of_the_accounts_own_calendar() -> None:
    deal = record("7", closedate="1772328600000", dealstage="closedwon", amount="0.07")
    fields = ("closedate", "dealstage", "deal_currency_code", "amount")
    row = mapping.object_row(DEALS, deal, fields, SETTING)
    # 2026-03-01T01:30 in UTC is the evening before in New York.
    assert row["closedate"] == "2026-02-28"
    assert (row["dealstage"], row["deal_currency_code"]) == ("Closed Won", "DKK")
    assert row["amount"] == "0.07"


def test_the_primary_company_counts_and_a_contact_only_when_it_is_the_only_one() -> None:
    plain: dict[str, Any] = {"toObjectId": 1, "associationTypes": [{"label": None}]}
    primary = {"toObjectId": 2, "associationTypes": [{"label": None}, {"label": "Primary"}]}
    links = deals.Links({"7": [plain, primary]}, {"7": [plain], "8": [plain, primary]})
    assert links.company("7") == "2"
    assert (links.contact("7"), links.contact("8"), links.company("8")) == ("1", "", "")


def test_merged_ids_are_found_in_both_places() -> None:
    both = {"hs_merged_object_ids": "1;2", "hs_calculated_merged_vids": "2:1689;3:1690;9:1"}
    assert mapping.merged_ids(record("9", **both)) == ("1", "2", "3")
    assert mapping.merged_ids(record("9")) == ()


def lead_rows(**properties: str | None) -> tuple[list[str], list[str]]:
    people, entries = leads.lead_parts([record("9", **properties)], SETTING)
    return people.data.decode().splitlines()[1:], entries.data.decode().splitlines()[1:]


def test_a_lead_is_made_when_its_first_lead_stage_began() -> None:
    moments = {
        "hs_v2_date_entered_4711": "1767225600000",
        "hs_lifecyclestage_salesqualifiedlead_date": "2026-01-03T00:00:00Z",
        "hs_v2_date_entered_opportunity": "2026-01-05T03:00:00Z",
    }
    [lead], entries = lead_rows(lifecyclestage="opportunity", createdate="2025-01-01", **moments)
    assert '"2026-01-01T00:00:00+00:00","true","2026-01-04"' in lead
    assert [line.split(",")[3:5] for line in entries] == [
        ['""', '"Warm"'],
        ['"Warm"', '"SQL"'],
        ['"SQL"', '"Opportunity"'],
    ]


@pytest.mark.parametrize("stage", ["subscriber", "opportunity", "customer", "other", None])
def test_whoever_never_was_in_a_lead_stage_is_no_lead(stage: str | None) -> None:
    moments = {"hs_v2_date_entered_customer": "2026-01-05T03:00:00Z"}
    assert lead_rows(lifecyclestage=stage, createdate="2025-01-01T00:00:00Z", **moments) == ([], [])
