"""How numbers are written: three digits that mean something, in the reader's language."""

import random
from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from django.utils.translation import override

from analytics.figures import change_of, exact, exact_of, short, sparkline, written
from analytics.metrics import CATALOGUE, Unit
from analytics.queries import Cell


@pytest.mark.parametrize(
    ("unit", "value", "in_short", "in_full"),
    [
        (Unit.MONEY, 1_243_118_200_000, "DKK\u00a01.24m", "DKK\u00a01,243,118.20"),
        (Unit.MONEY, 760_000, "DKK\u00a00.760", "DKK\u00a00.76"),
        (Unit.MONEY, 999_960_000_000, "DKK\u00a01.00m", "DKK\u00a0999,960.00"),
        (Unit.MONEY, 0, "DKK\u00a00", "DKK\u00a00.00"),
        (Unit.MONEY, -5_300_000_000, "DKK\u00a0-5.30k", "DKK\u00a0-5,300.00"),
        (Unit.COUNT, 987, "987", "987"),
        (Unit.COUNT, 213_434_828, "213m", "213,434,828"),
        (Unit.MONEY, 1_538_195, "DKK\u00a01.54", "DKK\u00a01.5382"),
        (Unit.MONEY, 1_500_000, "DKK\u00a01.50", "DKK\u00a01.50"),
        (Unit.RATE, 0.00017881, "0.0179%", "0.01788%"),
        (Unit.RATE, 0.012627, "1.26%", "1.2627%"),
        (Unit.RATIO, 4.2, "4.20×", "4.2×"),
    ],
)
def test_in_short_and_in_full(unit: Unit, value: float, in_short: str, in_full: str) -> None:
    assert short(unit, value, "DKK") == in_short
    assert exact(unit, value, "DKK") == in_full


def test_in_danish() -> None:
    with override("da"):
        assert short(Unit.MONEY, 1_243_118_200_000, "DKK") == "DKK\u00a01,24\u00a0mio."
        assert exact(Unit.MONEY, 1_243_118_200_000, "DKK") == "DKK\u00a01.243.118,20"
        assert short(Unit.RATE, 0.031, "DKK") == "3,10\u00a0%"


@pytest.mark.parametrize(
    ("metric", "now", "before", "text", "tone"),
    [
        ("leads", 150, 100, "+50.0%", "good"),
        ("leads", 50, 100, "−50.0%", "bad"),
        ("spend", 150, 100, "+50.0%", "neutral"),
        ("cpc", 50, 100, "−50.0%", "good"),
        ("ctr", 0.05, 0.02, "+3.00 points", "good"),
        ("leads", 100, 100, "±0.0%", "neutral"),
        ("cpc", 100_001, 100_000, "±0.0%", "neutral"),
        ("ctr", 0.020001, 0.02, "±0.00 points", "neutral"),
        ("won_revenue", 100, -100, "+200%", "good"),
    ],
)
def test_a_change_says_whether_it_is_good(
    metric: str, now: float, before: float, text: str, tone: str
) -> None:
    change = change_of(CATALOGUE[metric], Cell(now), Cell(before))
    assert change is not None
    assert (change.text, change.tone) == (text, tone)


def test_nothing_is_no_change() -> None:
    leads = CATALOGUE["leads"]
    assert change_of(leads, Cell(5), Cell(0)) is None
    assert change_of(leads, Cell(5), Cell(None)) is None
    assert change_of(leads, Cell(5), None) is None


def test_a_sparkline_fills_its_box_and_skips_gaps() -> None:
    assert sparkline((0, None, 5, 10)) == "0.0,26.0 66.7,14.0 100.0,2.0"
    assert sparkline((None, 3, None)) == ""


def test_numbers_are_written_as_babel_writes_them() -> None:
    chance = random.Random(2)
    patterns = ("#,##0", "#,##0.00", "#,##0.00##", "#,##0.####", "#,##0.#########")
    for _example in range(300):
        value = chance.choice(
            (
                chance.randrange(-(10**9), 10**9),
                chance.uniform(-1, 1) * 10 ** chance.randrange(-6, 12),
                Decimal(chance.randrange(-(10**9), 10**9)) / 10 ** chance.randrange(8),
                Decimal("0.125"),
                -0.0,
            )
        )
        for pattern in patterns:
            assert written(value, pattern) == format_decimal(value, pattern, locale="en")


@pytest.mark.parametrize(
    ("metric", "micros", "currency", "text"),
    [
        ("spend", 8_877_800, "USD", "USD\u00a08.88"),
        ("spend", 8_877_800, "JPY", "JPY\u00a09"),
        ("spend", 1_234_567_800_000, "USD", "USD\u00a01,234,567.80"),
        ("won_revenue", 8_877_800, "KWD", "KWD\u00a08.878"),
        ("cpc", 8_877_800, "USD", "USD\u00a08.8778"),
        ("cpc", 4_300, "USD", "USD\u00a00.0043"),
    ],
)
def test_a_sum_has_its_currencys_digits_and_a_price_parts_of_them(
    metric: str, micros: int, currency: str, text: str
) -> None:
    assert exact_of(CATALOGUE[metric], micros, currency) == text
