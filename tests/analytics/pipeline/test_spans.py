"""Deals at any past moment are what a plain reading of their histories gives, after any change."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Job
from accounts.tenancy import inside
from analytics.models import DealSpan, SpanBasis
from analytics.rollups import build_spans, find_differences, spans
from analytics.rollups.spans import ask_for_spans, sources_behind
from integrations.models import (
    Opportunity,
    OpportunityChange,
    OpportunityStage,
    Organization,
    Source,
)
from integrations.signals import sync_finished
from tests.analytics.crm import at, put, touching
from tests.analytics.test_rollups import ZONE, make_crm, undone
from tests.budget import examples
from tests.cast import Cast

pytestmark = pytest.mark.django_db
QUIET = settings(
    max_examples=examples(6, 120),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
HERE = ZoneInfo(ZONE)
# {stage: (is_closed, is_won)}
STAGES = {
    "New": (False, False),
    "Offer": (False, False),
    "Won": (True, True),
    "Lost": (True, False),
}
_FIRST = datetime(2026, 3, 25, tzinfo=UTC)
hours = st.integers(0, 24 * 8).map(lambda h: _FIRST + timedelta(hours=h))
ids = st.sampled_from(["1", "2", "3"])
stages = st.sampled_from(list(STAGES))
amounts = st.one_of(st.none(), st.integers(1, 4))


def a_deal(values: dict[str, Any]) -> dict[str, Any]:
    is_closed, is_won = STAGES[values["stage"]]
    return {**values, "is_closed": is_closed, "is_won": is_won}


deals = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {
            "stage": stages,
            "amount_micros": amounts,
            "currency": st.sampled_from(["", "EUR"]),
            "created_at": st.one_of(st.none(), hours),
            "closes_on": st.one_of(st.none(), hours.map(datetime.date)),
            "stamp": hours,
            "deleted_at": st.sampled_from([None, None, None, at("2026-03-30")]),
        }
    ).map(a_deal),
)
steps = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {
            "opportunity_external_id": ids,
            "stage": stages,
            "amount_micros": amounts,
            "currency": st.sampled_from(["", "EUR"]),
            "changed_at": hours,
            "deleted_at": st.sampled_from([None, None, None, at("2026-03-30")]),
        }
    ),
)
change = st.one_of(
    st.tuples(st.just(Opportunity), st.dictionaries(ids, deals, min_size=1)),
    st.tuples(
        st.just(OpportunityChange),
        st.dictionaries(st.sampled_from("abcdef"), steps, min_size=1),
    ),
)


def end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), HERE)


def kept(end: datetime) -> dict[str, tuple[Any, ...]]:
    """{deal: (stage, state, amount, basis)} of the spans that hold a moment."""
    found: dict[str, tuple[Any, ...]] = {}
    for span in DealSpan.objects.filter(started_at__lt=end):
        if span.ended_at is None or span.ended_at >= end:
            assert span.opportunity_external_id not in found, "two spans hold one moment"
            found[span.opportunity_external_id] = (
                span.stage,
                span.state,
                span.amount_micros,
                span.basis,
            )
    return found


def reconstructed(source: Source, end: datetime) -> dict[str, tuple[Any, ...]]:
    found = {
        deal.external_id: _at(source, deal, end)
        for deal in Opportunity.objects.filter(deleted_at=None)
    }
    return {key: value for key, value in found.items() if value is not None}


def _at(source: Source, deal: Opportunity, end: datetime) -> tuple[Any, ...] | None:
    by_moment = {
        one.changed_at: one
        for one in OpportunityChange.objects.filter(
            opportunity_external_id=deal.external_id, deleted_at=None
        ).order_by("changed_at", "external_id")
    }
    history = list(by_moment.values())
    now = (deal.stage, _state(deal.stage), deal.amount_micros)
    if not history:
        return _without_history(deal, deal.created_at or source.created_at, end)
    has_amounts = any(one.amount_micros is not None for one in history)
    told = [
        (
            one.changed_at,
            one.stage,
            _state(one.stage),
            one.amount_micros if has_amounts else deal.amount_micros,
        )
        for one in history
    ]
    last, newest = history[-1], told[-1]
    is_other = newest[1:] != now or (deal.currency and deal.currency != (last.currency or "EUR"))
    assert deal.stamp is not None
    if is_other and end > max(deal.stamp, last.changed_at + timedelta(microseconds=1)):
        return (*now, "now")
    past = [one for one in told if one[0] < end]
    if past:
        return (*past[-1][1:], "history")
    begun, first = deal.created_at, told[0]
    if begun and begun < end and begun < first[0] - timedelta(minutes=1):
        return "", "open", first[3], "unknown"
    return None


def _without_history(deal: Opportunity, begun: datetime, end: datetime) -> tuple[Any, ...] | None:
    now = (deal.stage, _state(deal.stage), deal.amount_micros, "now")
    closed = datetime.combine(deal.closes_on, time(), HERE) if deal.closes_on else begun
    if begun >= end:
        return None
    if deal.is_closed and end <= closed:
        return "", "open", deal.amount_micros, "unknown"
    return now


def _state(stage: str) -> str:
    is_closed, is_won = STAGES[stage]
    return "won" if is_won else "lost" if is_closed else "open"


def with_stages(source: Source) -> None:
    put(
        source,
        OpportunityStage,
        {
            name: {"label": name, "is_closed": is_closed, "is_won": is_won, "sort_order": number}
            for number, (name, (is_closed, is_won)) in enumerate(STAGES.items())
        },
    )


@QUIET
@given(changes=st.lists(change, min_size=1, max_size=8))
def test_any_day_is_as_a_plain_reading_of_the_histories_has_it(cast: Cast, changes: Any) -> None:
    with inside(cast.acme), undone():
        source = make_crm()
        with_stages(source)
        build_spans(source.pk)
        for model, rows in changes:
            put(source, model, rows)
            assert spans.count_differences(source.pk) == 0
        for number in range(-1, 10):
            end = end_of(_FIRST.date() + timedelta(days=number))
            assert kept(end) == reconstructed(source, end), end


def opened(day: int, **more: Any) -> dict[str, Any]:
    stamp = {"created_at": at(f"2026-03-{day:02} 12:00"), "stamp": at("2026-03-20")}
    return a_deal({"stage": "New", "amount_micros": 5, "currency": "USD", **stamp, **more})


def step(day: int, stage: str, **more: Any) -> dict[str, Any]:
    when = {"changed_at": at(f"2026-03-{day:02} 12:00"), "amount_micros": 5, "currency": "USD"}
    return {"opportunity_external_id": "1", "stage": stage, **when, **more}


def test_a_stay_knows_when_it_ended_and_where_the_deal_went(cast: Cast) -> None:
    with inside(cast.acme):
        source = make_crm()
        with_stages(source)
        build_spans(source.pk)
        put(source, Opportunity, {"1": opened(1, stage="Won")})
        history = {
            "a": step(1, "New"),
            "b": step(2, "New", amount_micros=7),
            "c": step(5, "Offer"),
            "d": step(9, "Won"),
        }
        put(source, OpportunityChange, history)
        stays = DealSpan.objects.filter(is_entry=True).order_by("number")
        assert [(s.stage, s.went_to, s.went_state) for s in stays] == [
            ("New", "Offer", "open"),
            ("Offer", "Won", "won"),
            ("Won", "", ""),
        ]
        assert [s.left_at for s in stays] == [at("2026-03-05 12:00"), at("2026-03-09 12:00"), None]
        later = DealSpan.objects.get(amount_micros=7)
        assert (later.since_at, later.is_since_known) == (at("2026-03-01 12:00"), True)


def test_a_day_ends_in_the_zone_of_its_source(cast: Cast) -> None:
    with inside(cast.acme):
        source = make_crm()
        with_stages(source)
        build_spans(source.pk)
        # Eleven in the evening in New York is the next day in UTC.
        evening = at("2026-03-02 04:00")
        put(source, Opportunity, {"1": opened(1, created_at=evening)})
        put(source, OpportunityChange, {"a": step(1, "New", changed_at=evening)})
        assert kept(end_of(date(2026, 3, 1)))["1"][0] == "New"
        assert kept(end_of(date(2026, 2, 28))) == {}


def test_a_deleted_deal_goes_from_every_past_day_and_comes_back_with_it(cast: Cast) -> None:
    with inside(cast.acme):
        source = make_crm()
        with_stages(source)
        build_spans(source.pk)
        put(source, Opportunity, {"1": opened(1)})
        put(source, OpportunityChange, {"a": step(1, "New")})
        put(source, Opportunity, {"1": opened(1, deleted_at=at("2026-03-10"))})
        assert not DealSpan.objects.exists()
        put(source, Opportunity, {"1": opened(1)})
        assert kept(end_of(date(2026, 3, 3)))["1"][0] == "New"


def test_many_rows_are_left_to_a_job_which_the_sweep_asks_for_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spans, "MOST", 2)
    with inside(cast.acme):
        source = make_crm()
        with_stages(source)
        build_spans(source.pk)
        put(source, Opportunity, {str(n): opened(1) for n in range(3)})
        basis = SpanBasis.objects.get()
        assert basis.is_behind
        assert not DealSpan.objects.exists()
        jobs = Job.objects.filter(task="analytics.tasks.build_spans")
        assert jobs.count() == 1
        # What comes meanwhile is left to it as well, and asks for no other.
        put(source, Opportunity, {"1": opened(2)})
        assert jobs.count() == 1
        jobs.delete()
        assert sources_behind() == [source.pk]
        assert ask_for_spans(source.pk)
        assert jobs.count() == 1
        build_spans(source.pk)
        assert DealSpan.objects.count() == 3
        assert find_differences() == []


def test_a_renamed_stage_or_another_zone_has_all_made_anew(cast: Cast) -> None:
    with inside(cast.acme):
        source = make_crm()
        with_stages(source)
        build_spans(source.pk)
        put(source, Organization, {"00D": {"name": "A", "time_zone": ZONE, "currency": "USD"}})
        assert not SpanBasis.objects.get().is_behind
        put(source, Organization, {"00D": {"name": "A", "time_zone": "UTC", "currency": "USD"}})
        assert SpanBasis.objects.get().is_behind
        build_spans(source.pk)
        assert SpanBasis.objects.get().zone == "UTC"
        with touching(source.pk, "OpportunityStage", ["New"]):
            OpportunityStage.objects.filter(external_id="New").update(is_closed=True)
        assert SpanBasis.objects.get().is_behind


def test_the_end_of_a_sync_asks_for_what_was_put_off(cast: Cast) -> None:
    with inside(cast.acme):
        source = make_crm()
        spans.fall_behind(source.pk)
        Job.objects.all().delete()
    sync_finished.send(
        sender=None, workspace_id=cast.acme.pk, source_id=source.pk, run_id=None, state="succeeded"
    )
    with inside(cast.acme):
        assert Job.objects.filter(task="analytics.tasks.build_spans").count() == 1


def test_charlie_of_rival_sees_no_span_of_acme(cast: Cast) -> None:
    with inside(cast.acme):
        source = make_crm()
        with_stages(source)
        build_spans(source.pk)
        put(source, Opportunity, {"1": opened(1)})
        assert DealSpan.objects.exists()
    with inside(cast.rival):
        assert not DealSpan.objects.exists()
        assert not SpanBasis.objects.exists()
