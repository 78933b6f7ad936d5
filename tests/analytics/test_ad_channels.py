"""Sums of channels follow campaigns to other channels, and are those of the campaigns."""

from typing import Any

import pytest
from django.db import connection

from accounts.models import Workspace
from accounts.tenancy import inside
from analytics.channels import names
from analytics.channels.defaults import DEFAULTS
from analytics.channels.rules import Condition, Field, Operator, Rule
from analytics.models import AdChannelDay
from analytics.queries import Breakdown
from analytics.queries.question import MetricQuery
from analytics.queries.sides import ad_rows
from analytics.rollups import assign_channels, find_differences, rebuild
from analytics.services.channels import open_rules, save_rules
from tests.analytics.channel_world import make_world, rename_ad
from tests.analytics.test_queries import MARCH, ask, spend
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def kept() -> dict[str, int]:
    """{channel: spend in micros} as the rollup has it."""
    rows = AdChannelDay.objects.order_by("on").values_list("channel", "spend_micros")
    found: dict[str, int] = {}
    for channel, micros in rows:
        found[channel] = found.get(channel, 0) + micros
    return found


def put_first(channel: str, campaign: str) -> None:
    """A rule before all others, and what the job does then."""
    rule = Rule(channel, (Condition(Field.CAMPAIGN, Operator.ONE_OF, (campaign,)),))
    save_rules(rules=(rule, *DEFAULTS), version=open_rules().version)
    assign_channels()


def test_sums_move_with_a_rule_a_name_and_a_platform(cast: Cast) -> None:
    with inside(cast.acme):
        world = make_world()
        assert kept() == {names.PAID_SEARCH: 100_000_000, names.PAID_SOCIAL: 5_000_000}
        put_first("Ours", "shoes")
        assert kept() == {names.PAID_SEARCH: 100_000_000, "Ours": 5_000_000}
        rename_ad(world.ads, "Shoes")
        assert kept() == {"Ours": 105_000_000}
        # Its days are changed around the change of its channel: both at once.
        rename_ad(world.ads, "Brand", platform="meta_ads")
        assert kept() == {names.PAID_SOCIAL: 100_000_000, "Ours": 5_000_000}
        assert not find_differences()


def test_days_that_come_later_count_where_the_campaign_is_now(cast: Cast) -> None:
    with inside(cast.acme):
        world = make_world()
        put_first("Ours", "brand")
        spend(world.ads, {(0, 1): (1000, 10, 70_000_000, "USD"), (0, 3): (1, 1, 1_000_000, "USD")})
        assert kept()["Ours"] == 71_000_000
        assert names.PAID_SEARCH not in kept()
        save_rules(rules=DEFAULTS, version=open_rules().version)
        assign_channels()
        assert kept()[names.PAID_SEARCH] == 71_000_000
        assert not find_differences()
        before = kept()
        rebuild()
        assert kept() == before


@pytest.mark.parametrize(
    ("by", "more", "table"),
    [
        (Breakdown.CHANNEL, (), "analytics_adchannelday"),
        (Breakdown.CHANNEL, (Breakdown.SOURCE,), "analytics_adchannelday"),
        (Breakdown.CHANNEL, (Breakdown.PLATFORM,), "analytics_adcampaign"),
        (Breakdown.CHANNEL, (Breakdown.CAMPAIGN,), "analytics_adcampaign"),
        (Breakdown.PLATFORM, (), "analytics_adday"),
    ],
)
def test_the_smallest_rollup_that_can_tell_is_read(
    by: Breakdown, more: tuple[Breakdown, ...], table: str
) -> None:
    asked = MetricQuery(("spend",), MARCH, breakdown=by, further=more)
    assert f"{table}" in ad_rows(asked).replace("analytics_adday z", "")


def test_by_source_and_channel_it_is_what_campaigns_sum_to(cast: Cast) -> None:
    def found(workspace: Workspace, *further: Breakdown) -> dict[Any, float]:
        rows = ask(workspace, "spend", breakdown=Breakdown.CHANNEL, further=further).rows
        return {row.key: row.cells["spend"].value for row in rows if row.cells["spend"].value}

    with inside(cast.acme):
        make_world(1)
        make_world(2)
        sums = found(cast.acme)
    assert sums == {names.PAID_SEARCH: 200_000_000, names.PAID_SOCIAL: 10_000_000}


def test_nothing_of_another_workspace_is_moved(cast: Cast) -> None:
    with inside(cast.rival):
        make_world()
        before = kept()
    with inside(cast.acme):
        make_world()
        put_first("Ours", "brand")
        assert "Ours" in kept()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT workspace_id) FROM analytics_adchannelday")
            assert cursor.fetchone() == (1,)
    with inside(cast.rival):
        assert kept() == before
