"""Facts after any restatements are the last input, and every past reading can be had again."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.errors import Trouble
from accounts.tenancy import inside, new_id
from integrations.facts import AdCampaign, FactChanges, ensure_campaigns, merge_days, stage_days
from integrations.facts.merge import Scope
from integrations.models import Campaign, CampaignDay, CampaignDayRevision, Source
from tests.budget import examples
from tests.cast import Cast

pytestmark = pytest.mark.django_db

FIRST = date(2026, 3, 1)
METRICS = (
    "impressions",
    "clicks",
    "spend_micros",
    "conversions_micros",
    "conversion_value_micros",
)
# What is not said in a test: (impressions, clicks, spend, conversions, value, currency)
Row = tuple[int | None, int | None, int | None, int | None, int | None, str]
Key = tuple[UUID, date, str]


@dataclass(frozen=True)
class Ads:
    source: Source
    campaigns: tuple[UUID, ...]

    def load(
        self, rows: Mapping[Key, Row], scope: Scope = "partition", days: int = 9
    ) -> FactChanges:
        with stage_days() as copy:
            for (campaign, on, cut), row in rows.items():
                copy.write_row([campaign, on, cut, *row, "", 0])
        last = FIRST + timedelta(days=days)
        return merge_days(
            source_id=self.source.pk, run_id=new_id(), first_on=FIRST, last_on=last, scope=scope
        )


def make_ads(name: str = "Ads") -> Ads:
    source = Source.objects.create(connector="csv", name=name)
    ids = ensure_campaigns(
        source_id=source.pk,
        campaigns=[AdCampaign("c1", "Brand", "google_ads"), AdCampaign("c2", "Shoes", "meta_ads")],
    )
    return Ads(source, (ids["c1"], ids["c2"]))


@contextmanager
def undone() -> Iterator[None]:
    """Everything in here is rolled back, so that each of hypothesis' examples starts anew."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def stored() -> dict[Key, Row]:
    rows = CampaignDay.objects.values_list("campaign_id", "on", "cut", *METRICS, "currency")
    return {tuple(row[:3]): tuple(row[3:]) for row in rows}


def reading(key: Key, metric: str, at: datetime) -> int | None:
    """What was said at a moment: the first revision after it, else what stands; null before all."""
    revisions = list(
        CampaignDayRevision.objects.filter(campaign_id=key[0], on=key[1], cut=key[2]).order_by(
            "superseded_at"
        )
    )
    current = CampaignDay.objects.filter(campaign_id=key[0], on=key[1], cut=key[2]).first()
    known = [r.as_of for r in revisions] + ([current.as_of] if current else [])
    if not known or at < min(known):
        return None
    for revision in revisions:
        if revision.metric == metric and revision.superseded_at > at:
            return revision.old_value
    return getattr(current, metric) if current else None


small = st.one_of(st.none(), st.integers(0, 3))
row_values = st.tuples(small, small, small, small, small, st.sampled_from(["EUR", "USD"]))
keys = st.tuples(st.integers(0, 1), st.integers(0, 3), st.sampled_from(["", "x"]))
inputs = st.lists(
    st.tuples(st.sampled_from(["partition", "rows"]), st.dictionaries(keys, row_values)),
    min_size=1,
    max_size=6,
)


@settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=examples(2, 80),
)
@given(steps=inputs)
def test_facts_are_the_last_input_and_every_past_reading_is_kept(cast: Cast, steps: Any) -> None:
    with inside(cast.acme), undone():
        ads = make_ads()
        other = make_ads("Other")
        theirs = {(other.campaigns[0], FIRST, ""): (1, 1, 1, None, None, "EUR")}
        other.load(theirs)
        expected: dict[Key, Row] = {}
        past = []
        for scope, given_rows in steps:
            rows = {
                (ads.campaigns[c], FIRST + timedelta(days=d), cut): values
                for (c, d, cut), values in given_rows.items()
            }
            before = expected
            expected = rows if scope == "partition" else {**expected, **rows}
            changes = ads.load(rows, scope)
            assert stored() == {**expected, **theirs}
            assert changes.inserted == len(expected.keys() - before.keys())
            assert changes.vanished == len(before.keys() - expected.keys())
            assert changes.updated == sum(
                before[key] != rows[key] for key in before.keys() & rows.keys()
            )
            with connection.cursor() as cursor:
                cursor.execute("SELECT clock_timestamp()")
                past.append((cursor.fetchone()[0], expected))
        every = {key for _at, rows in past for key in rows}
        for at, rows in past:
            for key in every:
                for number, metric in enumerate(METRICS):
                    said = rows[key][number] if key in rows else None
                    assert reading(key, metric, at) == said


