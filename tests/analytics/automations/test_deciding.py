"""What a rule does with each thing, and why; without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import uuid4

import pytest

from analytics.automations.conflicts import Standing, conflicts
from analytics.automations.deciding import History, Outcome, Past, decide
from analytics.automations.holding import is_held_out
from analytics.automations.lift import LEAST, lift
from analytics.automations.measures import value_of
from analytics.automations.rule import (
    Action,
    Approval,
    By,
    Criterion,
    Do,
    Guards,
    Limits,
    On,
    Rule,
    Trigger,
    rule_from,
)
from analytics.automations.things import Evidence, Thing, fits
from analytics.automations.together import together
from analytics.exploring.language import filter_of
from analytics.queries.where import Compare

M = 1_000_000
TODAY = date(2026, 3, 16)
WASTE = (
    Criterion("spend", Compare.LEAST, Decimal(500 * M)),
    Criterion("conversions", Compare.EQUAL, Decimal(0)),
)


def rule(do: Do = Do.PAUSE, **more: Any) -> Rule:
    return Rule(Trigger(On.METRIC, WASTE), Action(do, percent=10), **more)


def seen(key: str = "a", spend: int | None = 600, **more: Any) -> Evidence:
    sums = {"spend": None if spend is None else spend * M, "clicks": 200, "conversions": 0}
    thing = Thing("campaign", key, more.pop("name", key), status=more.pop("status", "active"))
    return Evidence(thing, "2026-03-15", TODAY, TODAY, sums | more.pop("sums", {}), **more)


def one(asked: Rule, evidence: Evidence, **history: Any) -> tuple[str, str]:
    (found,) = decide(asked, [evidence], History("rule", TODAY, **history))
    return found.outcome.value, found.reason


def test_a_channel_is_judged_as_one_and_acted_on_campaign_by_campaign() -> None:
    parts = [seen("small", 200), seen("large", 350), seen("paused", 90, status="paused")]
    channel = together("Paid search", parts)
    assert channel.sums["spend"] == 640 * M
    by_channel = Rule(Trigger(On.METRIC, WASTE, by=By.CHANNEL), Action(Do.PAUSE))
    assert rule_from(by_channel.as_words()) == by_channel
    found = decide(by_channel, [channel], History("rule", TODAY))
    assert [(one.evidence.thing.key, one.outcome.value, one.reason) for one in found] == [
        ("large", "acted", "met_channel"),
        ("small", "acted", "met_channel"),
        ("paused", "blocked", "not_active"),
    ]
    capped = replace(by_channel, limits=Limits(per_day=1))
    outcomes = [one.reason for one in decide(capped, [channel], History("rule", TODAY))]
    assert outcomes == ["met_channel", "cap", "not_active"]
    floor = replace(by_channel, guards=Guards(least_clicks=601))
    (held,) = decide(floor, [channel], History("rule", TODAY))
    assert (held.evidence.thing.kind, held.reason) == ("channel", "floor")
    tells = replace(by_channel, action=Action(Do.NOTIFY))
    (told,) = decide(tells, [channel], History("rule", TODAY))
    assert (told.evidence.thing.key, told.outcome.value) == ("Paid search", "acted")
    unknown = together("Paid search", [*parts, seen("dark", None)])
    (unmet,) = decide(by_channel, [unknown], History("rule", TODAY))
    assert unmet.reason == "missing"


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        (seen(), ("acted", "met")),
        (seen(spend=499), ("unmet", "unmet")),
        (seen(spend=None), ("unmet", "missing")),
        (seen(sums={"conversions": 1}), ("unmet", "unmet")),
        (seen(sums={"conversions": None}), ("unmet", "missing")),
        (seen(sums={"clicks": 99}), ("blocked", "floor")),
        (seen(sums={"clicks": None}), ("blocked", "floor")),
        (seen(differing=(TODAY,)), ("blocked", "differs")),
        (seen(status="paused"), ("blocked", "not_active")),
        (seen(status=""), ("acted", "met")),
    ],
)
def test_a_rule_acts_on_what_is_met_known_enough_and_agreed_on(
    evidence: Evidence, expected: tuple[str, str]
) -> None:
    assert one(rule(guards=Guards(least_clicks=100)), evidence) == expected


def test_days_that_differ_count_where_nobody_asked_for_trust() -> None:
    assert one(rule(guards=Guards(trusted=False)), seen(differing=(TODAY,)))[0] == "acted"


def test_what_is_not_about_one_campaign_cannot_be_changed_and_can_be_told_of() -> None:
    thing = Evidence(Thing("incident", "i", "Spend fell"), "incident:i")
    asked = Rule(Trigger(On.INCIDENT), Action(Do.PAUSE))
    assert one(asked, thing) == ("blocked", "no_campaign")
    assert one(Rule(Trigger(On.INCIDENT), Action(Do.NOTIFY)), thing) == ("acted", "met")


@pytest.mark.parametrize(
    ("past", "expected"),
    [
        (Past(TODAY - timedelta(days=13), "rule"), ("blocked", "cooling")),
        (Past(TODAY - timedelta(days=14), "rule"), ("acted", "met")),
        (Past(TODAY, "other", "Other"), ("blocked", "other_rule")),
        (Past(TODAY - timedelta(days=1), "other", "Other"), ("acted", "met")),
        (Past(TODAY - timedelta(days=13), ""), ("blocked", "by_hand")),
        (Past(TODAY - timedelta(days=14), ""), ("acted", "met")),
    ],
)
def test_one_thing_is_left_alone_after_it_was_changed(
    past: Past, expected: tuple[str, str]
) -> None:
    assert one(rule(), seen(), past={"a": (past,)}) == expected


def test_a_rule_that_only_tells_heeds_its_own_cool_down_alone() -> None:
    told = {"a": (Past(TODAY, "other", "Other"), Past(TODAY, ""))}
    assert one(rule(Do.NOTIFY), seen(), past=told)[0] == "acted"
    assert one(rule(Do.NOTIFY), seen(), past={"a": (Past(TODAY, "rule"),)})[0] == "blocked"


def test_a_cap_leaves_out_the_least_and_counts_what_was_done_before() -> None:
    many = [seen(str(n), spend=500 + n) for n in range(4)]
    found = decide(rule(limits=Limits(per_day=3)), many, History("rule", TODAY, acted=1))
    assert [(one.evidence.thing.key, one.reason) for one in found] == [
        ("3", "met"),
        ("2", "met"),
        ("1", "cap"),
        ("0", "cap"),
    ]


def test_nothing_is_done_while_all_is_stopped() -> None:
    assert one(rule(), seen(), is_stopped=True) == ("blocked", "stopped")


def test_the_same_share_is_held_out_each_time_and_before_any_cap() -> None:
    keys = [str(uuid4()) for _ in range(2_000)]
    held = [key for key in keys if is_held_out("rule", key, 20)]
    assert 300 < len(held) < 500
    assert held == [key for key in keys if is_held_out("rule", key, 20)]
    assert set(held) <= {key for key in keys if is_held_out("rule", key, 30)}
    assert set(held) != {key for key in keys if is_held_out("another", key, 20)}
    asked = rule(limits=Limits(hold_out=20, per_day=1))
    found = decide(asked, [seen(held[0])], History("rule", TODAY, acted=5))
    assert [one.outcome for one in found] == [Outcome.HELD_OUT]


def test_a_number_without_its_sums_is_none_and_money_is_exact() -> None:
    assert value_of("cpc", {"spend": 10 * M, "clicks": 0}) is None
    assert value_of("cpc", {"spend": 10 * M, "clicks": 3}) == Fraction(10 * M, 3)
    assert value_of("cost_per_conversion", {"spend": 9 * M, "conversions": 1_500_000}) == 6 * M
    assert value_of("won_deals", {"spend": 9}) is None


@pytest.mark.parametrize(
    ("text", "does"),
    [
        ("", True),
        ("platform is google_ads", True),
        ('campaign contains "brand"', True),
        ("campaign is Brand", False),
        ('campaign starts with "us |" and channel is "Paid search"', True),
        ("not platform is google_ads or source is Ads", True),
        ("channel is Display", False),
    ],
)
def test_a_filter_is_that_of_the_explorer(text: str, does: bool) -> None:
    thing = Thing("campaign", "k", "US | Brand", "google_ads", "Paid search", "s", "Ads")
    assert fits(filter_of(text), thing) is does


def test_a_rule_is_kept_as_words_and_read_as_the_same() -> None:
    asked = Rule(
        Trigger(On.SCHEDULE, WASTE, 7, ("m",), (0, 4), 18),
        Action(Do.LOWER, 15, 10 * M, "e", "note"),
        "platform is google_ads",
        Guards(False, False, 1, 2, 3),
        Limits(1, 2, 3, Approval.LIMITS),
    )
    assert rule_from(asked.as_words()) == asked


def test_rules_that_meet_are_named_and_what_takes_away_wins() -> None:
    def standing(key: str, do: Do, days: int, *things: str) -> Standing:
        made = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=days)
        return Standing(key, key, rule(do), made, frozenset(things))

    found = conflicts(
        [
            standing("raise", Do.RAISE, 0, "a", "b"),
            standing("pause", Do.PAUSE, 1, "a"),
            standing("tell", Do.NOTIFY, 2, "a"),
            standing("far", Do.PAUSE, 3, "z"),
            standing("again", Do.RAISE, 4, "b", "c"),
        ]
    )
    assert [(c.first.key, c.second.key, c.is_opposite, c.things) for c in found] == [
        ("pause", "raise", True, 1),
        ("raise", "again", False, 1),
    ]


def test_too_few_are_not_told_and_the_interval_is_welchs() -> None:
    acted, held = [float(n) for n in range(10)], [float(n) - 6 for n in range(12)]
    assert lift(acted[: LEAST - 1], held) is None
    found = lift(acted, held)
    assert found is not None
    # By scipy: a difference of 5.0, t(19.99 degrees, 0.95) = 1.7248, error 1.4142.
    assert found.value == pytest.approx(5.0)
    assert found.low == pytest.approx(5.0 - 1.7248 * 1.4142, abs=0.01)
    assert found.is_told
    assert lift([2.0] * LEAST, [2.0] * LEAST) is not None
