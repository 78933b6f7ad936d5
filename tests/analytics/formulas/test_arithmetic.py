"""Formulas: what is read, what is refused and where, and that what comes out is exact."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from analytics.built_in import BUILT_IN
from analytics.formulas.compiling import compile_formula
from analytics.formulas.reading import read_formula
from analytics.formulas.trees import Name, Negative, NoFormula, Number, Tree
from analytics.formulas.words import definition, tree_words
from analytics.metrics import Metric, Unit
from analytics.queries.cells import value_of

_SUMS = ("spend", "clicks", "leads", "mql", "won", "revenue")
_KEYS = {"won": "won_deals", "revenue": "won_revenue"}


def metric(text: str, unit: str = Unit.RATIO) -> Metric:
    made = compile_formula(text)
    return Metric("own_x", "X", made.unit_as(unit), made.numerator, "", made.denominator)


def refusal(text: str, read: Callable[[str], Any] = compile_formula) -> NoFormula | None:
    try:
        read(text)
    except NoFormula as refused:
        return refused
    return None


def by_hand(tree: Tree, sums: dict[str, int]) -> Fraction | None:
    """As one reckons a formula from inside out; nothing where one would divide by 0."""
    if isinstance(tree, Number):
        return tree.value
    if isinstance(tree, Name):
        own = BUILT_IN[tree.key]
        below = Fraction(sums[own.denominator]) if own.denominator else Fraction(1)
        return sums[own.numerator] / below if below else None
    if isinstance(tree, Negative):
        part = by_hand(tree.part, sums)
        return None if part is None else -part
    left, right = by_hand(tree.left, sums), by_hand(tree.right, sums)
    if left is None or right is None or (tree.sign == "/" and not right):
        return None
    reckon = {"+": left + right, "-": left - right, "*": left * right}
    return reckon[tree.sign] if tree.sign in reckon else left / right


def _texts() -> some.SearchStrategy[str]:
    """Formulas of one unit: counts added, scaled and divided in all ways, money over counts."""
    names = [_KEYS.get(key, key) for key in _SUMS if key not in ("spend", "revenue")]
    count = some.sampled_from(names)
    counts = some.recursive(
        count,
        lambda inner: some.one_of(
            some.tuples(inner, some.sampled_from("+-"), inner).map("({0[0]} {0[1]} {0[2]})".format),
            some.tuples(some.sampled_from(("2", "0.5", "1 / 3")), inner).map(
                "{0[0]} * {0[1]}".format
            ),
            inner.map("-{}".format),
        ),
        max_leaves=4,
    )
    shares = some.tuples(counts, counts).map("({0[0]}) / ({0[1]})".format)
    prices = some.tuples(some.sampled_from(("spend", "won_revenue", "cpc * clicks")), counts)
    return some.one_of(
        counts,
        shares,
        some.tuples(shares, some.sampled_from("+-*/"), shares).map(
            "({0[0]}) {0[1]} ({0[2]})".format
        ),
        prices.map("({0[0]}) / ({0[1]})".format),
        some.just("cpl / cpc"),
        some.just("1 - mql / leads"),
    )


@settings(max_examples=60, deadline=None)
@given(
    text=_texts(),
    values=some.lists(some.integers(0, 10**9), min_size=len(_SUMS), max_size=len(_SUMS)),
)
def test_a_formula_is_worth_what_one_reckons_by_hand(text: str, values: list[int]) -> None:
    sums = dict(zip(_SUMS, values, strict=True))
    refused = refusal(text)
    if refused is not None:
        assert "divides by nothing" in refused.message or "Nothing is counted" in refused.message
        return
    made = metric(text)
    wanted, found = by_hand(read_formula(text), sums), value_of(made, sums)
    if wanted is None:
        assert found is None
    elif made.unit is Unit.MONEY:
        assert found == round(wanted)
    else:
        assert found == float(wanted)


@settings(max_examples=40, deadline=None)
@given(some.text(alphabet="ab1.,()+-*/ \n%ø\"'", max_size=40))
def test_whatever_is_written_is_read_or_refused_at_a_place_in_it(text: str) -> None:
    refused = refusal(text, read_formula)
    if refused is not None:
        assert 0 <= refused.at <= len(text)
        assert refused.advice


def test_a_ratio_is_of_sums_and_never_a_mean() -> None:
    made = metric("spend / (leads + mql)")
    assert (made.numerator, made.denominator) == ("spend", "leads + mql")
    days = ({"spend": 100, "leads": 1, "mql": 0}, {"spend": 100, "leads": 9, "mql": 10})
    month = {key: sum(day[key] for day in days) for key in days[0]}
    assert value_of(made, month) == 10
    nested = metric("ctr * win_rate")
    assert (nested.numerator, nested.denominator) == (
        "clicks * won",
        "impressions * won + impressions * lost",
    )
    assert nested.unit is Unit.RATIO
    assert {one.key for one in nested.measures} == {"clicks", "impressions", "won", "lost"}


@pytest.mark.parametrize(
    ("text", "numerator", "denominator", "unit"),
    [
        ("leads + mql", "leads + mql", "", Unit.COUNT),
        ("spend * 1.25", "5 / 4 * spend", "", Unit.MONEY),
        ("1000 × spend ÷ impressions", "1000 * spend", "impressions", Unit.MONEY),
        ("won_revenue - spend", "revenue - spend", "", Unit.MONEY),
        ("leads / 3", "1 / 3 * leads", "", Unit.COUNT),
        ("cpl / cpc", "clicks * spend", "leads * spend", Unit.RATIO),
    ],
)
def test_what_a_formula_comes_to(text: str, numerator: str, denominator: str, unit: Unit) -> None:
    made = metric(text)
    if text == "cpl / cpc":
        # cpc itself is null without clicks, and so is what is divided by it.
        assert value_of(made, {"spend": 5, "leads": 2, "clicks": 0}) is None
        assert value_of(made, {"spend": 5, "leads": 2, "clicks": 4}) == 2.0
        return
    assert (made.numerator, made.denominator, made.unit) == (numerator, denominator, unit)


@pytest.mark.parametrize(
    ("text", "at", "says", "advises"),
    [
        ("spend + leads", 6, "An amount of money and a number of things", "Divide first"),
        ("spend / leads + spend", 14, "Money a piece and an amount of money", "Divide first"),
        ("leads - 1", 6, "one cannot take a plain number", "multiply"),
        ("leads / spend", 0, "no unit", "Turn the division around"),
        ("leads * mql", 0, "no unit", "money, a number, days"),
        ("2 + 2", 0, "Nothing is counted", "Name at least one metric"),
        ("spend / (leads - leads)", 6, "divides by nothing", "counted"),
        ("spend / laeds", 8, "“laeds” is no metric", "Did you mean leads?"),
        ("own_x + 1", 0, "cannot stand in a formula", "brackets"),
        ("spend leads", 6, "“leads” is not expected", "+ - * /"),
        ("(spend", 0, "never closed", "Write )"),
        ("spend /", 7, "something is missing", "Write a name"),
        ("spend % 3", 6, "“%” means nothing", "Use names"),
        ("1,000 * spend", 0, "“1,000” is no number", "1000 or 2.5"),
        ("", 0, "something is missing", "Write a name"),
        ("(" * 30 + "spend" + ")" * 30, 20, "Too many brackets", "Take some away"),
        ("spend + " * 80 + "spend", 500, "at most 500", "two metrics"),
        (" * ".join(["win_rate"] * 7), 64, "too long", "two metrics"),
        ("__import__('os')", 11, "“'” means nothing", "Use names"),
    ],
)
def test_what_is_no_formula_is_refused_where_it_is_wrong(
    text: str, at: int, says: str, advises: str
) -> None:
    with pytest.raises(NoFormula) as refused:
        compile_formula(text)
    assert says in refused.value.message
    assert advises in refused.value.advice
    assert refused.value.at == at


def test_money_is_exact_and_half_goes_to_even() -> None:
    large = 9_007_199_254_740_993 * 1_000
    assert value_of(metric("spend"), {"spend": large}) == large
    assert value_of(metric("spend / leads"), {"spend": large * 3, "leads": 3}) == large
    halves: list[Any] = [
        value_of(metric("spend / leads"), {"spend": n, "leads": 2}) for n in (1, 3)
    ]
    assert halves == [0, 2]
    assert value_of(metric("spend / 2"), {"spend": 5}) == 2
    assert (
        value_of(metric("key_events / sessions"), {"key_events": 1_500_000, "sessions": 3}) == 0.5
    )


def test_a_formula_in_words_has_the_brackets_that_it_needs() -> None:
    tree = read_formula("spend / (leads + mql) - cpc * (1 - 2.5)")
    assert tree_words(tree) == "Spend ÷ (Leads + MQL) − CPC × (1 − 2.5)"
    assert tree_words(read_formula("leads - (mql - sql)")) == "Leads − (MQL − SQL)"
    assert tree_words(read_formula("leads / (mql * sql)")) == "Leads ÷ (MQL × SQL)"
    said = definition("leads + mql", "Whoever is in the funnel.")
    assert said == "Leads + MQL, all summed over the period. Whoever is in the funnel."
