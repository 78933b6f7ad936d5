"""Control totals: what a source says of its own sums is compared with what is stored, by day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from accounts.tenancy import inside
from integrations.models import ControlledDay, ControlTotal, Source
from integrations.services.controls import comparing
from integrations.services.controls.comparing import Comparison
from tests.cast import Cast

FIRST = date(2026, 11, 1)


def days(*values: int) -> dict[date, tuple[int, dict[str, int]]]:
    """One stored row a day."""
    return {FIRST + timedelta(days=n): (1, {"clicks": value}) for n, value in enumerate(values)}


def comparison(told: list[int], stored: list[int], metric: str = "clicks") -> Comparison:
    """A source that tells `told`, and a store that has `stored`."""

    def ask(first_on: date, last_on: date) -> dict[str, int]:
        begin, end = (first_on - FIRST).days, (last_on - FIRST).days
        return {metric: sum(told[begin : end + 1])}

    rows = {on: (1, {metric: sums["clicks"]}) for on, (_, sums) in days(*stored).items()}
    return Comparison(ask, rows)


def located(found: Comparison, count: int) -> list[date]:
    last = FIRST + timedelta(days=count - 1)
    spans = found.locate(FIRST, last, found.theirs(FIRST, last))
    return [on for span in spans for on in span.days]


@given(
    some.lists(some.integers(0, 500), min_size=1, max_size=30),
    some.dictionaries(some.integers(0, 29), some.integers(1, 9), max_size=3),
)
def test_exactly_the_days_that_lack_something_are_found(
    told: list[int], lacking: dict[int, int]
) -> None:
    stored = [value - lacking.get(n, 0) for n, value in enumerate(told)]
    found = comparison(told, stored)
    expected = [FIRST + timedelta(days=n) for n in sorted(lacking) if n < len(told)]
    assert located(found, len(told)) == expected
    assert found.asked <= comparing.QUESTIONS


def test_when_the_questions_run_out_a_whole_span_is_doubted(monkeypatch: Any) -> None:
    monkeypatch.setattr(comparing, "QUESTIONS", 2)
    found = comparison([1] * 8, [0] + [1] * 7)
    assert located(found, 8) == [FIRST + timedelta(days=n) for n in range(4)]
    assert found.asked == 2


def test_fractions_may_differ_by_their_rounding_and_whole_numbers_may_not() -> None:
    assert located(comparison([100], [101], "conversions_micros"), 1) == []
    assert located(comparison([100], [102], "conversions_micros"), 1) == [FIRST]
    assert located(comparison([100], [101], "spend_micros"), 1) == [FIRST]


def test_nothing_stored_stays_null() -> None:
    found = Comparison(lambda first_on, last_on: {"clicks": 3}, {})
    (span,) = found.locate(FIRST, FIRST, found.theirs(FIRST, FIRST))
    assert (dict(span.theirs), dict(span.ours)) == ({"clicks": 3}, {"clicks": None})


def test_nobody_elses_controls_are_seen(cast: Cast) -> None:
    with inside(cast.acme):
        ours = Source.objects.create(connector="google_ads", name="Ads")
        row: dict[str, Any] = {
            "source_id": ours.pk,
            "stream": "campaign_days",
            "is_equal": False,
            "checked_at": ours.created_at,
        }
        ControlledDay(workspace_id=cast.acme.pk, on=FIRST, **row).save(force_insert=True)
        ControlTotal(days=7, first_on=FIRST, last_on=FIRST, **row).save()
    with inside(cast.rival):
        assert not ControlledDay.objects.exists()
        assert not ControlTotal.objects.exists()
