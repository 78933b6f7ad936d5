"""A filter as text is read as it is meant; what is wrong with it is said, and nothing breaks."""

from decimal import Decimal

import pytest

from analytics.exploring.language import NoFilter, filter_of, ranges_of, text_of
from analytics.queries import Breakdown
from analytics.queries.where import Compare, Condition, Every, Not, Operator, Range, Some

_BRAND = Condition(Breakdown.CAMPAIGN, Operator.CONTAINS, ("brand",))
_GOOGLE = Condition(Breakdown.PLATFORM, Operator.IS, ("google_ads",))


def test_and_binds_closer_than_or_and_brackets_closer_than_both() -> None:
    brand, google = "campaign contains brand", 'platform is "Google Ads"'
    assert filter_of(f"{brand} or {google} and not {brand}") == Some(
        (_BRAND, Every((_GOOGLE, Not(_BRAND))))
    )
    assert filter_of(f"({brand} or {google}) and not {brand}") == Every(
        (Some((_BRAND, _GOOGLE)), Not(_BRAND))
    )


@pytest.mark.parametrize(
    "text",
    [
        'campaign is ("Brand, DK", "say \\"no\\"", "or")',
        "not (channel is Display or lead_source does not start with web)",
        'platform is not google_ads and crm_campaign is ""',
        'source does not contain "100% (x)"',
    ],
)
def test_what_is_written_is_read_again(text: str) -> None:
    assert text_of(filter_of(text)) == text


def test_ranges_are_in_the_units_that_people_write() -> None:
    found = Every(
        (
            Range("spend", Compare.LEAST, Decimal(1_000_500_000)),
            Range("ctr", Compare.LESS, Decimal("0.02")),
        )
    )
    assert ranges_of("spend>=1000.5 and ctr < 2%") == found
    assert text_of(found) == "spend >= 1000.5 and ctr < 2%"
    assert text_of(ranges_of("not clicks = 7")) == "not clicks = 7"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("colour is red", "“colour” is no dimension"),
        ("campaign", "comes is, is not"),
        ("campaign is", "a value"),
        ('campaign is "open', "not closed"),
        ("(campaign is a", "“)” is expected"),
        ("campaign is a b", "“b” is not expected"),
        ('campaign contains ""', "has to contain"),
        ("not " * 40 + "campaign is a", "brackets"),
        ("campaign is a or " * 25 + "campaign is a", "At most 20"),
        ("x" * 2_001, "At most 2000"),
        ("campaign is ; DROP TABLE x", "“DROP” is not expected"),
    ],
)
def test_what_is_no_filter_says_why(text: str, says: str) -> None:
    with pytest.raises(NoFilter, match=says.replace("(", r"\(").replace(")", r"\)")):
        filter_of(text)


@pytest.mark.parametrize("text", ["spend", "spend >= x", "spend ~ 1", "profit > 1", "spend > 1%"])
def test_what_is_no_range_says_why(text: str) -> None:
    with pytest.raises(NoFilter):
        ranges_of(text)
