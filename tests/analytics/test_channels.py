"""Channels follow new things, new names, new ties and new rules; numbers split by them add up."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.errors import Trouble
from accounts.models import AuditEvent, Job, Workspace
from accounts.tenancy import inside
from analytics.channels import names
from analytics.channels.book import saved_rules
from analytics.channels.defaults import DEFAULTS
from analytics.channels.preview import preview
from analytics.channels.rules import Condition, Field, Operator, Rule
from analytics.metrics import CATALOGUE
from analytics.models import ChannelBook, ChannelOf, ChannelRule, ThingKind
from analytics.queries import Breakdown, Comparison, Filters, MetricResult, Period
from analytics.queries.campaigns import campaign_page
from analytics.rollups import assign_channels, rebuild
from analytics.rollups.watermark import are_channels_lagging
from analytics.services.channels import open_rules, save_rules
from analytics.services.decisions import set_matches
from analytics.trust.foretold import can_be_foretold
from integrations.models import Campaign, Lead
from tests.analytics.channel_world import (
    channels,
    crm_campaign,
    make_world,
    match,
    rename_ad,
    visit,
)
from tests.analytics.crm import at, crm_source, put
from tests.analytics.test_queries import MARCH, ask, rates
from tests.cast import Cast
from tests.integrations.test_facts import FIRST, make_ads

pytestmark = pytest.mark.django_db
PREVIOUS = Comparison.PREVIOUS
SUMS = ("spend", "clicks", "leads", "opportunities", "pipeline_created", "won_revenue")


def by_channel(workspace: Workspace, *metrics: str, **more: Any) -> dict[str, dict[str, Any]]:
    result = ask(workspace, *metrics, breakdown=Breakdown.CHANNEL, **more)
    return {
        row.key: {key: cell.value for key, cell in row.cells.items() if cell.value}
        for row in result.rows
    }


def only(channel: str, field: Field, *values: str) -> Rule:
    return Rule(channel, (Condition(field, Operator.ONE_OF, values),))


def changed_rules(rules: tuple[Rule, ...]) -> None:
    """Save, and do what the job then does."""
    save_rules(rules=rules, version=open_rules().version)
    assign_channels()


def test_new_things_get_their_channel_with_the_change_itself(cast: Cast) -> None:
    with inside(cast.acme):
        world = make_world()
        brand, shoes = (str(key) for key in world.ads.campaigns)
        assert channels(ThingKind.AD) == {brand: names.PAID_SEARCH, shoes: names.PAID_SOCIAL}
        assert channels(ThingKind.LEAD_SOURCE) == {
            "Webinar": names.EVENTS,
            "Web": "",
            "Google Ads": names.PAID_SEARCH,
        }
        assert sorted(channels(ThingKind.ORIGIN).values()) == ["", names.PAID_SEARCH]
        assert sorted(channels(ThingKind.CRM).values()) == ["", names.EVENTS]
        assert saved_rules() == DEFAULTS
        assert not are_channels_lagging()


def test_a_new_name_gives_another_channel_at_once(cast: Cast) -> None:
    with inside(cast.acme):
        world = make_world()
        changed_rules((only("Brand", Field.CAMPAIGN, "pure brand"), *DEFAULTS))
        version = Workspace.objects.get(pk=cast.acme.pk).data_version
        rename_ad(world.ads, "Pure Brand")
        assert channels(ThingKind.AD)[str(world.ads.campaigns[0])] == "Brand"
        assert Workspace.objects.get(pk=cast.acme.pk).data_version > version
        rename_ad(world.ads, "Brand")
        assert channels(ThingKind.AD)[str(world.ads.campaigns[0])] == names.PAID_SEARCH
        row = crm_campaign(world.crm, "702", "PURE  brand")
        assert channels(ThingKind.CRM)[str(row.pk)] == "Brand"


def test_what_is_named_again_as_it_was_counts_no_new_version(cast: Cast) -> None:
    with inside(cast.acme):
        world = make_world()
        version = Workspace.objects.get(pk=cast.acme.pk).data_version
        rename_ad(world.ads, "Brand")
        assert Workspace.objects.get(pk=cast.acme.pk).data_version == version


def test_channels_split_numbers_that_add_up(cast: Cast) -> None:
    with inside(cast.acme):
        make_world()
        found = by_channel(cast.acme, *SUMS, "roas")
        assert found[names.PAID_SEARCH] == {
            "spend": 100_000_000,
            "clicks": 10,
            "leads": 1,
            "opportunities": 1,
            "pipeline_created": 300_000_000,
            "won_revenue": 300_000_000,
            "roas": 3.0,
        }
        assert found[names.PAID_SOCIAL] == {"spend": 5_000_000, "clicks": 1}
        # Its own campaign speaks before the deal's lead source.
        assert found[names.EVENTS]["won_revenue"] == 400_000_000
        assert found[""]["won_revenue"] == 300_000_000
        assert found[""]["leads"] == 2
        total = ask(cast.acme, *SUMS)
        for key in SUMS:
            assert sum(row.get(key, 0) for row in found.values()) == total.values[key].value


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 4, 1), date(2026, 4, 30)),
        (date(2026, 4, 2), date(2026, 4, 29)),
        (date(2026, 3, 31), date(2026, 5, 1)),
        (date(2026, 2, 15), date(2026, 6, 20)),
        (date(2026, 4, 30), date(2026, 4, 30)),
        (date(2026, 3, 1), date(2026, 5, 31)),
    ],
)
def test_whole_months_and_the_days_around_them_add_up(cast: Cast, first: date, last: date) -> None:
    with inside(cast.acme):
        ads = make_ads()
        rates(crm_source())
        days = {FIRST + timedelta(days=n): n + 1 for n in range(90)}
        rows: dict[Any, Any] = {
            (ads.campaigns[0], on, cut): (n, 1, n * 1_000_000, None, None, currency)
            for on, n in days.items()
            for cut, currency in (("", "USD"), ("x", "EUR"))
            if n % 3 or cut
        }
        ads.load(rows, days=120)
        period = Period(first, last)
        found = by_channel(cast.acme, "spend", "clicks", period=period, comparison=PREVIOUS)
        total = ask(cast.acme, "spend", "clicks", period=period, comparison=PREVIOUS)
        wanted = {key: cell.value for key, cell in total.values.items()}
        assert found == {names.PAID_SEARCH: wanted}
        assert wanted["clicks"] == sum(1 for (_c, on, _x) in rows if first <= on <= last)
        (row,) = ask(
            cast.acme, "spend", period=period, comparison=PREVIOUS, breakdown=Breakdown.CHANNEL
        ).rows
        assert total.before
        assert row.before
        assert row.before["spend"].value == total.before["spend"].value


def test_a_campaign_of_the_crm_is_where_its_ad_campaigns_are(cast: Cast) -> None:
    with inside(cast.acme):
        world = make_world()
        fair, autumn = Campaign.objects.filter(kind="crm").order_by("external_id")
        brand, shoes = world.ads.campaigns
        set_matches(choices={shoes: fair.pk})
        assert channels(ThingKind.CRM)[str(fair.pk)] == names.PAID_SOCIAL
        assert by_channel(cast.acme, "roas")[names.PAID_SOCIAL] == {"roas": 80.0}
        set_matches(choices={brand: fair.pk})
        # Two channels say nothing, so its own type does.
        assert channels(ThingKind.CRM)[str(fair.pk)] == names.EVENTS
        set_matches(choices={shoes: autumn.pk})
        assert channels(ThingKind.CRM) == {
            str(fair.pk): names.PAID_SEARCH,
            str(autumn.pk): names.PAID_SOCIAL,
        }
        set_matches(choices={brand: None, shoes: None})
        assert channels(ThingKind.CRM) == {str(fair.pk): names.EVENTS, str(autumn.pk): ""}
        match(brand, autumn)
        rename_ad(world.ads, "Brand", platform="meta_ads")
        assert channels(ThingKind.CRM)[str(autumn.pk)] == names.PAID_SOCIAL


def test_filters_by_channel_narrow_every_side(cast: Cast) -> None:
    with inside(cast.acme):
        make_world()
        search = Filters(channels=(names.PAID_SEARCH,))
        found = ask(cast.acme, *SUMS, filters=search)
        assert found.values["spend"].value == 100_000_000
        assert (found.values["leads"].value, found.values["won_revenue"].value) == (1, 300_000_000)
        assert [row.name for row in campaign_page(cast.acme, MARCH, search).rows] == ["Brand"]
        nothing = ask(cast.acme, "leads", "won_revenue", filters=Filters(channels=("",)))
        assert nothing.values["leads"].value == 2
        assert nothing.values["won_revenue"].value == 300_000_000
        both = Filters(channels=(names.PAID_SEARCH, names.EVENTS), lead_sources=("Google Ads",))
        assert ask(cast.acme, "won_revenue", filters=both).values["won_revenue"].value == 7e8


def test_days_of_a_channel_are_not_foretold_from_those_of_all() -> None:
    assert can_be_foretold(CATALOGUE["spend"], Filters())
    assert not can_be_foretold(CATALOGUE["spend"], Filters(channels=("Display",)))


def test_an_answer_says_by_which_rules_and_other_answers_do_not_ask(cast: Cast) -> None:
    with inside(cast.acme):
        make_world()
        assert ask(cast.acme, "spend").channel_rules is None
        save_rules(rules=DEFAULTS[:3], version=1)
        used = used_by(ask(cast.acme, "spend", breakdown=Breakdown.CHANNEL))
        assert (used.version, used.newest, used.is_newest) == (1, 2, False)
        assert are_channels_lagging()
        assign_channels()
        used = used_by(ask(cast.acme, "spend", filters=Filters(channels=("x",))))
        assert (used.version, used.is_newest) == (2, True)
        assert not are_channels_lagging()


def used_by(result: MetricResult) -> Any:
    assert result.channel_rules is not None
    return result.channel_rules


def test_saving_is_a_version_a_job_and_a_line_of_the_trail(cast: Cast) -> None:
    with inside(cast.acme):
        make_world()
        rules = (only("Mine", Field.LEAD_SOURCE, "web"), *DEFAULTS[1:])
        assert save_rules(rules=rules, version=1) == 2
        assert save_rules(rules=rules, version=2) == 2
        assert saved_rules() == rules
        assert Job.objects.filter(task="analytics.tasks.assign_channels").count() == 1
        event = AuditEvent.objects.get(action="channels.set")
        counts = {"version": 2, "rules": len(rules), "added": 1, "removed": 1}
        assert event.data == counts
        with pytest.raises(Trouble, match="since you opened"):
            save_rules(rules=DEFAULTS, version=1)
        assert saved_rules() == rules


def test_the_job_follows_the_rules_and_forgets_what_is_gone(cast: Cast) -> None:
    with inside(cast.acme):
        make_world()
        save_rules(rules=(only("Mine", Field.LEAD_SOURCE, "WEB"),), version=1)
        ChannelOf.objects.create(kind=ThingKind.AD, key="gone", channel="Old")
        assign_channels()
        assert channels(ThingKind.LEAD_SOURCE)["Web"] == "Mine"
        assert set(channels(ThingKind.AD).values()) == {""}
        assert ChannelBook.objects.get().assigned_version == 2
        assert by_channel(cast.acme, "spend") == {"": {"spend": 105_000_000}}


def test_without_rules_nothing_has_a_channel(cast: Cast) -> None:
    with inside(cast.acme):
        world = make_world()
        changed_rules(())
        visit(world.ads.source, ("google", "organic", ""), 1)
        put(world.crm, Lead, {"9": {"created_at": at("2026-03-02 12:00"), "lead_source": "New"}})
        assert set(ChannelOf.objects.values_list("channel", flat=True)) == {""}
        assert channels(ThingKind.LEAD_SOURCE)["New"] == ""


def test_a_rebuild_of_all_gives_channels_to_what_was_there_before_rules(cast: Cast) -> None:
    with inside(cast.acme):
        make_world()
        wanted = {kind: channels(kind) for kind in ThingKind}
        ChannelOf.objects.all().delete()
        ChannelRule.objects.all().delete()
        ChannelBook.objects.all().delete()
        assert are_channels_lagging()
        rebuild()
        assert {kind: channels(kind) for kind in ThingKind} == wanted


def test_a_preview_is_what_saving_then_does(cast: Cast) -> None:
    with inside(cast.acme):
        world = make_world()
        fair = Campaign.objects.get(external_id="701")
        set_matches(choices={world.ads.campaigns[1]: fair.pk})
        rules = (
            only("Social", Field.PLATFORM, "Meta Ads"),
            only("Mine", Field.LEAD_SOURCE, "web", "google ads"),
            only("Strange", Field.SOURCE, "nowhere"),
        )
        before = preview(None, cast.acme, MARCH)
        wanted = preview(rules, cast.acme, MARCH)
        assert before.moved == ()
        assert channels(ThingKind.AD)[str(world.ads.campaigns[0])] == names.PAID_SEARCH
        changed_rules(rules)
        after = preview(None, cast.acme, MARCH)
        assert {r.channel: r.after for r in wanted.channels if r.after != type(r.after)()} == {
            r.channel: r.after for r in after.channels
        }
        assert {r.channel: r.before for r in wanted.channels if r.before != type(r.before)()} == {
            r.channel: r.after for r in before.channels
        }
        assert {(m.name, m.before, m.after, m.weight) for m in wanted.moved} == {
            ("Brand", names.PAID_SEARCH, "", 100_000_000),
            ("Shoes", names.PAID_SOCIAL, "Social", 5_000_000),
            ("Fair in Hannover", names.PAID_SOCIAL, "Social", 400_000_000),
            ("google / cpc / Brand", names.PAID_SEARCH, "", 3),
            ("nowhere", "", "Strange", 2),
            ("Google Ads", names.PAID_SEARCH, "Mine", 1),
            ("Web", "", "Mine", 1),
            ("Webinar", names.EVENTS, "", 1),
        }


def test_a_preview_says_what_the_overview_says(cast: Cast) -> None:
    with inside(cast.acme):
        make_world()
        table = by_channel(cast.acme, "spend", "leads", "won_revenue")
        found = preview(None, cast.acme, MARCH).channels
        shown = {
            row.channel: {
                "spend": row.after.spend,
                "leads": row.after.leads,
                "won_revenue": row.after.revenue,
            }
            for row in found
        }
        assert {k: {n: v for n, v in one.items() if v} for k, one in shown.items()} == table
        assert {r.channel: r.after.visits for r in preview(None, cast.acme, MARCH).channels}[
            ""
        ] == 2
        quiet = Period(date(2025, 1, 1), date(2025, 1, 31))
        assert preview(None, cast.acme, quiet).channels == ()


def test_rules_and_channels_of_acme_are_not_seen_from_rival(cast: Cast) -> None:
    with inside(cast.acme):
        make_world()
        changed_rules((only("Secret", Field.LEAD_SOURCE, "web"),))
    with inside(cast.rival):
        for model in (ChannelBook, ChannelRule, ChannelOf):
            assert model.objects.count() == 0
        assert open_rules().version == 1
        assert preview((only("Secret", Field.LEAD_SOURCE, "web"),), cast.rival, MARCH).moved == ()
        changed_rules(())
        assert by_channel(cast.rival, "spend") == {}
    with inside(cast.acme):
        assert [rule.channel for rule in saved_rules()] == ["Secret"]
        assert channels(ThingKind.LEAD_SOURCE)["Web"] == "Secret"
