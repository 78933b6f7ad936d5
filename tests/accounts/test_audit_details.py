"""The details of a line of the trail are words, and no names of our code."""

from accounts.audit_details import details


def test_details_of_common_lines_are_words() -> None:
    told = details(
        {"kind": "performance", "plan_key": "team", "status": "active", "code": "rejects"}
    )
    assert told == [
        ("reason", "too many rows could not be read"),
        ("kind", "daily performance"),
        ("plan", "Team"),
        ("state", "paid"),
    ]


def test_a_connector_goes_by_its_name() -> None:
    told = details({"connector": "google_ads", "way": "consent"})
    assert told == [("connector", "Google Ads"), ("way", "by log-in")]
