"""Rollups equal a rebuild, and an independent count in Python, after any changes whatever."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Job, Workspace
from accounts.tenancy import inside
from analytics.models import AdCampaignDay, AdCampaignMonth, AdDay, CrmDay, LeadStage, RollupBasis
from analytics.rollups import find_differences, rebuild
from analytics.rollups.crm import SUMS
from integrations.models import (
    Lead,
    LeadStatus,
    LeadStatusChange,
    MergedRecord,
    Opportunity,
    Organization,
    Source,
)
from tests.analytics.crm import at, crm_source, merge, put
from tests.budget import examples
from tests.cast import Cast
from tests.integrations.test_facts import FIRST, make_ads

pytestmark = pytest.mark.django_db
QUIET = settings(
    max_examples=examples(4, 24),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
STAGES = {"New": "", "Warm": "mql", "Hot": "sql"}
ZONE = "America/New_York"


@contextmanager
def undone() -> Iterator[None]:
    """Rolled back at the end, so that each of hypothesis' examples starts anew."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def make_crm(zone: str = ZONE) -> Source:
    source = crm_source()
    put(source, Organization, {"00D": {"name": "Acme", "time_zone": zone, "currency": "USD"}})
    for status, stage in STAGES.items():
        LeadStage.objects.create(source=source, status=status, stage=stage, counted_as=stage)
    return source


hours = st.integers(0, 24 * 6).map(lambda h: datetime(2026, 3, 27, tzinfo=UTC) + timedelta(hours=h))
ids = st.sampled_from(["1", "2", "3", "4"])
leads = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {
            "created_at": st.one_of(st.none(), hours),
            "status": st.sampled_from(list(STAGES)),
            "lead_source": st.sampled_from(["Web", "Fair"]),
            "email_hash": st.sampled_from([None, b"a", b"b"]),
            "deleted_at": st.sampled_from([None, None, None, at("2026-03-30")]),
        }
    ),
)
steps_of_leads = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {
            "lead_external_id": ids,
            "old_status": st.sampled_from(list(STAGES)),
            "new_status": st.sampled_from(list(STAGES)),
            "changed_at": hours,
            "basis": st.sampled_from(["history", "snapshot"]),
        }
    ),
)
deals = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {
            "company_external_id": st.sampled_from(["", *"ABC"]),
            "campaign_external_id": st.sampled_from(["", "701"]),
            "lead_source": st.sampled_from(["Web", "Fair"]),
            "amount_micros": st.one_of(st.none(), st.integers(-5, 5)),
            "currency": st.sampled_from(["", "EUR"]),
            "created_at": st.one_of(st.none(), hours),
            "closes_on": st.one_of(st.none(), hours.map(datetime.date)),
            "is_closed": st.booleans(),
            "is_won": st.booleans(),
            "deleted_at": st.sampled_from([None, None, None, at("2026-03-30")]),
        }
    ),
)
links_of_leads = st.dictionaries(ids, st.one_of(st.just(""), ids), min_size=1)
links_of_companies = st.dictionaries(
    st.sampled_from("ABC"), st.sampled_from(["", *"ABC"]), min_size=1
)
change = st.one_of(
    st.tuples(st.just("Lead"), links_of_leads),
    st.tuples(st.just("Company"), links_of_companies),
    st.tuples(st.just(Lead), st.dictionaries(ids, leads, min_size=1)),
    st.tuples(st.just(LeadStatusChange), st.dictionaries(ids, steps_of_leads, min_size=1)),
    st.tuples(st.just(Opportunity), st.dictionaries(ids, deals, min_size=1)),
)


def counted() -> dict[tuple[Any, ...], dict[str, int]]:
    names = [field.name for field in CrmDay._meta.fields if field.name in SUMS]
    rows = CrmDay.objects.values("on", "lead_source", "campaign_external_id", "currency", *names)
    return {
        (row["on"], row["lead_source"], row["campaign_external_id"], row["currency"]): {
            name: row[name] for name in names if row[name]
        }
        for row in rows
    }