def test_the_same_again_writes_nothing(cast: Cast) -> None:
    with inside(cast.acme):
        ads = make_ads()
        rows = {(ads.campaigns[0], FIRST, ""): (100, 3, 1_500_000, None, None, "EUR")}
        ads.load(rows)
        before = CampaignDay.objects.values_list("run_id", "as_of").get()
        assert ads.load(rows) == FactChanges(0, 0, 0, 1)
        assert CampaignDay.objects.values_list("run_id", "as_of").get() == before
        assert CampaignDayRevision.objects.count() == 0


def test_rows_outside_of_the_window_and_of_other_sources_stay(cast: Cast) -> None:
    with inside(cast.acme):
        ads, other = make_ads(), make_ads("Other")
        ads.load({(ads.campaigns[0], FIRST + timedelta(days=9), ""): (1, 1, 1, 1, 1, "EUR")})
        other.load({(other.campaigns[0], FIRST, ""): (1, 1, 1, 1, 1, "EUR")})
        assert ads.load({}, days=8) == FactChanges(0, 0, 0, 0)
        assert CampaignDay.objects.count() == 2
        assert ads.load({}).vanished == 1
        assert set(CampaignDayRevision.objects.values_list("metric", "old_value", "new_value")) == {
            (metric, 1, None) for metric in METRICS
        }


def test_another_window_alone_is_no_other_value(cast: Cast) -> None:
    with inside(cast.acme):
        ads, restated = make_ads(), 0
        for window in ("7 days after a click", "28 days after a click"):
            with stage_days() as copy:
                copy.write_row([ads.campaigns[0], FIRST, "", 1, 1, 1, 1, 1, "EUR", window, 0])
            changes = merge_days(
                source_id=ads.source.pk,
                run_id=new_id(),
                first_on=FIRST,
                last_on=FIRST,
                scope="rows",
            )
            restated += changes.updated
        assert restated == 1
        assert CampaignDay.objects.get().window == "28 days after a click"
        assert CampaignDayRevision.objects.count() == 0


@pytest.mark.parametrize("why", ["day_twice", "day_outside", "campaign_elsewhere"])
def test_what_cannot_be_is_refused_and_changes_nothing(cast: Cast, why: str) -> None:
    with inside(cast.acme):
        ads, other = make_ads(), make_ads("Other")
        row = [ads.campaigns[0], FIRST, "", 1, 1, 1, 1, 1, "EUR", "", 0]
        wrong = {
            "day_twice": row,
            "day_outside": [row[0], FIRST - timedelta(days=1), *row[2:]],
            "campaign_elsewhere": [other.campaigns[0], *row[1:]],
        }[why]
        with stage_days() as copy:
            copy.write_row(row)
            copy.write_row(wrong)
        with pytest.raises(Trouble) as refused:
            merge_days(
                source_id=ads.source.pk,
                run_id=new_id(),
                first_on=FIRST,
                last_on=FIRST,
                scope="rows",
            )
        assert refused.value.code == why
        assert CampaignDay.objects.count() == 0


def test_campaigns_are_made_once_and_renamed(cast: Cast) -> None:
    with inside(cast.acme):
        ads = make_ads()
        again = ensure_campaigns(
            source_id=ads.source.pk, campaigns=[AdCampaign("c1", "Brand 2026", "google_ads")]
        )
        assert again == {"c1": ads.campaigns[0]}
        names = Campaign.objects.filter(source=ads.source).values_list("name", flat=True)
        assert set(names) == {"Brand 2026", "Shoes"}


def test_a_campaign_of_the_crm_is_not_taken_for_an_ad_campaign(cast: Cast) -> None:
    with inside(cast.acme):
        source = Source.objects.create(connector="salesforce", name="CRM")
        Campaign.objects.create(source=source, external_id="701", kind="crm", name="Fair")
        with pytest.raises(Trouble, match="701"):
            ensure_campaigns(source_id=source.pk, campaigns=[AdCampaign("701", "Fair")])


def test_facts_of_acme_are_not_seen_or_touched_from_rival(cast: Cast) -> None:
    with inside(cast.acme):
        ads = make_ads()
        ads.load({(ads.campaigns[0], FIRST, ""): (1, 1, 1, 1, 1, "EUR")})
    with inside(cast.rival):
        assert stored() == {}
        with stage_days() as copy:
            copy.write_row([ads.campaigns[0], FIRST, "", 9, 9, 9, 9, 9, "EUR", "", 0])
        with pytest.raises(Trouble, match="no ad campaign"):
            ads.load({(ads.campaigns[0], FIRST, ""): (9, 9, 9, 9, 9, "EUR")})
        assert ads.load({}) == FactChanges(0, 0, 0, 0)
    with inside(cast.acme):
        assert list(stored().values()) == [(1, 1, 1, 1, 1, "EUR")]
