"""Whatever is asked, the answer equals a naive sum over the vendors' rows, and loses nothing."""

import operator
import random
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.tenancy import inside
from analytics.exploring.answer import Line, explore
from analytics.exploring.language import filter_of, text_of
from analytics.exploring.question import Exploration
from analytics.exploring.series import series
from analytics.metrics import CATALOGUE, Metric, Unit
from analytics.queries import BadQuery, Breakdown, Comparison, Granularity, MetricQuery, Period
from analytics.queries.periods import compared
from analytics.queries.where import Clause, Compare, Condition, Every, Not, Operator, Range, Some
from tests.analytics.exploring.facts import (
    ASKED,
    DAYS,
    FIRST,
    Facts,
    can_answer,
    is_fit,
    make_facts,
    summed,
)
from tests.budget import at_length, examples
from tests.cast import Cast

pytestmark = pytest.mark.django_db
_DIMENSIONS = [one for one in Breakdown if one is not Breakdown.NONE]


def test_any_question_against_a_naive_sum(cast: Cast) -> None:
    chance = random.Random(11)
    with inside(cast.acme):
        facts, answered = make_facts(chance), 0
        for _example in range(examples(25, 1_500)):
            asked = _question(chance, facts)
            if asked is not None:
                _check(asked, facts, cast)
                answered += 1
        assert answered > examples(8, 500)


def _question(chance: random.Random, facts: Facts) -> Exploration | None:
    by = chance.sample(_DIMENSIONS, chance.choice((0, 1, 1, 2, 2, 3)))
    first = FIRST + timedelta(days=chance.randrange(40))
    metrics = tuple(chance.sample(ASKED, chance.choice((1, 2, 4))))
    where = _tree(chance, facts, 2) if chance.random() < 0.7 else None
    # What is written into an address is what is asked.
    assert filter_of(text_of(where)) == where
    pivot = chance.choice(by) if by and chance.random() < 0.3 else Breakdown.NONE
    having = None
    if chance.random() < 0.3:
        having = Range(
            metrics[0], chance.choice(list(Compare)), Decimal(chance.choice((0, 1, 10**9)))
        )
    try:
        query = MetricQuery(
            metrics,
            Period(first, first + timedelta(days=chance.choice((1, 7, 20)))),
            comparison=chance.choice(list(Comparison)),
            breakdown=by[0] if by else Breakdown.NONE,
            further=tuple(by[1:]),
            where=where,
        )
    except BadQuery:
        return None
    return Exploration(query, having, chance.choice((1, 5, 25)), pivot=pivot)


def _tree(chance: random.Random, facts: Facts, depth: int) -> Clause:
    if depth and chance.random() < 0.6:
        parts = [_tree(chance, facts, depth - 1) for _ in range(chance.choice((1, 2, 3)))]
        if len(parts) == 1:
            return Not(parts[0])
        return chance.choice((Every, Some))(tuple(parts))
    dimension, operator = chance.choice(_DIMENSIONS), chance.choice(list(Operator))
    rows = facts.ads if dimension.value in facts.ads[0] else facts.deals
    keys = [row[dimension.value] for row in rows]
    names = {"campaign": "name", "crm_campaign": "crm_name", "source": "source_name"}
    texts = [row[names.get(dimension.value, dimension.value)] for row in rows]
    if operator is Operator.IS:
        return Condition(
            dimension, operator, tuple(dict.fromkeys(chance.choices(keys + texts, k=2)))
        )
    words = [text[:4] or "%" for text in chance.choices(texts, k=2)]
    return Condition(dimension, operator, tuple(dict.fromkeys(w.swapcase() for w in words)))


def _check(asked: Exploration, facts: Facts, cast: Cast) -> None:
    query = asked.query
    answer = explore(asked, cast.acme)
    metrics = {m.key: m for m in query.catalogue}
    before = compared(query.period, query.comparison)
    rows = _grouped(asked, facts)
    wanted = {
        keys: {key: _value(asked, facts, m, of, query.period) for key, m in metrics.items()}
        for keys, of in rows.items()
    }
    present = {keys for keys in rows if _is_any(asked, facts, rows[keys], before)}
    if asked.having is not None and query.dimensions:
        present = {keys for keys in present if _fits(asked.having, wanted[keys])}
    if query.dimensions:
        assert answer.count == len(present), asked
        for line in answer.lines:
            assert _values(line) == pytest.approx(wanted[line.keys]), asked
        shown = {line.keys for line in answer.lines}
        assert len(shown) == min(asked.top, len(present))
        hidden = [row for keys in present - shown for row in rows[keys]]
        if hidden:
            rest = {
                key: _value(asked, facts, m, hidden, query.period) for key, m in metrics.items()
            }
            assert answer.rest is not None
            assert _values(answer.rest) == pytest.approx(rest), asked
    if asked.having is None or not query.dimensions:
        every = [row for of in rows.values() for row in of]
        for key, metric in metrics.items():
            value = answer.total.cells[key].value
            assert value == pytest.approx(_value(asked, facts, metric, every, query.period)), asked
    if answer.columns:
        _check_columns([*answer.lines, answer.total], metrics)


