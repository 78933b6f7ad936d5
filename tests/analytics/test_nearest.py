"""A misspelt metric is answered with the nearest ones by name, never with the whole catalogue."""

import pytest

from accounts.tenancy import inside
from analytics.budgets.keeping import What, check_what
from analytics.exploring.leaves import range_of
from analytics.formulas.keeping import Draft, define_metric
from analytics.models import Every
from analytics.nearest import nearest, no_metric
from analytics.queries import BadQuery, MetricQuery
from analytics.scopes import Scope
from tests.analytics.test_queries import MARCH
from tests.cast import Cast


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("spendd", "spend"),
        ("Cost per lead", "cpl"),
        ("cost_per_lead", "cpl"),
        ("won revenue", "won_revenue"),
        ("conversion", "conversions"),
        ("ROAS", "roas"),
        ("impresions", "impressions"),
    ],
)
def test_the_nearest_is_found_by_key_and_by_name(typed: str, first: str) -> None:
    assert nearest(typed)[0] == first


def test_it_names_three_at_most_and_none_where_none_is_like_it() -> None:
    assert no_metric("spendd") == "“spendd” is no metric. Did you mean Spend (spend)?"
    assert len(nearest("cost")) <= 3
    for nothing in ("", "zzzzzz", "\0"):
        assert "look it up in the catalogue" in no_metric(nothing)
    assert len(no_metric("x" * 500)) < 200


def test_whoever_asks_is_told_the_same() -> None:
    said = "Did you mean Spend (spend)?"
    with pytest.raises(BadQuery, match=r"Did you mean Spend"):
        MetricQuery(("spendd",), MARCH)
    assert said in str(range_of("spendd", ">", "1"))
    with pytest.raises(Exception, match=r"Did you mean Spend"):
        check_what(What("spendd", Every.MONTH, Scope(), "even"))


@pytest.mark.django_db
def test_a_metric_of_ones_own_is_near_in_its_workspace_alone(cast: Cast) -> None:
    with inside(cast.acme):
        define_metric(draft=Draft(name="Hands raised", formula="mql + sql"), user_id=cast.bob.pk)
        assert nearest("hands raise") == ["own_hands_raised"]
    with inside(cast.rival):
        assert nearest("hands raise") == []
