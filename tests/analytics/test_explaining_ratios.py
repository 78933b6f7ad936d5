"""An incident of a ratio is explained by the ratio itself: in words, exactly, and where it lies."""

from datetime import date
from typing import Any

import pytest

from accounts.models import Workspace
from accounts.tenancy import inside
from analytics.models import Incident, MonitorKind
from analytics.monitors.definition import Definition
from analytics.pages.explaining import Explanation, explain
from analytics.queries import Breakdown
from tests.analytics.test_queries import spend
from tests.cast import Cast
from tests.integrations.test_facts import make_ads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
MILLION = 1_000_000
LAST = date(2026, 3, 14)
# {(campaign, day): impressions, clicks, spend, currency, conversions, their value}
WEEKS: dict[Any, Any] = {
    (0, 1): (1_000, 100, 100 * MILLION, "USD", 10 * MILLION, 500 * MILLION),
    (1, 2): (1_000, 100, 100 * MILLION, "USD", 10 * MILLION, 500 * MILLION),
    (0, 9): (1_000, 100, 300 * MILLION, "USD", 10 * MILLION, 500 * MILLION),
    (1, 10): (1_000, 100, 100 * MILLION, "USD", 10 * MILLION, 500 * MILLION),
}


def explained(workspace: Workspace, metric: str, **more: Any) -> Explanation | None:
    asked = Definition(MonitorKind.CHANGE, metric, parameters={"days": 7}, **more)
    return explain(Incident(opened_on=LAST, latest={"day": f"{LAST}"}), asked, workspace)


@pytest.mark.parametrize(
    ("metric", "said", "columns"),
    [
        ("cpc", ("USD\u00a01.000", "USD\u00a02.000", "+USD\u00a01.000"), ["Price"]),
        ("cpm", ("USD\u00a0100.00", "USD\u00a0200.00", "+USD\u00a0100.00"), ["Price"]),
        ("cost_per_conversion", ("USD\u00a010.00", "USD\u00a020.00", "+USD\u00a010.00"), ["Price"]),
        ("platform_roas", ("5.000×", "2.500×", "−2.500×"), ["Mix", "Rate"]),
    ],
)
def test_what_got_dearer_is_its_price(
    cast: Cast, metric: str, said: tuple[str, str, str], columns: list[str]
) -> None:
    with inside(cast.acme):
        spend(make_ads(), WEEKS)
        found = explained(cast.acme, metric)
    assert found is not None
    assert (found.before, found.after, found.change) == said
    assert [label for label, _hint in found.columns] == columns
    told = found.told
    assert sum(own.total for _key, own in told.parts.segments) == told.parts.change
    assert told.parts.change == told.after - told.before


def test_it_says_what_did_it_and_where_it_lies(cast: Cast) -> None:
    with inside(cast.acme):
        spend(make_ads(), WEEKS)
        found = explained(cast.acme, "cpc")
    assert found is not None
    assert found.note.startswith("Most of it is Price (Spend ÷ Clicks): +USD\u00a01.000 of +USD")
    assert "More or less of everything moves no ratio" in found.note
    assert (found.place[0], len(found.place[1])) == (Breakdown.CAMPAIGN, 1)
    assert "100% of the change, from 50% of what it is divided by" in found.likely


def test_a_rate_changes_in_points(cast: Cast) -> None:
    rows = {key: (1_000, 40 if key[1] > 7 else 100, 1, "USD") for key in WEEKS}
    with inside(cast.acme):
        spend(make_ads(), rows)
        found = explained(cast.acme, "ctr")
    assert found is not None
    assert (found.before, found.after, found.change) == ("10.00%", "4.00%", "−6.00 points")
    assert found.columns == (("Rate", "Clicks ÷ Impressions"),)
    assert found.likely == "", "it fell everywhere alike"


def test_of_an_empty_week_there_is_no_ratio_and_nothing_is_said(cast: Cast) -> None:
    with inside(cast.acme):
        spend(make_ads(), {key: row for key, row in WEEKS.items() if key[1] < 7})
        assert explained(cast.acme, "cpc") is None
    with inside(cast.rival):
        assert explained(cast.rival, "cpc") is None
