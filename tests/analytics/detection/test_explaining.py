"""A change is taken apart exactly: parts sum to it, to the last unit."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.detection.explaining.decomposition import Amounts, Effects, Segment, decompose
from analytics.detection.explaining.dimension import Value, likely_dimension
from analytics.detection.explaining.rounding import largest_remainder

amounts = st.builds(
    Amounts, st.integers(0, 10**6), st.integers(0, 10**4), st.integers(-(10**13), 10**13)
)
segments = st.lists(st.builds(Segment, st.uuids().map(str), amounts, amounts), max_size=5)


@given(segments)
def test_rows_and_columns_sum_to_the_change_exactly(given_: list[Segment]) -> None:
    found = decompose(given_)
    assert found.change == sum(one.after.amount - one.before.amount for one in given_)
    assert found.effects.total == found.change
    assert sum(effects.total for _, effects in found.segments) == found.change
    for segment, (key, effects) in zip(given_, found.segments, strict=True):
        assert key == segment.key
        # Each of its five effects is off by less than one unit.
        assert abs(effects.total - (segment.after.amount - segment.before.amount)) < 5


def one(before: Amounts, after: Amounts) -> Effects:
    return decompose([Segment("all", before, after)]).effects


def test_what_alone_moved_is_all_of_the_change() -> None:
    before = Amounts(1_000, 100, 50_000)
    assert one(before, Amounts(1_100, 110, 55_000)) == Effects(5_000, 0, 0, 0, 0)
    assert one(before, Amounts(1_000, 80, 40_000)) == Effects(0, 0, -10_000, 0, 0)
    assert one(before, Amounts(1_000, 100, 60_000)) == Effects(0, 0, 0, 10_000, 0)


def test_two_factors_share_what_they_did_together() -> None:
    """Of a x b the Shapley values are da (b0 + b1) / 2 and db (a0 + a1) / 2."""
    found = one(Amounts(100, 10, 1_000), Amounts(200, 60, 6_000))
    # Volume 100 to 200, rate 0.1 to 0.3, price 100 stays.
    assert found == Effects(volume=2_000, mix=0, rate=3_000, price=0, loose=0)


def test_clicks_that_moved_to_a_dearer_campaign_are_mix() -> None:
    cheap = Segment("cheap", Amounts(500, 50, 5_000), Amounts(300, 30, 3_000))
    dear = Segment("dear", Amounts(500, 50, 50_000), Amounts(700, 70, 70_000))
    assert decompose([cheap, dear]).effects == Effects(0, 18_000, 0, 0, 0)


def test_a_new_segment_is_mix_and_what_has_no_click_is_loose() -> None:
    nothing = Amounts(0, 0, 0)
    old = Segment("old", Amounts(1_000, 100, 10_000), Amounts(1_000, 100, 10_000))
    new = Segment("new", nothing, Amounts(1_000, 100, 10_000))
    found = dict(decompose([old, new]).segments)
    assert found["new"].rate == found["new"].price == found["new"].loose == 0
    assert decompose([old, new]).effects.total == 10_000
    assert one(Amounts(0, 5, 700), Amounts(0, 9, 1_000)) == Effects(0, 0, 0, 0, 300)


def test_the_largest_remainder_gives_the_units_that_are_left() -> None:
    thirds = [Fraction(10, 3)] * 3
    assert largest_remainder(thirds, 10) == (4, 3, 3)
    assert largest_remainder([-third for third in thirds], -10) == (-3, -3, -4)
    with pytest.raises(ValueError, match="do not sum"):
        largest_remainder(thirds, 11)


def test_the_dimension_is_that_in_which_few_values_explain_most() -> None:
    campaigns = [Value("a", 100, 10), Value("b", 400, 398), Value("c", 500, 495)]
    countries = [Value("DK", 800, 724), Value("SE", 200, 179)]
    found = likely_dimension({"campaign": campaigns, "country": countries})
    assert found is not None
    assert (found.dimension, found.values) == ("campaign", ("a",))
    assert found.explained == pytest.approx(90 / 97)
    assert found.held == pytest.approx(0.1)


def test_what_fell_everywhere_alike_has_no_dimension() -> None:
    alike = [Value("DK", 800, 400), Value("SE", 200, 100)]
    whole = [Value("all", 1_000, 500)]
    spread = [Value(str(at), 20, 10) for at in range(50)]
    assert likely_dimension({"country": alike, "brand": whole, "campaign": spread}) is None
