"""Monitors that are suggested: by what comes in, each with why, and only those not there yet."""

import pytest

from accounts.tenancy import inside
from analytics.models import AdCampaignDay, AdDay, Monitor
from analytics.monitors.suggesting import suggestions
from analytics.selectors import monitors
from tests.analytics.monitor_world import ads_world, write_months
from tests.analytics.test_pages import client_of, see
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]


def convert(each: int) -> None:
    """So many conversions a day on each campaign, in millionths."""
    for model in (AdDay, AdCampaignDay):
        model.objects.update(conversions_micros=each, conversions_known=1)
    write_months()


@pytest.mark.parametrize(
    ("each", "names"),
    [
        (0, ["Spend, by campaign", "Late data"]),
        (1_400_000, ["Spend, by campaign", "Late data"]),
        (1_500_000, ["Spend, by campaign", "Conversions, by campaign", "Late data"]),
    ],
)
def test_conversions_are_suggested_where_they_can_be_judged(
    cast: Cast, each: int, names: list[str]
) -> None:
    """Two campaigns: 1.4 a day are 78.4 in four weeks, which are fewer than 20 a week."""
    with inside(cast.acme):
        ads_world()
        convert(each)
        assert [str(one.name) for one in suggestions(cast.acme)] == names
    with inside(cast.rival):
        assert suggestions(cast.rival) == []


def test_each_says_why_and_what_came_lately_and_is_offered_until_it_is_there(cast: Cast) -> None:
    bob = client_of(cast.bob)
    with inside(cast.acme):
        ads_world()
        convert(2_000_000)
    html = see(bob, "monitors/").content.decode()
    assert "tracking code that broke" in html
    assert "112 in the last four weeks." in html
    bob.post("/w/acme/monitors/suggested/")
    with inside(cast.acme):
        made = Monitor.objects.get(metric="conversions")
        assert (made.by, made.least_volume) == ("campaign", 20)
        assert suggestions(cast.acme, monitors()) == []
        made.delete()
    html = see(bob, "monitors/").content.decode()
    assert "1 more that would fit" in html
    assert "Spend, by campaign</strong>" not in html
    bob.post("/w/acme/monitors/suggested/")
    with inside(cast.acme):
        assert Monitor.objects.filter(metric="spend").count() == 1
        assert Monitor.objects.filter(metric="conversions").count() == 1
