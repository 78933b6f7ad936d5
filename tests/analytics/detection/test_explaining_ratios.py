"""The change of a ratio is taken apart exactly, and lies where its parts moved it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.detection.explaining.dimension import likely_part
from analytics.detection.explaining.ratios import RatioSegment, Terms, decompose_ratio

NOTHING = Terms(0, 0, 0)
terms = st.builds(Terms, st.integers(0, 10**6), st.integers(0, 10**5), st.integers(0, 10**9))
segments = st.lists(st.builds(RatioSegment, st.uuids().map(str), terms, terms), max_size=5)
units = st.sampled_from([Fraction(1), Fraction(10), Fraction(1, 10**6)])


@given(segments, units)
def test_rows_and_columns_sum_to_what_is_shown(given_: list[RatioSegment], unit: Fraction) -> None:
    found = decompose_ratio(given_, unit)
    sums = [sum(getattr(one, at).below for one in given_) for at in ("before", "after")]
    if found is None:
        assert not all(sums)
        return
    assert found.parts.change == found.after - found.before
    assert found.parts.effects.total == found.parts.change
    assert sum(effects.total for _key, effects in found.parts.segments) == found.parts.change
    assert found.parts.effects.volume == 0
    if found.shares:
        assert sum(one.explained for one in found.shares) == pytest.approx(1)


def effects(*segments: tuple[Terms, Terms]) -> dict[str, int]:
    rows = [RatioSegment(str(at), *pair) for at, pair in enumerate(segments)]
    found = decompose_ratio(rows, Fraction(1))
    assert found is not None
    return {name: value for name, value in vars(found.parts.effects).items() if value}


def test_more_of_everything_moves_no_ratio() -> None:
    assert effects((Terms(100, 10, 5_000), Terms(300, 30, 15_000))) == {}


def test_what_alone_moved_is_all_of_the_change() -> None:
    before = Terms(100, 10, 5_000)
    assert effects((before, Terms(100, 20, 10_000))) == {"rate": 50}
    assert effects((before, Terms(100, 10, 8_000))) == {"price": 30}


def test_a_dear_part_that_grew_is_mix_and_so_is_a_cheap_one_that_shrank() -> None:
    """A click costs 10 at one and 50 at the other; half of all clicks become a quarter."""
    cheap = (Terms(100, 100, 1_000), Terms(50, 50, 500))
    dear = (Terms(100, 100, 5_000), Terms(150, 150, 7_500))
    assert effects(cheap, dear) == {"mix": 10}
    rows = [RatioSegment("cheap", *cheap), RatioSegment("dear", *dear)]
    found = decompose_ratio(rows, Fraction(1))
    assert found is not None
    assert (found.before, found.after) == (30, 40)
    assert [own.mix for _key, own in found.parts.segments] == [6, 4], "25 x 1/4 and 15 x 1/4"


def test_spend_that_brings_nothing_has_neither_rate_nor_price() -> None:
    bought = (Terms(10, 100, 1_000), Terms(10, 100, 1_000))
    waste = (NOTHING, Terms(0, 50, 500))
    assert effects(bought, waste) == {"loose": 50}


def test_a_ratio_of_nothing_has_no_change() -> None:
    assert decompose_ratio([RatioSegment("a", Terms(1, 1, 1), NOTHING)], Fraction(1)) is None
    assert decompose_ratio([], Fraction(1)) is None


def test_it_lies_where_the_ratio_moved_and_not_where_most_of_it_is() -> None:
    """Four campaigns of which the smallest got five times as dear; by platform it is one of two."""
    calm = [RatioSegment(f"c{at}", *([Terms(100, 100, 1_000)] * 2)) for at in range(3)]
    dear = RatioSegment("dear", Terms(100, 100, 1_000), Terms(100, 100, 5_000))
    by_campaign = decompose_ratio([*calm, dear], Fraction(1))
    halves = [
        RatioSegment("a", Terms(200, 200, 2_000), Terms(200, 200, 2_000)),
        RatioSegment("b", Terms(200, 200, 2_000), Terms(200, 200, 6_000)),
    ]
    by_platform = decompose_ratio(halves, Fraction(1))
    assert by_campaign is not None
    assert by_platform is not None
    found = likely_part({"campaign": by_campaign.shares, "platform": by_platform.shares})
    assert found is not None
    assert (found.dimension, found.values) == ("campaign", ("dear",))
    assert (found.explained, found.held) == (1, 0.25)
