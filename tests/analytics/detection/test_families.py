"""Many series at once: the example of Benjamini and Hochberg, and what no order may change."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.detection import tails
from analytics.detection.deciding.families import adjusted, called

# Benjamini, Hochberg (1995), section 3.3: fifteen comparisons of a trial on thrombolysis.
PAPER = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
PAPER += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
rare = st.lists(st.floats(0, 1), min_size=1, max_size=30)


def test_the_four_of_the_paper_are_called_where_bonferroni_calls_three() -> None:
    p = np.array(PAPER)[:, None]
    assert called(p, 0.05)[:, 0].tolist() == [True] * 4 + [False] * 11
    assert int((p <= 0.05 / 15).sum()) == 3


@given(rare)
def test_order_and_gaps_change_nothing(values: list[float]) -> None:
    p = np.array(values)
    order = np.random.default_rng(len(values)).permutation(len(values))
    np.testing.assert_array_equal(adjusted(p[order][:, None])[:, 0], adjusted(p[:, None])[order, 0])
    with_gap = np.append(p, np.nan)[:, None]
    np.testing.assert_array_equal(adjusted(with_gap)[:-1, 0], adjusted(p[:, None])[:, 0])
    assert np.isnan(adjusted(with_gap)[-1, 0])


@given(rare)
def test_it_is_the_step_up_of_the_definition(values: list[float]) -> None:
    ranked = sorted(values)
    steps = [at for at, p in enumerate(ranked, 1) if p * len(values) / at <= 0.1]
    most = ranked[max(steps) - 1] if steps else -1.0
    expected = [p <= most for p in values]
    assert called(np.array(values)[:, None], 0.1)[:, 0].tolist() == expected


def test_days_are_families_of_their_own() -> None:
    p = np.array([[0.01, 0.01], [0.9, 0.02]])
    np.testing.assert_allclose(adjusted(p), [[0.02, 0.02], [0.9, 0.02]])


@pytest.mark.parametrize(
    ("successes", "trials", "share", "p"),
    [(2, 10, 0.5, 0.109375), (0, 10, 0.5, 2 / 1024), (10, 10, 0.5, 2 / 1024), (5, 10, 0.5, 1.0)],
)
def test_the_binomial_tail_is_exact(successes: int, trials: int, share: float, p: float) -> None:
    given_ = np.array([float(successes)]), np.array([float(trials)]), np.array([share])
    assert tails.binomial(*given_)[0] == pytest.approx(p)


def test_student_s_table() -> None:
    """Student's t at 10 degrees of freedom: 2.228 leaves 5 % outside, 3.169 leaves 1 %."""
    freedom = np.array([10.0, 10.0])
    np.testing.assert_allclose(
        tails.student(np.array([2.228, -3.169]), freedom), [0.05, 0.01], 1e-3
    )
    assert tails.student_reach(0.05, freedom)[0] == pytest.approx(2.228, abs=1e-3)