def _check_columns(lines: list[Line], metrics: dict[str, Metric]) -> None:
    """What is added up stands in one column or the other."""
    for line in lines:
        for key, metric in metrics.items():
            if not metric.denominator and metric.unit is not Unit.RATE:
                parts = [cells[key].value or 0 for cells in line.columns]
                assert sum(parts) == (line.cells[key].value or 0)


def _grouped(asked: Exploration, facts: Facts) -> dict[tuple[str, ...], list[Any]]:
    where, found = asked.query.where, defaultdict(list)
    for is_deal, rows in ((False, facts.ads), (True, facts.deals)):
        for row in rows:
            if not {d.value for d in asked.query.dimensions} <= set(row):
                continue
            if where is None or (
                _can_test(row, where, is_deal) and is_fit(where, row, facts, is_deal=is_deal)
            ):
                found[tuple(row[d.value] for d in asked.down)].append(row)
    return found


def _can_test(row: Any, where: Clause, is_deal: bool) -> bool:
    metric = CATALOGUE["won_deals" if is_deal else "spend"]
    return can_answer(metric, (), where)


def _value(
    asked: Exploration, facts: Facts, metric: Metric, rows: list[Any], period: Period
) -> Any:
    if not can_answer(metric, asked.query.dimensions, asked.query.where):
        return None
    return summed(facts, metric, rows, period)


def _is_any(asked: Exploration, facts: Facts, rows: list[Any], before: Period | None) -> bool:
    plain = {one.key for m in asked.query.catalogue for one in m.measures}
    found = [CATALOGUE[key] for key in CATALOGUE if CATALOGUE[key].numerator in plain]
    return any(
        summed(facts, metric, rows, period)
        for metric in found
        if not metric.denominator
        for period in (asked.query.period, before)
        if period
    )


def _fits(having: Any, values: dict[str, Any]) -> bool:
    value, number = values[having.metric], having.number
    if value is None:
        return False
    compare = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}
    return bool(compare.get(having.compare.value, operator.eq)(value, number))


def _values(line: Line) -> dict[str, Any]:
    return {key: cell.value for key, cell in line.cells.items()}


@pytest.mark.parametrize(
    "step", [Granularity.WEEK, *at_length(Granularity.DAY, Granularity.QUARTER)]
)
def test_series_of_the_first_parts_and_of_the_rest_add_up_to_the_whole(
    cast: Cast, step: Granularity
) -> None:
    with inside(cast.acme):
        make_facts(random.Random(3))
        period = Period(FIRST, FIRST + timedelta(days=DAYS))
        for by in (Breakdown.CAMPAIGN, Breakdown.CHANNEL, Breakdown.PLATFORM):
            query = MetricQuery(("spend",), period, breakdown=by)
            answer = explore(Exploration(query, step=step), cast.acme)
            drawn = series(answer, cast.acme)
            assert len(drawn) == min(6, answer.count)
            spent = sum(value or 0 for one in drawn for value in one.series.values)
            assert spent == pytest.approx(answer.total.cells["spend"].value, rel=1e-9)


def test_nothing_of_a_neighbour_is_seen(cast: Cast) -> None:
    with inside(cast.acme):
        facts = make_facts(random.Random(5))
    with inside(cast.rival):
        period = Period(FIRST, FIRST + timedelta(days=DAYS))
        named = Condition(Breakdown.CAMPAIGN, Operator.IS, (facts.ads[0]["campaign"],))
        for where in (None, named, Not(named)):
            query = MetricQuery(("spend", "won_revenue"), period, where=where)
            for by in (Breakdown.SOURCE, Breakdown.CHANNEL):
                found = explore(Exploration(_by(query, by)), cast.rival)
                assert (found.lines, found.rest) == ((), None)
                assert not any(cell.value for cell in found.total.cells.values())
                assert series(found, cast.rival) == ()


def _by(query: MetricQuery, by: Breakdown) -> MetricQuery:
    return MetricQuery(query.metrics, query.period, where=query.where, breakdown=by)


def test_an_answer_costs_the_same_statements_however_many_rows(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    with inside(cast.acme):
        make_facts(random.Random(3))
        period = Period(FIRST, FIRST + timedelta(days=DAYS))
        by = (Breakdown.CAMPAIGN, (Breakdown.SOURCE,))
        asked = Exploration(MetricQuery(("spend",), period, breakdown=by[0], further=by[1]))
        with django_assert_num_queries(4):
            answer = explore(asked, cast.acme)
        with django_assert_num_queries(2):
            series(answer, cast.acme)
