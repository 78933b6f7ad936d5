"""Meta's rows as ours: windows, money, and one event under several names."""

from __future__ import annotations

import pytest

from integrations.connectors.meta_ads.mapping import counted, day_of, unlisted_campaign
from tests.integrations.meta_ads.truth import recorded

ROW = {
    "campaign_id": "23",
    "campaign_name": "Gone",
    "account_currency": "USD",
    "impressions": "1200",
    "clicks": "31",
    "spend": "48.07",
    "date_start": "2026-10-31",
    "date_stop": "2026-10-31",
    "actions": [
        {"action_type": "link_click", "value": "31", "7d_click": "31"},
        {"action_type": "lead", "value": "9", "7d_click": "3", "1d_view": "1", "28d_click": "6"},
        {"action_type": "offsite_conversion.fb_pixel_lead", "value": "4", "7d_click": "3"},
        {"action_type": "purchase", "value": "1", "7d_click": "0.5"},
    ],
    "action_values": [{"action_type": "lead", "value": "9", "7d_click": "360.1", "1d_view": "2"}],
}


def test_each_event_counts_once_and_in_our_windows_only() -> None:
    day = day_of(ROW)
    assert (day.conversions_micros, day.conversion_value_micros) == (4_500_000, 362_100_000)
    assert (day.window, day.spend_micros) == ("7d_click,1d_view", 48_070_000)


def test_a_day_without_conversions_has_none_rather_than_an_unknown_number() -> None:
    day = day_of({key: value for key, value in ROW.items() if not key.startswith("action")})
    assert (day.conversions_micros, day.conversion_value_micros) == (0, 0)


def test_a_row_of_several_days_is_not_taken_for_one() -> None:
    with pytest.raises(ValueError, match="to 2026-11-01"):
        day_of(ROW | {"date_stop": "2026-11-01"})


def test_a_campaign_that_no_list_names_keeps_its_name() -> None:
    gone = unlisted_campaign(ROW, "USD")
    assert (gone.external_id, gone.name, gone.status) == ("23", "Gone", "DELETED")


def test_recorded_rows_are_read_to_the_cent() -> None:
    rows = recorded("ads_insights")
    if not rows:
        pytest.skip("the recordings are not at hand")
    spent = {day_of(row).spend_micros for row in rows}
    assert spent == {720_000, 730_000}
    assert {counted(row.get("actions", ())) for row in rows} == {0}