def expected() -> dict[tuple[Any, ...], dict[str, int]]:
    """The same from the rows, in plain Python, without the statements that are under test."""
    result: dict[tuple[Any, ...], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    _expect_people(result)
    _expect_deals(result)
    kept = {key: {n: v for n, v in sums.items() if v} for key, sums in result.items()}
    return {key: sums for key, sums in kept.items() if sums}


def _day(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(RollupBasis.objects.get().zone)).date()


def end_of(kind: str, external_id: str) -> str:
    """Where the merges of a record end, one step after the other."""
    links = dict(
        MergedRecord.objects.filter(kind=kind).values_list("external_id", "winner_external_id")
    )
    for _ in range(len(links) + 1):
        if external_id not in links:
            return external_id
        external_id = links[external_id]
    raise AssertionError(f"{external_id} was merged into itself: {links}")


def _expect_people(result: Any) -> None:
    since = RollupBasis.objects.get().snapshots_since
    stages = dict(LeadStage.objects.values_list("status", "counted_as"))
    entries: dict[tuple[str, Any], list[tuple[Any, ...]]] = defaultdict(list)
    every = {lead.external_id: lead for lead in Lead.objects.all()}
    for lead in every.values():
        whose = every.get(end_of("Lead", lead.external_id)) if lead.deleted_at else lead
        if whose is None or whose.deleted_at:
            continue
        person = bytes(whose.email_hash) if whose.email_hash is not None else whose.external_id
        changes = sorted(
            LeadStatusChange.objects.filter(lead_external_id=lead.external_id),
            key=lambda c: (c.changed_at, c.external_id),
        )
        first = changes[0].old_status if changes else lead.status
        told = bool(changes) and changes[0].basis == "history"
        if lead.created_at:
            row = (lead.created_at, lead.external_id, lead.lead_source)
            entries["leads", person].append(row)
            if stages[first] and (since is None or lead.created_at >= since or told):
                entries[stages[first], person].append(row)
        for one in changes:
            if stages[one.new_status]:
                row = (one.changed_at, lead.external_id, lead.lead_source)
                entries[stages[one.new_status], person].append(row)
    for (kind, _person), rows in entries.items():
        moment, _id, lead_source = min(rows)
        result[_day(moment), lead_source, "", ""][kind] += 1


def _expect_deals(result: Any) -> None:
    won: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for deal in Opportunity.objects.filter(deleted_at=None):
        shape = (deal.lead_source, deal.campaign_external_id, deal.currency)
        if deal.created_at:
            sums = result[_day(deal.created_at), *shape]
            sums["opportunities"] += 1
            sums["pipeline_micros"] += deal.amount_micros or 0
        if deal.is_closed and deal.closes_on:
            sums = result[deal.closes_on, *shape]
            sums["won" if deal.is_won else "lost"] += 1
            if deal.is_won:
                sums["won_micros"] += deal.amount_micros or 0
                days = (deal.closes_on - _day(deal.created_at)).days if deal.created_at else -1
                if days >= 0:
                    sums["cycles"] += 1
                    sums["cycle_days"] += days
                won[end_of("Company", deal.company_external_id)].append(
                    (deal.closes_on, deal.external_id, shape)
                )
            else:
                sums["lost_micros"] += deal.amount_micros or 0
    for company, rows in won.items():
        if company:
            closed_on, _id, shape = min(rows)
            result[closed_on, *shape]["new_customers"] += 1


@QUIET
@given(changes=st.lists(change, min_size=1, max_size=8))
def test_crm_counts_equal_a_rebuild_and_a_count_in_python(cast: Cast, changes: Any) -> None:
    with inside(cast.acme), undone():
        source = make_crm()
        for model, rows in changes:
            if isinstance(model, str):
                merge(source, model, plausible(model, rows))
            else:
                put(source, model, rows)
            if RollupBasis.objects.exists():
                assert find_differences() == []
                assert counted() == expected()
        rebuild()
        if RollupBasis.objects.exists():
            assert counted() == expected()


def plausible(kind: str, links: dict[str, str]) -> dict[str, str]:
    """Merges as a CRM can make them, all at once: a winner is not lost at the same moment."""
    return {
        lost: won for lost, won in links.items() if won != lost and not (won and links.get(won))
    }


amounts = st.one_of(st.none(), st.integers(0, 3))
fact_rows = st.dictionaries(
    st.tuples(st.integers(0, 1), st.integers(0, 40), st.sampled_from(["", "x"])),
    st.tuples(amounts, amounts, amounts, amounts, amounts, st.sampled_from(["EUR", "USD"])),
)


def test_a_merge_joins_what_was_two_and_keeps_the_first_day(cast: Cast) -> None:
    with inside(cast.acme):
        source = make_crm()
        lead = {"status": "Warm", "lead_source": "Web"}
        gone = {"deleted_at": at("2026-03-05")}
        first, then = {**lead, "created_at": at("2026-03-01 15:00")}, at("2026-03-04 15:00")
        rows = {"1": first, "2": {**lead, "created_at": then}, "3": {**lead, "created_at": then}}
        put(source, Lead, rows)
        won = {"is_closed": True, "is_won": True, "currency": "USD"}
        deals = {
            name: {**won, "company_external_id": name, "closes_on": date(2026, 3, day)}
            for day, name in enumerate("ABC", 1)
        }
        put(source, Opportunity, deals)
        put(source, Lead, {"1": {**first, **gone}})
        # A chain, told from its end: 1 into 2 after 2 into 3.
        put(source, Lead, {"2": {**rows["2"], **gone}})
        chains = {"Lead": [("2", "3"), ("1", "2")], "Company": [("B", "C"), ("A", "B")]}
        for kind, chain in chains.items():
            for lost, won_by in chain:
                merge(source, kind, {lost: won_by})
        assert dict(MergedRecord.objects.values_list("external_id", "last_external_id")) == {
            **dict.fromkeys("12", "3"),
            **dict.fromkeys("AB", "C"),
        }
        assert find_differences() == []
        sums = CrmDay.objects.filter(leads__gt=0).values_list("on", "leads")
        assert list(sums) == [(date(2026, 3, 1), 1)]
        sums = CrmDay.objects.filter(new_customers__gt=0).values_list("on", "new_customers")
        assert list(sums) == [(date(2026, 3, 1), 1)]


@QUIET
@given(loads=st.lists(fact_rows, min_size=1, max_size=4))
def test_ad_sums_equal_a_rebuild_and_the_days_themselves(cast: Cast, loads: Any) -> None:
    with inside(cast.acme), undone():
        ads = make_ads()
        for load in loads:
            rows = {
                (ads.campaigns[c], FIRST + timedelta(days=d), cut): values
                for (c, d, cut), values in load.items()
            }
            ads.load(rows, days=40)
            assert find_differences() == []
            clicks: dict[Any, list[int]] = defaultdict(lambda: [0, 0, 0])
            for (campaign, on, _cut), row in rows.items():
                for key in ((campaign, on, row[5]), (campaign, on.replace(day=1), row[5], "m")):
                    clicks[key][0] += 1
                    clicks[key][1] += row[1] or 0
                    clicks[key][2] += row[1] is not None
            sums = ("currency", "rows", "clicks", "clicks_known")
            days = AdCampaignDay.objects.values_list("campaign_id", "on", *sums)
            months = AdCampaignMonth.objects.values_list("campaign_id", "month", *sums)
            assert clicks == {
                **{tuple(r[:3]): list(r[3:]) for r in days},
                **{(*r[:3], "m"): list(r[3:]) for r in months},
            }


def test_a_campaign_that_changes_platform_takes_its_days_with_it(cast: Cast) -> None:
    from integrations.facts import AdCampaign, ensure_campaigns

    with inside(cast.acme):
        ads = make_ads()
        ads.load({(ads.campaigns[0], FIRST, ""): (5, 1, 1, None, None, "EUR")})
        campaign = AdCampaign("c1", "Brand", "microsoft_ads")
        ensure_campaigns(source_id=ads.source.pk, campaigns=[campaign])
        assert list(AdDay.objects.values_list("platform", "impressions")) == [("microsoft_ads", 5)]
        assert find_differences() == []


def test_days_begin_where_the_organisation_is(cast: Cast) -> None:
    with inside(cast.acme):
        source = make_crm("Pacific/Auckland")
        put(source, Lead, {"1": {"created_at": at("2026-03-01 11:30"), "status": "New"}})
        assert CrmDay.objects.get().on == date(2026, 3, 2)


def test_without_an_organisation_the_workspace_says_where_days_begin(cast: Cast) -> None:
    Workspace.objects.filter(pk=cast.acme.pk).update(time_zone="America/New_York")
    with inside(cast.acme):
        source = crm_source()
        put(source, Lead, {"1": {"created_at": at("2026-03-01 03:30"), "status": "New"}})
        assert CrmDay.objects.get().on == date(2026, 2, 28)


def test_another_zone_or_a_new_history_asks_for_one_rebuild(cast: Cast) -> None:
    with inside(cast.acme):
        source = make_crm("Europe/Copenhagen")
        put(source, Lead, {"1": {"created_at": at("2025-06-01 23:30"), "status": "Warm"}})
        assert CrmDay.objects.values_list("leads", "mql").get() == (1, 0)
        put(source, Organization, {"00D": {"name": "Acme", "time_zone": "America/New_York"}})
        step = {"lead_external_id": "1", "old_status": "Warm", "new_status": "New"}
        moved = {"1": {**step, "changed_at": at("2025-07-01 12:00"), "basis": "history"}}
        put(source, LeadStatusChange, moved)
        assert Job.objects.filter(task="analytics.tasks.rebuild_rollups").count() == 1
        rebuild(source.pk)
        rules = RollupBasis.objects.get()
        assert (rules.zone, rules.snapshots_since) == ("America/New_York", None)
        assert CrmDay.objects.values_list("on", "leads", "mql").get() == (date(2025, 6, 1), 1, 1)


def test_a_rebuild_joins_by_hashing_before_any_statistics_are_there(cast: Cast) -> None:
    """Freshly filled tables pass for empty; row by row, 6,000 leads took two minutes."""
    plans: list[str] = []

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "integrations_leadstatuschange" in sql and "crm_delta" in sql:
            execute(f"EXPLAIN {sql}", params, many, context)
            plans.append("\n".join(row[0] for row in context["cursor"].fetchall()))
        return execute(sql, params, many, context)

    with inside(cast.acme):
        source = make_crm()
        put(source, Lead, {"1": {"created_at": at("2026-03-01 11:30"), "status": "New"}})
        with connection.execute_wrapper(explain):
            rebuild(source.pk)
    assert len(plans) == 1
    # Merged people are few: each is looked up by its key, before steps are joined to people.
    _merged, joined = plans[0].split("CTE change")
    assert "Hash" in joined
    assert "Nested Loop" not in joined


def test_statuses_get_a_first_guess_that_a_person_can_trust(cast: Cast) -> None:
    labels = {
        "Open - Not Contacted": "",
        "Working - Contacted": "mql",
        "Marketing Qualified": "mql",
        "MQL": "mql",
        "Qualified": "sql",
        "SQL": "sql",
        "Unqualified": "",
        "Closed - Converted": "sql",
        "Closed - Not Converted": "",
    }
    with inside(cast.acme):
        source = crm_source()
        put(source, LeadStatus, {str(n): {"label": label} for n, label in enumerate(labels)})
        assert dict(LeadStage.objects.values_list("status", "counted_as")) == labels


def test_a_change_is_told_to_who_kept_an_answer(cast: Cast) -> None:
    with inside(cast.acme):
        source = make_crm()
        before = Workspace.objects.get(pk=cast.acme.pk).data_version
        put(source, Lead, {"1": {"created_at": at("2026-03-01 11:30"), "status": "New"}})
        assert Workspace.objects.get(pk=cast.acme.pk).data_version == before + 1
    assert Workspace.objects.get(pk=cast.rival.pk).data_version == 0


def test_rollups_of_acme_are_not_seen_from_rival(cast: Cast) -> None:
    with inside(cast.acme):
        put(make_crm(), Lead, {"1": {"created_at": at("2026-03-01 11:30"), "status": "New"}})
        ads = make_ads()
        ads.load({(ads.campaigns[0], FIRST, ""): (5, 1, 1, None, None, "EUR")})
        assert (CrmDay.objects.count(), AdDay.objects.count()) == (1, 1)
    with inside(cast.rival):
        for model in (CrmDay, AdDay, AdCampaignDay, AdCampaignMonth, LeadStage, RollupBasis):
            assert model.objects.count() == 0
        rebuild()
    with inside(cast.acme):
        assert find_differences() == []
        assert (CrmDay.objects.count(), AdDay.objects.count()) == (1, 1)
